"""Which words do those need who follow changes, or compare what was with what is? (`wording.yml`)"""

from build_tools.model.text import OfAddress, OfCount, Prose
from build_tools.model.value import Value


class Guide(Value):
    """How one follows changes in a program that customers use."""

    name: Prose
    """The program, or the kind of program: `Slack`."""
    text: Prose
    """What to do there."""
    command: OfAddress | None = None
    """What to write there, with the address of the feed of all changes: `/feed subscribe {address}`."""


class SubscribeLabels(Value):
    """The words around feeds and the calendar, for those who follow changes."""

    feeds: Prose
    """The heading above the list of feeds: `Feeds`."""
    about: Prose
    """Column of what a feed tells."""
    address: Prose
    """Column of its address."""
    copy_address: Prose
    """On the button that copies an address: `Copy the address`."""
    copied: Prose
    """Said once it is copied: `Copied`."""
    calendar: Prose
    """What the calendar tells."""
    nothing: Prose
    """In place of the list, where there are no feeds."""
    provisional: Prose
    """Above the list where the site has no safe address: that its addresses may change, and that there is no RSS."""
    follow: Prose
    """The heading above the guides: `How to follow them`."""
    guides: tuple[Guide, ...] = ()
    """How one follows changes in common programs, in this order."""


class CompareLabels(Value):
    """The words around the comparison of any two versions."""

    title: Prose
    """The heading of the page."""
    summary: Prose
    """What that page answers, in one sentence."""
    needs_script: Prose
    """Told where a browser runs no scripts: that the lists below tell the changes too."""
    document: Prose
    """Before the choice of a document: `Document`."""
    before: Prose
    """Before the choice of the one text: `Text before`."""
    after: Prose
    """Before the choice of the other text: `Text after`."""
    swap: Prose
    """On the button that takes the one text for the other: `Swap`."""
    legend: Prose
    """How changes are marked, for people who see them."""
    differ: OfCount
    """How much is different: `Passages that differ: {count}`."""
    same: Prose
    """That nothing is different."""
    unknown: Prose
    """That what the address asks for does not exist."""
    unreachable: Prose
    """That the texts cannot be loaded, and the lists below tell the changes too."""
    each: Prose
    """The heading above the lists of versions: `What each version changed`."""
    link: Prose
    """The link from one version to its comparison: `Compare with another version`."""
    unchanged: OfCount
    """In place of passages that did not change: `{count} unchanged passages`."""
    unchanged_rows: OfCount
    """In place of rows of a table that did not change."""
    deleted: Prose
    """Said before deleted words to those who listen: `deleted:`."""
    deletion_ends: Prose
    """Said after deleted words."""
    inserted: Prose
    """Said before inserted words to those who listen: `inserted:`."""
    insertion_ends: Prose
    """Said after inserted words."""
