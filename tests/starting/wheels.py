"""Makes wheels of this program for tests: as they are released, and as another release might be."""

from collections.abc import Mapping

from build_tools.starting.program_wheel import ProgramWheel, pack_files, pack_program


def another_release(version: str, changes: Mapping[str, tuple[str, str]]) -> ProgramWheel:
    """The program as a release of another version, some of whose files have other words."""
    now = pack_program()
    files = {path: data for path, data in now.files.items() if path.startswith("build_tools/")}
    for path, (old, new) in changes.items():
        text = files[path].decode()
        assert old in text, f"{path} does not hold {old!r}"
        files[path] = text.replace(old, new, 1).encode()
    prefix = f"policy_publisher-{now.shown_version}.dist-info/"
    metadata = {name: now.files[prefix + name] for name in ("METADATA", "entry_points.txt", "licenses/LICENSE")}
    stated = f"\nVersion: {now.shown_version}\n".encode()
    metadata["METADATA"] = metadata["METADATA"].replace(stated, f"\nVersion: {version}\n".encode())
    return pack_files(files, version, metadata)
