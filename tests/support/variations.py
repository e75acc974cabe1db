"""Writes a text in other forms that read the same: other letters, other spaces, invisible characters."""

import unicodedata

from hypothesis import strategies as st

SPACES = "\u00a0\u202f\u2009\u2007\u3000"
UNSEEN = "\u200b\u2060\u00ad\ufeff\u200e"
VARIATIONS = (SPACES, UNSEEN)


@st.composite
def vary(draw: st.DrawFn, text: str, *, unseen: str = UNSEEN) -> str:
    """A text with some of its spaces as other ones, with unseen characters between its letters, composed or not."""
    places = draw(st.lists(st.integers(0, max(0, len(text) - 1)), max_size=8))
    signs = list(unicodedata.normalize("NFD", text) if draw(st.booleans()) else text)
    for place in (place for place in places if place < len(signs)):
        if signs[place] == " ":
            signs[place] = draw(st.sampled_from(SPACES))
        elif unseen and signs[place].isalnum():
            signs[place] += draw(st.sampled_from(unseen))
    return "".join(signs)
