"""Defines the error that stops a publication."""

from build_tools.runtime.errors import UserError
from build_tools.runtime.secrets import conceal


class DeliveryError(UserError):
    """A site is not whole, or a place refuses it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(conceal(what), remedy)
