"""Lists the optional facts that a source does not state.

They are no gaps: no check asks for them, and the site leaves them out. Legal sees them here, so that nothing stays out
unnoticed.
"""

from collections.abc import Iterator

from build_tools.model.policy import Policy, Route
from build_tools.model.problem import Problem
from build_tools.model.subprocessor import ASKED_OF_VENDORS
from build_tools.source.source_map import SourceMap

_CHECK = "not-stated"
_FIELDS = {
    "subprocessors": ASKED_OF_VENDORS,
    "retention": ("afterwards", "basis"),
    "purposes": ("legal_basis",),
}
"""The optional facts of the entries of each list."""


def find_unstated(policy: Policy, sources: SourceMap) -> Iterator[Problem]:
    """Yield a remark for each entry that leaves optional facts out, with the keys that would state them."""
    for group, fields in _FIELDS.items():
        for index, entry in enumerate(getattr(policy, group)):
            missing = [name for name in fields if getattr(entry, name) is None]
            if missing:
                yield _remark((group, index), str(getattr(entry, "name", entry.id)), missing, sources)


def _remark(route: Route, name: str, missing: list[str], sources: SourceMap) -> Problem:
    keys = ", ".join(f"{key}:" for key in missing)
    remedy = f"Add {keys} to show {'it' if len(missing) == 1 else 'them'}."
    what = f"{name} leaves out {len(missing)} optional fact{'s' * (len(missing) > 1)}"
    return Problem(sources.locate(route), what, remedy, _CHECK)
