"""Packs this program into a wheel, from a checkout or from its installed files, and checks wheels of it.

The same files give the same bytes, so a project can pin the wheel by its hash. Installed files have to be as they were
installed: `RECORD` has their hashes (PyPA, recording installed projects).
"""

import re
import tomllib
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from build_tools.model.program_wheel import LARGEST_WHEEL, VENDOR, BadWheelError, read_layouts, read_wheel
from build_tools.runtime.errors import UserError
from build_tools.runtime.files import Folder
from build_tools.runtime.program_files import LAYOUTS, checkout_folder, is_packaged, program_path

PROGRAM = "policy-publisher"
_PACKAGE = "build_tools"
_FIRST_DAY = (2020, 2, 2, 0, 0, 0)
"""The time of every file in the wheel, so that it holds none of the machine."""
_FILE = 0o100644 << 16
_UNIX = 3
_WHEEL = b"Wheel-Version: 1.0\nGenerator: policy-publisher\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_NAME = re.compile(r"policy_publisher-(?P<version>\d+(?:\.\d+)*)-py3-none-any\.whl")
_METADATA = ("METADATA", "entry_points.txt", "licenses/LICENSE")


class ProgramError(UserError):
    """The program cannot be packed, or a file is no wheel of it."""


@dataclass(frozen=True, slots=True)
class ProgramWheel:
    """A wheel of this program."""

    name: str
    """Its file name, which has the version: `policy_publisher-0.1.0-py3-none-any.whl`."""
    content: bytes
    files: Mapping[str, bytes]
    """The files in it, by their paths."""

    @property
    def path(self) -> str:
        """Where a project keeps it."""
        return f"{VENDOR}/{self.name}"

    @property
    def version(self) -> tuple[int, ...]:
        """The version of the program: `(0, 1, 0)`."""
        return tuple(map(int, self.shown_version.split(".")))

    @property
    def shown_version(self) -> str:
        """The version as it is written: `0.1.0`."""
        match = _NAME.fullmatch(self.name)
        return match["version"] if match else ""

    @property
    def digest(self) -> str:
        """Its SHA-256."""
        return sha256(self.content).hexdigest()

    @property
    def layouts(self) -> dict[str, bytes]:
        """The layouts in it, by their paths in a project."""
        return read_layouts(self.content)

    def bundled(self, name: str) -> bytes:
        """A file of the program by its name in the repository, such as `mkdocs.yml`. Raises: ProgramError."""
        return self._read(f"{_PACKAGE}/bundled/{name}")

    def skeleton(self, name: str) -> bytes:
        """A file that is only for projects. Raises: ProgramError: the wheel lacks it."""
        return self._read(f"{_PACKAGE}/starting/skeleton/{name}")

    def _read(self, path: str) -> bytes:
        if path not in self.files:
            raise ProgramError(f"{self.name} lacks {path}, so it is not whole. Take another wheel of {PROGRAM}.")
        return self.files[path]


def read_own_layouts() -> dict[str, bytes]:
    """The layouts of the running program, by their paths in a project. Raises: OSError."""
    folder = Folder(program_path(LAYOUTS).parent)
    return {entry.path: folder.read(entry.path) for entry in folder.walk(LAYOUTS, hidden=False)}


def pack_program() -> ProgramWheel:
    """The wheel of the running program. Raises: ProgramError: it is not installed, or was altered. OSError."""
    found = (one for one in distributions(name=PROGRAM) if one.read_text("METADATA"))  # and not an old egg-info
    if not (installed := next(found, None)):
        raise ProgramError(f"{PROGRAM} is not installed, so it has no version. Run: make .venv/site")
    files = dict(_installed_files(installed) if is_packaged() else _checkout_files())
    stated = {name: text.encode() for name in _METADATA if (text := installed.read_text(name))}
    return pack_files(files, installed.version, stated)


def pack_files(files: Mapping[str, bytes], version: str, metadata: Mapping[str, bytes]) -> ProgramWheel:
    """The wheel of the files of a program, with the files of its metadata, such as `METADATA`."""
    prefix = f"policy_publisher-{version}"
    packed = {**files, **{f"{prefix}.dist-info/{name}": data for name, data in {**metadata, "WHEEL": _WHEEL}.items()}}
    packed[f"{prefix}.dist-info/RECORD"] = _make_record(packed, f"{prefix}.dist-info/RECORD")
    return ProgramWheel(f"{prefix}-py3-none-any.whl", _zip(packed), dict(sorted(packed.items())))


