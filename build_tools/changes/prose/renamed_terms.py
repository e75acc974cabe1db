"""Finds terms that were replaced by other terms throughout a document."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from build_tools.changes.prose.block_pairs import Pair
from build_tools.changes.prose.company_names import Names
from build_tools.changes.prose.document_context import Context
from build_tools.changes.prose.lexicon import Field, find_terms, load_stems
from build_tools.changes.prose.same_meaning import prove_same
from build_tools.changes.prose.stemming import stem_words
from build_tools.changes.redline.align import find_stretches

_OFTEN = 4  # times
_MAX_TERM_WORDS = 4
_MAX_PASSAGE_WORDS = 400
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_MODAL_WORDS = ("possible", "binding", "weak", "narrow", "exception")


@dataclass(frozen=True, slots=True)
class Rename:
    """A term that was replaced by another one."""

    before: str
    after: str

    def apply(self, pair: Pair) -> Pair:
        """The pair with the new term on both sides."""
        if not pair.before or not pair.after:
            return pair
        text = re.sub(rf"(?<!\w){re.escape(self.before)}(?!\w)", lambda _: self.after, pair.before.text)
        return replace(pair, before=replace(pair.before, text=text))


def find_renames(pairs: Iterable[Pair], context: Context) -> tuple[Rename, ...]:
    """Find terms that were replaced again and again, and that no rule watches: no synonyms, and no companies."""
    counts = Counter(rename for pair in pairs for rename in _replacements(pair))
    return tuple(
        rename
        for rename, count in counts.most_common()
        if count >= _OFTEN
        and not prove_same(rename.before, rename.after, context.rare)
        and _is_neutral(rename, context.names)
    )


def _replacements(pair: Pair) -> Iterator[Rename]:
    if not pair.before or not pair.after or pair.before.text == pair.after.text:
        return
    was, now = _TOKEN.findall(pair.before.text), _TOKEN.findall(pair.after.text)
    if max(len(was), len(now)) > _MAX_PASSAGE_WORDS:
        return
    for stretch in find_stretches(was, now):
        old, new = was[stretch.was : stretch.was_end], now[stretch.now : stretch.now_end]
        if not stretch.same and 0 < len(old) <= _MAX_TERM_WORDS and 0 < len(new) <= _MAX_TERM_WORDS:
            yield Rename(" ".join(old), " ".join(new))


def _is_neutral(rename: Rename, names: Names) -> bool:
    if names.find(f"by {rename.before}"):
        return False
    if names.find(f"by {rename.after}"):
        return not find_terms(Field.VENDOR, rename.after)
    stems = stem_words(f"{rename.before} {rename.after}")
    return not (
        any(find_terms(field, stems) for field in Field if field not in {Field.QUALIFIER, Field.STRUCTURE})
        or any(load_stems(name) & set(stems) for name in _MODAL_WORDS)
        or any(map(str.isdigit, stems))
    )
