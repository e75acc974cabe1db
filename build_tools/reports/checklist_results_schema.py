"""What may a program rely on in the JSON that `policy check --list` prints?

Like that of findings, the JSON Schema is written out here: it is a promise to others, which changes only on purpose.
"""

from build_tools.model.checklist import Outcome
from build_tools.model.coverage import State
from build_tools.text.json_schema import (
    Schema,
    a_choice,
    a_list,
    a_place,
    a_text,
    an_object,
    or_null,
    text_or_null,
    write_schema,
)

_STATES = [state.value for state in State]
_OF_PARTS = [state.value for state in (State.MISSING, State.PARTLY, State.LOOK, State.FOUND)]


def make_checklists_schema() -> bytes:
    """The JSON Schema (draft 2020-12) of `policy check --list … --format json`."""
    schema = an_object(
        "What a text says of checklists: what `policy check --list` tells.",
        {
            "notice": a_text("What the report says of itself: that it is no legal advice."),
            "lists": a_list("The lists that were asked for, in their order.", {"$ref": "#/$defs/list"}),
        },
    )
    parts = {
        "list": _list(),
        "item": _item(),
        "part": _part(),
        "place": _place(),
        "location": _location(),
        "problem": _problem(),
    }
    return write_schema("Checklists", schema | {"$defs": parts})


def _list() -> Schema:
    return an_object(
        "A checklist.",
        {
            "id": a_text("Names the list."),
            "title": a_text("What it is about."),
            "law": a_text("The law, by its name."),
            "items": a_list("What it asks for, in the order of the law.", {"$ref": "#/$defs/item"}),
            "problems": a_list("Decisions of legal that fit the text no longer.", {"$ref": "#/$defs/problem"}),
        },
    )


def _item() -> Schema:
    condition = an_object(
        "When the item is asked for.",
        {"when": a_text("The condition."), "decide": a_text("What somebody has to decide who knows the company.")},
    )
    decision = an_object(
        "Legal's decision.",
        {
            "outcome": a_choice("What was decided.", [outcome.value for outcome in Outcome]),
            "since": {"description": "The day of the decision.", "type": "string", "format": "date"},
            "reason": a_text("Why."),
        },
    )
    return an_object(
        "One thing that the law asks a text to say.",
        {
            "id": a_text("Names the item within its list."),
            "asks": a_text("What is asked for."),
            "law": a_text("The law behind it, with article and paragraph."),
            "state": a_choice("How it stands with it.", _STATES),
            "was": or_null(a_choice("", _STATES), "How it stood in the source that it is compared with."),
            "parts": a_list("What has to be said.", {"$ref": "#/$defs/part"}),
            "condition": or_null(condition, "Null where it is always asked for."),
            "shown": or_null({"$ref": "#/$defs/place"}, "What shows that it is asked for, is not, or is said."),
            "decision": or_null(decision, "Null where legal has decided nothing."),
            "mend": a_text("How to mend it."),
        },
    )


def _part() -> Schema:
    return an_object(
        "One thing that has to be said.",
        {
            "says": a_text("What it is."),
            "state": a_choice("How it stands with it.", _OF_PARTS),
            "place": or_null({"$ref": "#/$defs/place"}, "Where it is said first."),
            "said": _number("How many entries say it, where each has to and not all do."),
            "of": _number("How many entries have to."),
            "lacking": a_list("What the entries are called that do not.", {"type": "string"}),
        },
    )


def _place() -> Schema:
    return an_object(
        "Where something is said.",
        {
            "document": text_or_null("The id of the document in which one reads it; of a text, the name of its file."),
            "section": text_or_null("The heading above it."),
            "words": a_text("The sentence, item or row; for a fact, its name."),
            "location": {"$ref": "#/$defs/location"},
        },
    )


def _location() -> Schema:
    return an_object("A place in a file.", a_place("Path from the project's folder; of a text, as it was given."))


def _problem() -> Schema:
    return an_object(
        "A problem, as `policy check` tells it.",
        {
            **a_place("The file."),
            "check": a_text("Which check found it."),
            "about": a_text("Always empty."),
            "what": a_text("What is wrong."),
            "remedy": a_text("How to mend it."),
        },
    )


def _number(description: str) -> Schema:
    return or_null({"type": "integer", "minimum": 0}, description)
