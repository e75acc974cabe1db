"""Says above a text what it is on a day: in force, still to come, or replaced."""

from collections.abc import Mapping

from build_tools.model.day import KnownDay
from build_tools.model.text import PlaceholderText
from build_tools.model.version import Standing, Version
from build_tools.site.pages.change_labels import ChangeLabels

Sentence = tuple[PlaceholderText, Mapping[str, KnownDay]]
"""A phrase with the days that fill its places."""


def status_sentence(version: Version, standing: Standing, words: ChangeLabels) -> Sentence:
    """The sentence above a version; a version is named by the day of its publication, wherever it is named."""
    labels, day = words.history.labels, version.published.day
    if standing is Standing.COMING:
        return words.labels.not_yet, {"day": day, "effective": version.start}
    if standing is Standing.NEVER_APPLIED:
        return labels.never_applied, {"day": day}
    if standing is Standing.ENDED and version.until:
        if version.takes_effect_later:
            return labels.archived_between, {"day": day, "start": version.start, "until": version.until}
        return labels.archived, {"day": day, "until": version.until}
    if version.takes_effect_later:
        return labels.current_from, {"day": day, "effective": version.start}
    return labels.current, {"day": day}
