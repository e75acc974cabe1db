"""Offers the versions of a document to choose from: in the picker on a document, and in the banner of an old text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from build_tools.model.version import InForce, Standing, Version, Versions
from build_tools.site.pages.version_labels import VersionLabels

_RECENT = 10
"""How many versions the picker offers, in addition to the one in force; the list of versions has all."""


@dataclass(frozen=True, slots=True)
class VersionPicker:
    """The choices of versions on a day."""

    labels: VersionLabels
    in_force: Mapping[str, InForce]
    """What is in force of each document, by its id."""

    def choices(self, versions: Versions) -> dict[str, Any]:
        """What the layout of a document needs: its recent versions, and the address of the list of all."""
        recent = versions.all[-_RECENT:]
        in_force = self.in_force[versions.document].version
        shown = recent if in_force is None or in_force in recent else (in_force, *recent)
        offered = [self.offer(version, f"{versions.document}/") for version in reversed(shown)]
        return {"versions": offered, "all": f"{versions.document}/versions.md"}

    def offer(self, version: Version, folder: str = "") -> dict[str, object]:
        """One choice; `folder` leads to the versions of its document."""
        standing = self.standing(version)
        return {
            "name": self.labels.name(version),
            "address": f"{folder}{version.name}.md",
            "is_in_force": standing is Standing.IN_FORCE,
            "standing": self.labels.standing(version, standing),
        }

    def standing(self, version: Version) -> Standing:
        """Whether a version is in force, still to come, or replaced."""
        return self.in_force[version.document.id].standing(version)
