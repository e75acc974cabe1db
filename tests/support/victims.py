"""A folder of another owner beside a project, which tests check for changes."""

from dataclasses import dataclass, field
from pathlib import Path

CONTENT = "years of work"


@dataclass(frozen=True)
class Victim:
    """It is made with files of all names that an attack might look for."""

    folder: Path
    names: tuple[str, ...] = ("thesis.txt", "0" * 64, "policy.json", "pages/index.md")
    _before: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in self.names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(CONTENT, encoding="utf-8")
        self._before.append(self._state())

    @property
    def file(self) -> Path:
        """One of its files."""
        return self.folder / self.names[0]

    @property
    def is_unharmed(self) -> bool:
        """Whether all bytes, modes and moments of change are as they were, and nothing has come."""
        return self._state() == self._before[0]

    def _state(self) -> object:
        return [
            (str(path), path.lstat().st_mtime_ns, path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in (self.folder, *sorted(self.folder.rglob("*")))
        ]
