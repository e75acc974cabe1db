"""Cites the law as a policy does: in its language, and only that of its jurisdictions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from build_tools.model.law import ENGLISH
from build_tools.source.law_catalogue import read_law
from build_tools.source.sentences import OwnSentences, choose_language, read_sentences, read_words


@dataclass(frozen=True, slots=True)
class Citing:
    """How a policy cites the law."""

    language: str = ENGLISH
    """The language of the policy (BCP 47)."""
    own: OwnSentences | None = None
    """The organisation's own sentences, with its names of laws."""
    jurisdictions: tuple[str, ...] = ()
    """The jurisdictions whose law counts; all if none is named."""

    def select(self, references: Iterable[str]) -> list[str]:
        """The references to the law of the jurisdictions."""
        return read_law().select(references, self.jurisdictions)

    def cite(self, reference: str) -> str:
        """A reference as the language cites it: `Art. 13 Abs. 1 Buchst. a DSGVO`."""
        return _read_citer(self.language, self.own)(reference)


@lru_cache(maxsize=8)
def _read_citer(language: str, own: OwnSentences | None) -> Callable[[str], str]:
    chosen = language if own else choose_language(language)
    names = (own.values if own else read_sentences(chosen)).get("laws", {})
    return partial(read_law().cite, language=chosen, citations=read_words(language, own).citations, names=names)
