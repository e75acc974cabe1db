"""What do the source's files hold, at one revision?"""

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass, field

from build_tools.model.problem import Location, Problem, Problems


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of a source at one moment: a working folder and a git commit both give one."""

    files: Mapping[str, bytes]
    """Path from the project's folder (`policy_src/retention.yml`) to content, in sorted order."""
    problems: tuple[Problem, ...] = field(default=())
    """Files that were met but not read: links, too large ones."""

    def read(self, path: str) -> str:
        """The text of a file: UTF-8, a byte order mark left out, every line ending a line feed.

        Raises: Problems: it is not UTF-8.
        """
        data = self.files[path].removeprefix(BOM_UTF8)
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            before = _unify_lines(data[: error.start].decode())
            what = f"the file is not UTF-8 text: byte 0x{data[error.start]:02X}"
            remedy = 'Save it with the encoding "UTF-8".'
            place = Location.at(path, before, len(before))
            raise Problems([Problem(place, what, remedy, "encoding")]) from None
        return _unify_lines(text)

    def under(self, folder: str) -> dict[str, bytes]:
        """The files below `folder` (`policy_src/sections/`), by the rest of their path."""
        return {path.removeprefix(folder): data for path, data in self.files.items() if path.startswith(folder)}


def _unify_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
