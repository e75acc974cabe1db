"""Finds the policy that is in force on a day, and those that take effect later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from build_tools.documents.environment import Templates
from build_tools.documents.render import read_layouts
from build_tools.history.archive import read_published_sources
from build_tools.history.repository import Repository
from build_tools.model.expand import expand_policy
from build_tools.model.policy import FILES, Policy
from build_tools.model.publication import Publication
from build_tools.model.reference import NoSuchFactError
from build_tools.model.tree import Tree
from build_tools.model.upcoming import Upcoming
from build_tools.source.reader import Reading, read_past

_OF_SITE = ("format", "publication", "wording")
"""The parts of a policy that are about the site: they take effect at once."""


@dataclass(frozen=True, slots=True)
class PoliciesInForce:
    """The policy in force on a day, and those that take effect later."""

    policy: Policy
    """The policy in force, with its facts in place in all prose; the first one that will be where none is in force."""
    upcoming: tuple[Upcoming, ...]
    """The policies that take effect on later days, the first one first."""
    own: tuple[Policy, Templates] | None = None
    """The policy in force as it stood in its own revision, with its pages and layouts; none where it is the one at
    hand."""
    is_begun: bool = True
    """Whether any policy is in force yet."""

    @property
    def stated(self) -> Policy:
        """What data files state: the policy in force, which has no entries before the first one is in force."""
        return self.policy if self.is_begun else _without_entries(self.policy)


def find_policies(
    repository: Repository, start: str, publications: Sequence[Publication], today: date, at_hand: Reading
) -> PoliciesInForce:
    """The policies of the source `at_hand`, which is no draft, as of a day.

    `publications` are the oldest first; `start` is the commit from which history counts. What is about the site is that
    of the source at hand, save where it refers to facts that are not in force yet.
    """
    coming = [one for one in publications if one.is_coming(today)]
    if not coming:
        return PoliciesInForce(at_hand.readable, ())
    past = [one for one in publications if not one.taken_back and not one.is_coming(today)]
    revisions = {one.revision.commit for one in (*past[-1:], *coming)}
    trees = dict(read_published_sources(repository, start, revisions))
    upcoming = tuple(_find_upcoming(coming, trees, at_hand))
    if not past and len(upcoming) == 1:
        return PoliciesInForce(at_hand.readable, upcoming, is_begun=False)
    shown = past[-1] if past else next(one for one in coming if one.name == upcoming[0].publications[-1])
    tree = trees[shown.revision.commit]
    reading = read_past(tree)
    own = reading.readable, read_layouts(reading.readable, tree)
    return PoliciesInForce(_with_site_of(at_hand, reading), upcoming, own, is_begun=bool(past))


def _find_upcoming(coming: Sequence[Publication], trees: dict[str, Tree], at_hand: Reading) -> Iterator[Upcoming]:
    """Yield a policy for each day to come: that of the last publication that takes effect on it."""
    for day, group in groupby(coming, key=lambda one: one.start.first):
        found = list(group)
        last = found[-1]
        is_newest = last is coming[-1]
        policy = at_hand.readable if is_newest else read_past(trees[last.revision.commit]).readable
        objections = [one.object_until for one in found if one.object_until]
        yield Upcoming(day, tuple(one.name for one in found), min(objections, default=None), policy)


def _without_entries(policy: Policy) -> Policy:
    """A policy that states neither data, vendors, periods nor any other entry of the files of facts."""
    files = (file for name, file in FILES.items() if name not in {"policy.yml", "wording.yml"})
    names = (name for file in files for name in file.model_fields)
    return policy.model_copy(update={name: () for name in names if isinstance(getattr(policy, name), tuple)})


def _with_site_of(at_hand: Reading, past: Reading) -> Policy:
    """A policy of the past with what the source at hand says of the site.

    Its pages are those of the past where those at hand refer to facts that are not in force yet.
    """
    fields = {name: getattr(past.policy, name) for name in Policy.model_fields}
    site = {name: getattr(at_hand.policy, name) for name in (*_OF_SITE, "pages")}
    try:
        return expand_policy(Policy.model_construct(**fields | site))
    except NoSuchFactError:
        fields = {name: getattr(past.readable, name) for name in Policy.model_fields}
        return Policy.model_construct(**fields | {name: getattr(at_hand.readable, name) for name in _OF_SITE})
