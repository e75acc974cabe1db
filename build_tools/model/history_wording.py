"""Defines the words around versions, comparisons and feeds (`wording.yml`)."""

from build_tools.model.text import (
    BetweenDays,
    EntryDays,
    OfAddress,
    OfCount,
    OfDocument,
    OfPassages,
    OnDay,
    Prose,
    StartToEnd,
    TakingEffect,
)
from build_tools.model.value import Value


class HistoryLabels(Value):
    """The words around versions and their dates."""

    last_updated: OnDay
    """Under the title of a document: `Last updated {day}`."""
    section_changed: OnDay
    """Beside the heading of a section: `Last changed {day}`."""
    listed: OnDay
    """In an entry of a table that has not changed since it came: `Listed since {day}`."""
    listed_changed: EntryDays
    """In an entry of a table that has: `Listed since {listed}, changed {changed}`."""
    draft: Prose
    """In place of a date where the text is not published yet: `Draft, not published`."""
    draft_site: Prose
    """On the home page while nothing is published yet: `This is a draft.` and what that means."""
    archived: BetweenDays
    """Above an old text: `This is the version of {day}, in force until {until}.`"""
    current: OnDay
    """Above the permanent copy of the text in force: `This is the version of {day}, which is in force.`"""
    withdrawn: OnDay
    """Above the last text of a document that is no longer published: `Withdrawn on {day}.`"""
    in_force: Prose
    """The link to the text in force: `The text in force is here`."""
    others: Prose
    """Opens the list of versions to choose from: `Other versions`."""
    earlier: Prose
    """The link to the version before."""
    later: Prose
    """The link to the version after."""
    all: Prose
    """The link to the list of all versions."""
    title: OfDocument
    """The heading of that list: `Versions of {document}`."""
    summary: OfDocument
    """What that list answers, in one sentence."""
    timeline: OfDocument
    """What its picture shows, for people who do not see it."""
    begins: Prose
    """Column of the day from which a version is in force."""
    ends: Prose
    """Column of the day on which it ended."""
    changes: Prose
    """Column of what changed."""
    now: Prose
    """In place of an end: `in force`."""
    first: Prose
    """What changed, of the first version: `First version`."""
    new: OfPassages
    """Passages that came: `Added: {passages}`."""
    changed: OfPassages
    """Passages that changed: `Changed: {passages}`."""
    removed: OfPassages
    """Passages that went: `Removed: {passages}`."""
    reworded: Prose
    """What changed, where it was in no passage with an address."""
    ask: Prose
    """The question of the form: `What was in force on`."""
    nothing: Prose
    """The answer where nothing had been published: `Nothing was published yet.`"""
    uncertain: Prose
    """The answer where only the month is known."""
    version: Prose
    """Column of the name of a version: `Version`."""
    from_day: OnDay
    """Beside a version that takes effect on a later day: `from {day}`."""
    never: Prose
    """Beside a version that another took the place of before its day: `replaced before it took effect`."""
    archived_between: StartToEnd
    """Above an old text that took effect later than it was published."""
    current_from: TakingEffect
    """Above the permanent copy of the text in force, where it took effect later than it was published."""
    never_applied: OnDay
    """Above a text that another took the place of before its day."""
    new_text: OnDay
    """Above the text in force, before what changes: `From {day}, a new text applies`."""
    read_new: Prose
    """The link to the text that applies then: `Read the new text`."""
    see_changes: Prose
    """The link to what changes with it: `See what changes`."""
    withdrawal: OnDay
    """Above the text in force of a document that is withdrawn on a later day."""
    not_in_force: Prose
    """At the address of a document of which no text is in force yet."""
    today: Prose
    """Beside the mark of today in the picture of versions: `today`."""
    corrected: OnDay
    """Beside a day that was corrected: `This date was corrected. It was first given as {day}.`"""


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
