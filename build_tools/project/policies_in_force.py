"""Finds the policy in force on a day, and the policies that take effect later."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from build_tools.documents.layout_environment import Templates
from build_tools.documents.render import read_layouts
from build_tools.history.archive import read_published_sources
from build_tools.history.repository import Repository
from build_tools.model.policy import FILES, Policy
from build_tools.model.publication import Publication, Upcoming
from build_tools.model.reference import NoSuchFactError, expand_policy
from build_tools.model.tree import Tree
from build_tools.source.reader import Reading, read_past

_OF_SITE = ("format", "publication", "wording")
"""The parts of a policy that are about the site. They take effect at once."""


@dataclass(frozen=True, slots=True)
class PoliciesInForce:
    """The policy in force on a day, and those that take effect later."""

    policy: Policy
    """The policy in force, with its facts filled in; before the first one, the first that will be in force."""
    upcoming: tuple[Upcoming, ...]
    original: tuple[Policy, Templates] | None = None
    """The policy in force with the pages and layouts of its revision; none if it is the current one."""
    is_begun: bool = True

    @property
    def stated(self) -> Policy:
        """The policy for data files: it has no entries before the first policy is in force."""
        if self.is_begun:
            return self.policy
        files = (file for name, file in FILES.items() if name not in {"policy.yml", "wording.yml"})
        names = [name for file in files for name in file.model_fields if isinstance(getattr(self.policy, name), tuple)]
        return self.policy.model_copy(update=dict.fromkeys(names, ()))


def find_policies(
    repository: Repository, start: str, publications: Sequence[Publication], today: date, current: Reading
) -> PoliciesInForce:
    """The policies in force on a day and later. `publications` are the oldest first; `current` is no draft.

    Settings of the site are the current ones, unless they refer to facts that are not in force yet.
    """
    coming = [publication for publication in publications if publication.is_coming(today)]
    if not coming:
        return PoliciesInForce(current.readable, ())
    past = [found for found in publications if not found.taken_back and not found.is_coming(today)]
    revisions = {publication.revision.commit for publication in (*past[-1:], *coming)}
    trees = dict(read_published_sources(repository, start, revisions))
    upcoming = tuple(_find_upcoming(coming, trees, current))
    if not past and len(upcoming) == 1:
        return PoliciesInForce(current.readable, upcoming, is_begun=False)
    shown = past[-1] if past else next(found for found in coming if found.name == upcoming[0].publications[-1])
    tree = trees[shown.revision.commit]
    reading = read_past(tree)
    original = reading.readable, read_layouts(reading.readable, tree)
    return PoliciesInForce(_with_site_of(current, reading), upcoming, original, is_begun=bool(past))


def _find_upcoming(coming: Sequence[Publication], trees: dict[str, Tree], current: Reading) -> Iterator[Upcoming]:
    """Yield the policy of each coming day: that of the last publication that takes effect on it."""
    for day, group in groupby(coming, key=lambda publication: publication.start.first):
        found = list(group)
        last = found[-1]
        policy = current.readable if last is coming[-1] else read_past(trees[last.revision.commit]).readable
        objections = [publication.object_until for publication in found if publication.object_until]
        yield Upcoming(day, tuple(publication.name for publication in found), min(objections, default=None), policy)


def _with_site_of(current: Reading, past: Reading) -> Policy:
    """A past policy with the site settings of the current source, and with its pages if they need no newer facts."""
    fields = {name: getattr(past.policy, name) for name in Policy.model_fields}
    site = {name: getattr(current.policy, name) for name in (*_OF_SITE, "pages")}
    try:
        return expand_policy(Policy.model_construct(**fields | site))
    except NoSuchFactError:
        fields = {name: getattr(past.readable, name) for name in Policy.model_fields}
        return Policy.model_construct(**fields | {name: getattr(current.readable, name) for name in _OF_SITE})
