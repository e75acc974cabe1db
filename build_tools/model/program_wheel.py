"""Reads the files of this program's wheel, which a project keeps in `vendor/`, as far as it is safe.

A wheel is a zip file (PyPA, binary distribution format). It comes from a commit, so it may be damaged or hostile: the
number and the size of its files are bounded, and nothing is unpacked to a path.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812 - zlib names its exception in small letters

VENDOR = "vendor"
"""The folder of a project in which its program is."""
LARGEST_WHEEL = 50_000_000
"""The largest wheel in bytes, and the most bytes that it may have when it is unpacked."""
LAYOUTS = "build_tools/bundled/templates/"
"""Where a wheel has the layouts. Every release keeps them there, since old versions are rendered with them."""
_MOST = 20_000
"""The most files of a wheel."""
_NAME = re.compile(rf"{VENDOR}/policy_publisher-[^/]+\.whl")
_ENCRYPTED = 1
_FAULTS = (BadZipFile, DeflateError, EOFError, NotImplementedError, OverflowError, RuntimeError, ValueError, OSError)


class BadWheelError(ValueError):
    """A file that is no wheel of this program. Its text is a clause that says why."""


def is_program_wheel(path: str) -> bool:
    """Whether a path from the project's folder is that of the program's wheel."""
    return _NAME.fullmatch(path) is not None


def is_other_vendor_file(path: str) -> bool:
    """Whether a path in `vendor/` is anything else: those files are not part of a source."""
    return path.startswith(f"{VENDOR}/") and not is_program_wheel(path)


def read_layouts(wheel: bytes) -> dict[str, bytes]:
    """The layouts in a wheel by their paths in a project: `templates/blocks/rights.md`. Raises: BadWheelError."""
    layouts = read_wheel(wheel, LAYOUTS)
    if not layouts:
        raise BadWheelError("it holds no layouts, so it is not a wheel of policy-publisher")
    return {f"templates/{path.removeprefix(LAYOUTS)}": content for path, content in layouts.items()}


def read_wheel(wheel: bytes, below: str = "") -> Mapping[str, bytes]:
    """The files in a wheel whose paths begin with `below`, by their sorted paths. Raises: BadWheelError."""
    if len(wheel) > LARGEST_WHEEL:
        raise BadWheelError(f"it has {len(wheel) / 1e6:.0f} MB, more than the {LARGEST_WHEEL / 1e6:.0f} MB of a wheel")
    try:
        with ZipFile(BytesIO(wheel)) as archive:
            entries = archive.infolist()
            _check(entries)
            wanted = [entry for entry in entries if entry.filename.startswith(below) and not entry.is_dir()]
            _check_size(wanted)
            return {entry.filename: _read(archive, entry) for entry in sorted(wanted, key=lambda one: one.filename)}
    except BadWheelError:
        raise
    except _FAULTS as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise BadWheelError(f"it is not a zip file that can be read: {reason.rstrip('.')}") from None


def _check(entries: list[ZipInfo]) -> None:
    """Refuse names that mean different files to different programs, and contents that cannot be read in bounds."""
    if len(entries) > _MOST:
        raise BadWheelError(f"it holds {len(entries)} files, more than the {_MOST} of a wheel")
    seen = set[str]()
    for entry in entries:
        name = entry.filename
        if name in seen:
            raise BadWheelError(f"it holds {name[:100]!r} twice")
        seen.add(name)
        if name.startswith("/") or "\\" in name or not name.isprintable() or {"", ".", ".."} & {*name.split("/")[:-1]}:
            raise BadWheelError(f"it holds a file with the impossible path {name[:100]!r}")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise BadWheelError(f"its file {name[:100]!r} is encrypted, or compressed in an unusual way")


def _check_size(entries: list[ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > LARGEST_WHEEL:
        raise BadWheelError(f"its files have more than {LARGEST_WHEEL / 1e6:.0f} MB when they are unpacked")


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The content, which may be larger than the archive says."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise BadWheelError(f"its file {entry.filename[:100]!r} is damaged")
    return content
