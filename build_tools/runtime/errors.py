"""The error that stops a run with one line that a person can act on. Each room derives its own from it."""


class UserError(Exception):
    """Something that a person can mend. Its text is one line: what is wrong, and how to mend it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        """`what` is a clause without a full stop, and `remedy` one sentence or more.

        Without a remedy, `what` is the whole text, of one line or several.
        """
        super().__init__(what, remedy)
        self.what = " ".join(what.split()) if remedy else what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}" if self.remedy else self.what
