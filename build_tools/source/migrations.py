"""Upgrades the values of a source in an older format to the newest one.

`format` in policy.yml numbers the format. So far each format has only added words to wording.yml: `added_words.yml`
lists them. A step never changes the text of a document that is already published.
"""

from copy import deepcopy
from pathlib import Path
from typing import Any

from build_tools.source.yaml_reader import read_yaml

NEWEST = 6

_WORDS = Path(__file__).parent / "added_words.yml"


def number_of_format(settings: object) -> int | None:
    """The number of the format that policy.yml names; None where it names none."""
    number = settings.get("format") if isinstance(settings, dict) else None
    return number if isinstance(number, int) else None


def upgrade(name: str, values: Any, number: int | None) -> Any:
    """The values of the file `name`, upgraded from format `number`. Validation reports values of other kinds."""
    if not isinstance(values, dict) or number is None or not 1 <= number < NEWEST:
        return values
    upgraded = deepcopy(values)
    if name == "policy.yml":
        upgraded["format"] = NEWEST
    if name == "wording.yml" and isinstance(wording := upgraded.get("wording"), dict):
        added_words = read_yaml(_WORDS.name, _WORDS.read_text(encoding="utf-8")).value
        for added in range(number + 1, NEWEST + 1):
            for group, words in added_words[f"format_{added}"].items():
                if isinstance(known := wording.setdefault(group, {}), dict):
                    wording[group] = words | known
    return upgraded
