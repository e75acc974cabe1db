"""The error that stops a publication, with the remedy."""

from build_tools.model.secrets import conceal


class DeliveryError(Exception):
    """A site is not whole, or a place does not take it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{conceal(' '.join(what.split()))}. {remedy}")
