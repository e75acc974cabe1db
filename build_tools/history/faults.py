"""What keeps a history from being told, and how does one mend it?"""


class HistoryError(Exception):
    """Something without which dates would be guesses: the repository, one of its commits, or a date in it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{' '.join(what.split())}. {remedy}")
