"""Defines the errors of a second reading."""

from build_tools.runtime.errors import UserError


class ReaderError(UserError):
    """The second reader gave no answer that can be used."""
