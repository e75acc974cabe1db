"""Which words are written as other words throughout a document?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from build_tools.changes.prose.block_pairs import Pair
from build_tools.changes.prose.company_names import Names
from build_tools.changes.prose.lexicon import Field, find_terms, load_stems
from build_tools.changes.prose.same_meaning import prove_same
from build_tools.changes.prose.stemming import stem_words
from build_tools.changes.redline.align import find_stretches

_OFTEN = 4
"""Times: what was replaced as often is a rename and no coincidence."""
_WORDS = 4
"""Words: a name is no longer."""
_LONG = 400
"""Words: a longer passage is not looked through."""
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_TELLING = (
    *(
        Field.DATA,
        Field.PURPOSE,
        Field.RECIPIENT,
        Field.RIGHT,
        Field.SAFEGUARD,
        Field.PRACTICE,
        Field.TRACKER,
        Field.DUTY,
    ),
    *(Field.NOTICE, Field.LIMIT, Field.NEGATION, Field.REGIME, Field.PLACE, Field.VENDOR),
)
_SMALL = ("possible", "binding", "weak", "narrow", "exception")


@dataclass(frozen=True, slots=True)
class Rename:
    """Words that took the place of others wherever they stood."""

    before: str
    after: str

    def apply(self, pair: Pair) -> Pair:
        """A pair as if the words before had been the new ones already."""
        if not pair.before or not pair.after:
            return pair
        text = re.sub(rf"(?<!\w){re.escape(self.before)}(?!\w)", lambda _: self.after, pair.before.text)
        return replace(pair, before=replace(pair.before, text=text))


def find_renames(pairs: Iterable[Pair], names: Names, rare: frozenset[str]) -> tuple[Rename, ...]:
    """Words that were replaced by the same others again and again, and state nothing that a rule watches.

    Misspellings (`rare`, as for a proof) and synonyms are none. Other companies are none:
    another vendor is another vendor however often it is named.
    """
    counts = Counter(rename for pair in pairs for rename in _replacements(pair))
    often = (rename for rename, count in counts.most_common() if count >= _OFTEN)
    return tuple(
        rename for rename in often if not prove_same(rename.before, rename.after, rare) and _is_name(rename, names)
    )


def _replacements(pair: Pair) -> Iterator[Rename]:
    """The words of a pair that took the place of others."""
    if not pair.before or not pair.after or pair.before.text == pair.after.text:
        return
    was, now = _TOKEN.findall(pair.before.text), _TOKEN.findall(pair.after.text)
    if max(len(was), len(now)) > _LONG:
        return
    for stretch in find_stretches(was, now):
        old, new = was[stretch.was : stretch.was_end], now[stretch.now : stretch.now_end]
        if not stretch.same and 0 < len(old) <= _WORDS and 0 < len(new) <= _WORDS:
            yield Rename(" ".join(old), " ".join(new))


def _is_name(rename: Rename, names: Names) -> bool:
    """Whether one word may stand for another without a change of what is said."""
    if names.find(f"by {rename.before}") or names.find(f"by {rename.after}"):
        return not names.find(f"by {rename.before}") and not find_terms(Field.VENDOR, rename.after)
    stems = stem_words(f"{rename.before} {rename.after}")
    telling = any(find_terms(field, stems) for field in _TELLING)
    return (
        not telling
        and not any(load_stems(name) & set(stems) for name in _SMALL)
        and not any(s.isdigit() for s in stems)
    )
