"""Are references found in any text, and nothing else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_tools.model.reference import find_references, find_stray_braces

NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), min_size=1, max_size=4)
PLAIN = st.text(st.characters(exclude_characters="{}"), max_size=30)


@given(PLAIN, NAMES, PLAIN)
def test_a_reference_is_found_where_it_stands(before: str, names: list[str], after: str) -> None:
    text = f"{before}{{{{ {'.'.join(names)} }}}}{after}"

    (reference,) = find_references(text)

    assert list(reference.path) == names
    assert text[reference.start : reference.end] == str(reference)
    assert list(find_stray_braces(text)) == []


@given(st.text(st.sampled_from("{}a. \n#|%"), max_size=40))
def test_every_brace_is_part_of_a_reference_an_anchor_or_stray(text: str) -> None:
    references = list(find_references(text))
    stray = list(find_stray_braces(text))
    inside = {index for reference in references for index in range(reference.start, reference.end)}

    assert not inside & set(stray)
    assert ("{" in text or "}" in text) == bool(references or stray or "{#a" in text.replace(" ", ""))


@pytest.mark.parametrize("text", ["### x { #x }", "###### x {#x}", "#x { #x }"])
def test_braces_that_end_a_heading_are_its_anchor(text: str) -> None:
    assert list(find_stray_braces(text)) == []


@pytest.mark.parametrize(
    "text", ["x { #x }", "- x { #x }", "x\n { #x }", "### x { #x } y", "### x { .x }", "### x { #X }"]
)
def test_any_other_braces_are_stray(text: str) -> None:
    assert list(find_stray_braces(text))
