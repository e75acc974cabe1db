"""Defines the words around versions, comparisons and feeds (`wording.yml`)."""

from build_tools.model.text import (
    BetweenDays,
    EntryDays,
    OfAddress,
    OfCount,
    OfDocument,
    OfHost,
    OfMailbox,
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
    """In an unchanged entry of a table: `Listed since {day}`."""
    listed_changed: EntryDays
    """In a changed entry of a table: `Listed since {listed}, changed {changed}`."""
    draft: Prose
    """Instead of the date of an unpublished text: `Draft, not published`."""
    draft_site: Prose
    """On the home page before the first publication: `This is a draft.` and an explanation."""
    archived: BetweenDays
    """Above an old text: `This is the version of {day}, in force until {until}.`"""
    current: OnDay
    """Above the permanent copy of the text in force: `This is the version of {day}, which is in force.`"""
    withdrawn: OnDay
    """Above the last text of a document that is no longer published: `Withdrawn on {day}.`"""
    in_force: Prose
    """The link to the text in force: `The text in force is here`."""
    others: Prose
    """Opens the list of versions: `Other versions`."""
    earlier: Prose
    """The link to the version before."""
    later: Prose
    """The link to the version after."""
    all: Prose
    """The link to the list of all versions."""
    title: OfDocument
    """The heading of that list: `Versions of {document}`."""
    summary: OfDocument
    """The summary of that list, in one sentence."""
    timeline: OfDocument
    """The text alternative of its timeline."""
    begins: Prose
    """Column heading for the first day in force."""
    ends: Prose
    """Column heading for the end of a version."""
    changes: Prose
    """Column heading for the changes."""
    now: Prose
    """Instead of an end: `in force`."""
    first: Prose
    """Changes of the first version: `First version`."""
    new: OfPassages
    """Added passages: `Added: {passages}`."""
    changed: OfPassages
    """Changed passages: `Changed: {passages}`."""
    removed: OfPassages
    """Removed passages: `Removed: {passages}`."""
    reworded: Prose
    """Changes outside of passages with an anchor."""
    ask: Prose
    """The question of the form: `What was in force on`."""
    nothing: Prose
    """The answer before the first publication: `Nothing was published yet.`"""
    uncertain: Prose
    """The answer if only the month is known."""
    version: Prose
    """Column heading for the name of a version: `Version`."""
    from_day: OnDay
    """Beside a version that takes effect on a later day: `from {day}`."""
    never: Prose
    """Beside a version that never took effect: `replaced before it took effect`."""
    archived_between: StartToEnd
    """Above an old text that took effect later than its publication."""
    current_from: TakingEffect
    """Above the permanent copy of the text in force, if it took effect later than its publication."""
    never_applied: OnDay
    """Above a text that never took effect."""
    new_text: OnDay
    """Above the text in force, before coming changes: `From {day}, a new text applies`."""
    read_new: Prose
    """The link to the coming text: `Read the new text`."""
    see_changes: Prose
    """The link to the coming changes: `See what changes`."""
    withdrawal: OnDay
    """Above the text in force of a document that will be withdrawn."""
    not_in_force: Prose
    """At the address of a document that is not yet in force."""
    today: Prose
    """Beside the mark of today in the timeline: `today`."""
    corrected: OnDay
    """Beside a corrected day: `This date was corrected. It was first given as {day}.`"""


class Guide(Value):
    """A guide to following changes in a program."""

    name: Prose
    """The program, or the kind of program: `Slack`."""
    text: Prose
    """The instructions."""
    command: OfAddress | None = None
    """The command, with the address of the feed of all changes: `/feed subscribe {address}`."""


class SubscribeLabels(Value):
    """The words around feeds and the calendar."""

    feeds: Prose
    """The heading above the list of feeds: `Feeds`."""
    about: Prose
    """Column heading for the content of a feed."""
    address: Prose
    """Column heading for the address of a feed."""
    copy_address: Prose
    """On the button that copies an address: `Copy the address`."""
    copied: Prose
    """The message after copying: `Copied`."""
    calendar: Prose
    """The description of the calendar."""
    nothing: Prose
    """Shown if there are no feeds."""
    provisional: Prose
    """Shown if the site has no safe address: addresses may change, and there is no RSS."""
    follow: Prose
    """The heading above the guides: `How to subscribe`."""
    guides: tuple[Guide, ...] = ()
    """Guides to following changes in common programs, in order."""


class SignupLabels(Value):
    """The words around the form of the mailing list."""

    heading: Prose
    """The heading above the form: `E-mail`."""
    invitation: Prose
    """The invitation above the form: `We send an e-mail about each material change.`"""
    email: Prose
    """Before the field: `E-mail address`."""
    submit: Prose
    """On the button: `Subscribe`."""
    sends: OfHost
    """The host that receives the address: `When you subscribe, your address is sent to {host}.`"""
    by_mail: OfMailbox
    """How to subscribe by e-mail: `To subscribe, write to {mailbox}.`"""
    leave: Prose
    """The link at the end of a notice: `Leave this mailing list`."""


class CompareLabels(Value):
    """The words around the comparison of any two versions."""

    title: Prose
    """The heading of the page."""
    summary: Prose
    """The summary of that page, in one sentence."""
    needs_script: Prose
    """Shown without scripts: the lists below show the changes too."""
    document: Prose
    """Before the choice of a document: `Document`."""
    before: Prose
    """Before the choice of the earlier text: `Earlier text`."""
    after: Prose
    """Before the choice of the later text: `New text`."""
    swap: Prose
    """On the button that swaps the texts: `Swap`."""
    legend: Prose
    """The legend of the marks for changes."""
    differ: OfCount
    """The number of differences: `Passages that differ: {count}`."""
    same: Prose
    """Shown if the texts are the same."""
    unknown: Prose
    """Shown if the address names a missing version."""
    unreachable: Prose
    """Shown if the texts cannot be loaded: the lists below show the changes too."""
    each: Prose
    """The heading above the lists of versions: `What each version changed`."""
    link: Prose
    """The link from one version to its comparison: `Compare with another version`."""
    unchanged: OfCount
    """Instead of unchanged passages: `Unchanged passages: {count}`."""
    unchanged_rows: OfCount
    """Instead of unchanged table rows."""
    deleted: Prose
    """Before deleted words, for screen readers: `deleted:`."""
    deletion_ends: Prose
    """After deleted words, for screen readers."""
    inserted: Prose
    """Before inserted words, for screen readers: `inserted:`."""
    insertion_ends: Prose
    """After inserted words, for screen readers."""
