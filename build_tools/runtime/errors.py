"""Defines the base class of errors that end a run with one line for the user."""


class UserError(Exception):
    """An error that a person can fix. Its text is one line: what is wrong, and how to fix it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        """`what` is a clause, and `remedy` one or more sentences; without a remedy, `what` is the whole text."""
        super().__init__(what, remedy)
        self.what = " ".join(what.split()) if remedy else what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}" if self.remedy else self.what
