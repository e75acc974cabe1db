"""Why can a file not be imported, and what does one do about it?"""


class ImportFault(Exception):  # noqa: N818 - a fault of the file, and no error of ours
    """A file that cannot be read as the text of a policy."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"{file}: {' '.join(what.split())}. {remedy}")
