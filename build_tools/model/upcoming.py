"""Defines a policy that is published and takes effect on a later day."""

from dataclasses import dataclass
from datetime import date

from build_tools.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A policy as it applies from a later day on."""

    day: date
    """The day from which it is in force."""
    publications: tuple[str, ...]
    """The names of the publications that take effect on that day, the first one first."""
    object_until: date | None
    """The last day on which a customer can object; the first one of several."""
    policy: Policy
    """The policy, with its facts in place in all prose."""
