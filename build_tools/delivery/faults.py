"""What keeps a site from being published, and how does one mend it?"""


class DeliveryError(Exception):
    """A site is not whole, or a place does not take it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{' '.join(what.split())}. {remedy}")
