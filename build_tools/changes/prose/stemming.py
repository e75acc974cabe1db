"""Normalises text for comparison: folds case and typography, expands contractions and reduces words to stems."""

import re
import unicodedata
from functools import lru_cache

from build_tools.changes.prose.word_lists import load_pattern, read_replacements, read_table
from build_tools.model.normalization import normalize

KEPT = 16_384
"""How many passages are remembered with what is known of each: the next version of a text repeats nearly all."""
_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*|[%$€£¥₹₽₩₺₪₫¢±]")
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("’‘`´", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("–—‑−", "-"),
        "…": "...",
        "％": "%",
        "≤": " at most ",
        "≥": " at least ",
        **dict.fromkeys("✓✔✅☑🗹", " yes "),
        **dict.fromkeys("✗✘❌☒✖❎", " no "),
    }
)
_CONTRACTIONS, _SPELLINGS = read_replacements("contractions"), read_replacements("spellings")
_ANY_CONTRACTION, _ANY_SPELLING = (
    re.compile("|".join(pattern.pattern for pattern, _ in replacements)) for replacements in (_CONTRACTIONS, _SPELLINGS)
)
_UNMARKED = next(pattern for pattern, _ in _CONTRACTIONS if "'" not in pattern.pattern)
NUMBERS = {word: int(number) for word, number in read_table("numbers").items()}
_IRREGULAR = {form: stem for stem, forms in read_table("irregular").items() for form in forms.split(", ")} | {
    word: str(number) for word, number in NUMBERS.items()
}
_SHORT = 3
_USA = re.compile(r"\bUSA?\b")
_OPT_OUTS = load_pattern("opt-outs")
_URL = re.compile(r"\bhttps?://(?:www\.)?([^\s/<>()|]+)[^\s<>()|]*|\bmailto:")
_SMALL_WORDS = frozenset(("not", "no", "on", "of", "or", "may", "can", "us", "only", "you", "and", "must", "shall"))
"""No other word is shortened to one of these: `noted` is not `not`."""


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """A text in lower case, in uniform typography, without contractions; `US` stays different from `us`."""
    folded = normalize(text).translate(_TYPOGRAPHY)
    folded = folded.replace("U.S.A.", "USA").replace("U.S.", "US")
    folded = (_USA.sub("usa", folded) if "US" in folded else folded).lower()
    if "do not" in folded or "do-not" in folded or "privacy choices" in folded:
        folded = _OPT_OUTS.sub("dnt", folded)
    has_mark = "'" in folded or "cannot" in folded
    if (has_mark and _ANY_CONTRACTION.search(folded)) or ("nt" in folded and _UNMARKED.search(folded)):
        for pattern, full in _CONTRACTIONS:
            folded = pattern.sub(full, folded)
    return " ".join(folded.split())


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, each in one of its spellings; for a URL its host."""
    folded = fold(text)
    if "://" in folded or "mailto:" in folded:
        folded = _URL.sub(r"\1", folded)
    if _ANY_SPELLING.search(folded):
        for pattern, spelling in _SPELLINGS:
            folded = pattern.sub(spelling, folded)
    return tuple(word.removesuffix("'s") for word in _WORD.findall(folded))


@lru_cache(maxsize=KEPT)
def stem_words(text: str) -> tuple[str, ...]:
    """The stems of the words of a text."""
    return tuple(map(stem, split_words(text)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without the endings of number and tense: `retained`, `retains` and `retaining` have one stem."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= _SHORT or not word.isalpha():
        return word
    shortened = _without_e(_without_tense(_without_plural(word)))
    return word if shortened in _SMALL_WORDS else shortened


def _without_plural(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and word[-2:] not in {"ss", "us", "is"}:
        return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]
    return word


def _without_tense(word: str) -> str:
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least and any(vowel in word[:-3] for vowel in "aeiouy"):
            word = word[: -len(ending)]
            if word.endswith("i"):
                word = word[:-1] + "y"
            return word[:-1] if word[-2:-1] == word[-1:] and word[-1] not in "slz" else word
    return word


def _without_e(word: str) -> str:
    word = word[:-1] if word.endswith("e") and len(word) > _SHORT else word
    return word[:-1] + "z" if word.endswith("is") and len(word) > _SHORT + 2 else word


_MEANT = re.compile(r"[^\W_]|(?<=\d)[.,:/](?=\d)|[%$€£<>@&+]|(?<!\w)-(?=\d)|[^\x00-\x7f]")
_CATEGORIES = ("M", "Sc", "Sm", "So")
"""Unicode categories that carry meaning besides letters and numbers: vowels and accents, currencies, ≥ and ✗."""


def reads_alike(before: str, after: str) -> bool:
    """Whether two texts differ only in typography, commas or capitals, as `log-in` and `log in` do."""
    return _letters(before) == _letters(after)


def _letters(text: str) -> str:
    found = _MEANT.findall(fold(text).replace("&", " and ").replace("etc.", "etc"))
    letters = "".join(found)
    return letters if letters.isascii() else "".join(filter(_is_meant, letters))


def _is_meant(char: str) -> bool:
    is_mark = unicodedata.category(char).startswith(_CATEGORIES) and char not in "©®™•●○■□▪◦►▶→·"
    return char.isascii() or char.isalnum() or is_mark
