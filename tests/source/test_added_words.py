"""Tests that the words added to sources of older formats never change, since published pages and anchors hold them."""

import json
from hashlib import sha256

import pytest
import yaml

from tests.support.projects import ROOT

WORDS = yaml.safe_load((ROOT / "build_tools/source/added_words.yml").read_text(encoding="utf-8"))
DIGESTS = {
    "format_2": "6c3ce1be66250af3",
    "format_3": "b35e8d9850ac705a",
    "format_4": "a5f31465337dd4de",
    "format_5": "de73c64f5ab0b1f4",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_the_words_of_a_published_format_stay(name: str) -> None:
    assert sha256(json.dumps(WORDS[name], sort_keys=True).encode()).hexdigest()[:16] == DIGESTS[name]