def is_running(wheel: ProgramWheel) -> bool:
    """Whether the program in a wheel is the one that runs."""
    try:
        running = pack_program().files
    except ProgramError:
        return False
    return all(running.get(path) == data for path, data in wheel.files.items() if path.startswith(f"{_PACKAGE}/"))


def read_program_wheel(path: Path) -> ProgramWheel:
    """A wheel in a file. Raises: ProgramError: it is no wheel of this program, or was altered."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_WHEEL + 1)
    except OSError as error:
        raise ProgramError(f"{path} cannot be read: {error.strerror}. Name a wheel of {PROGRAM}.") from None
    return check_program_wheel(path.name, content, str(path))


def check_program_wheel(name: str, content: bytes, shown: str) -> ProgramWheel:
    """The wheel with a file name and a content; `shown` names it in messages. Raises: ProgramError."""
    try:
        files = read_wheel(content)
        _check_program(name, files)
        read_layouts(content)
    except BadWheelError as error:
        raise ProgramError(f"{shown} is no wheel of {PROGRAM}: {error}. Take the wheel as it was released.") from None
    return ProgramWheel(name, content, files)


def _check_program(name: str, files: Mapping[str, bytes]) -> None:
    if not (match := _NAME.fullmatch(name)):
        raise BadWheelError("its name is not policy_publisher-VERSION-py3-none-any.whl")
    prefix = f"policy_publisher-{match['version']}.dist-info"
    about = HeaderParser().parsestr(files.get(f"{prefix}/METADATA", b"").decode("utf-8", "replace"))
    if about["Name"] != PROGRAM or about["Version"] != match["version"]:
        raise BadWheelError(f"its metadata does not say that it is {PROGRAM} {match['version']}")
    if f"{_PACKAGE}/__main__.py" not in files or not any(path.startswith(f"{_PACKAGE}/bundled/") for path in files):
        raise BadWheelError("it lacks files of the program")
    record = f"{prefix}/RECORD"
    stated = set(files.get(record, b"").decode("utf-8", "replace").replace("\r\n", "\n").splitlines())
    for path, content in files.items():
        if path != record and _row(path, content) not in stated:
            raise BadWheelError(f"{path} is not as its list of files (RECORD) says")


def _installed_files(installed: Distribution) -> Iterator[tuple[str, bytes]]:
    for entry in installed.files or ():
        path = entry.as_posix()
        if not path.startswith(f"{_PACKAGE}/") or path.endswith(".pyc") or entry.hash is None:
            continue
        content = entry.read_binary()
        if entry.hash.mode != "sha256" or entry.hash.value != _digest(content):
            raise ProgramError(
                f"{path} was altered after {PROGRAM} was installed, so it cannot be packed. "
                "Install the program again, or give its wheel with --wheel."
            )
        yield path, content


def _checkout_files() -> Iterator[tuple[str, bytes]]:
    folder = Folder(checkout_folder())
    for path in _walk(folder, _PACKAGE):
        yield path, folder.read(path)
    settings = tomllib.loads(folder.read("pyproject.toml").decode())
    bundled: dict[str, str] = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for source, target in bundled.items():
        for path in _walk(folder, source, hidden=True):
            yield target + path.removeprefix(source), folder.read(path)


def _walk(folder: Folder, name: str, *, hidden: bool = False) -> Iterator[str]:
    if folder.holds(name):
        yield name
        return
    for entry in folder.walk(name, hidden=hidden):
        steps = entry.path.split("/")
        if not {"__pycache__", "node_modules"} & {*steps} and not entry.path.endswith((".pyc", "~")):
            yield entry.path


def _make_record(files: Mapping[str, bytes], record: str) -> bytes:
    rows = [_row(path, content) for path, content in sorted(files.items())]
    return "".join(f"{row}\n" for row in (*rows, f"{record},,")).encode()


def _row(path: str, content: bytes) -> str:
    return f"{path},sha256={_digest(content)},{len(content)}"


def _digest(content: bytes) -> str:
    return urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=")


def _zip(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip archive, the metadata last, as the standard recommends."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items(), key=lambda item: (".dist-info/" in item[0], item[0])):
            entry = ZipInfo(path, _FIRST_DAY)
            entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _FILE, ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
