"""The error of a file that cannot be imported."""

from build_tools.runtime.errors import UserError


class ImportedFileError(UserError):
    """A file that cannot be read as the text of a policy."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"{file}: {what}", remedy)
