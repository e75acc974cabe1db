"""What may a program rely on in the JSON that `policy diff` prints?

The JSON Schema is written out here and made of no model: it is a promise to others, which changes only on purpose.
Every key is always there, and none is ever taken away.
"""

from build_tools.model.finding import DETAILS
from build_tools.model.rule import Direction, Duty, Level
from build_tools.text.json_schema import (
    Schema,
    a_choice,
    a_place,
    a_text,
    an_object,
    or_null,
    text_or_null,
    write_schema,
)

_LEVELS = [level.value for level in Level]


def make_findings_schema() -> bytes:
    """The JSON Schema (draft 2020-12) of `policy diff --format json`."""
    schema = {
        **an_object(
            "What changed from one source, or text, to another: the findings of `policy diff --format json`.",
            {
                "level": a_choice(
                    "The level of the finding about the policy that matters most; `none` without any.",
                    [*_LEVELS, "none"],
                ),
                "findings": _listing("The findings about the policy, those that matter most first."),
                "site": _listing(
                    "The findings about the site: its wording, layouts, pages and settings. Customers are not told."
                ),
            },
        ),
        "$defs": {"finding": _finding(), "location": _location(), "ruling": _ruling()},
    }
    return write_schema("Findings", schema)


def _listing(description: str) -> Schema:
    return {"description": description, "type": "array", "items": {"$ref": "#/$defs/finding"}}


def _finding() -> Schema:
    return an_object("A change, judged by a rule.", _judged() | _described() | _placed())


def _judged() -> dict[str, Schema]:
    """The keys that say what a finding is."""
    return {
        "id": a_text(
            "Names the finding in `rulings.yml`. It stays while the change does.", "^[a-z0-9-]+-[0-9a-f]{12}$"
        ),
        "rule": a_text("The rule that it is judged by; `policy rules` explains it.", "^[a-z0-9]+(-[a-z0-9]+)*$"),
        "level": a_choice("How much it matters, by legal's ruling or else by the rule.", _LEVELS),
        "direction": a_choice("For whom the change is good.", [direction.value for direction in Direction]),
        "confidence": a_choice("Low where a person has to read what changed.", ["high", "low"]),
        "duty": a_choice("What it asks of the controller, each with all before it.", [duty.value for duty in Duty]),
        "why": a_text("Why it has this level."),
        "law": {
            "description": "The law or guidance behind the rule, with article and paragraph.",
            "type": "array",
            "items": {"type": "string"},
        },
        "notice_days": or_null(
            {"type": "integer", "minimum": 0}, "How many days before it takes effect customers are told."
        ),
        "ruling": or_null({"$ref": "#/$defs/ruling"}, "Legal's decision on the finding."),
    }


def _described() -> dict[str, Schema]:
    """The keys that say what changed."""
    return {
        "document": text_or_null(
            "The id of the document in which the fact is read. A section is read in the document that lists it; "
            "another fact in the document that is about its collection, else in the first that shows all of the "
            "collection, else in the first whose words refer to the fact. Of two texts, the name of the second file "
            "without its ending. Null where no document is known."
        ),
        "path": a_text("The fact, as `retention.usage-and-logs.period`; of a text, the heading of its section."),
        "section": text_or_null("The id of the section, or of a text its heading; null for a fact."),
        "before": text_or_null("What was there, in words; null where nothing was."),
        "after": text_or_null("What is there now, in words; null where nothing is."),
        "title": a_text("What changed, in a few words."),
        "message": a_text("What changed, in a sentence. Of the policy, customers are told this."),
        "means": a_text("What it means for the reader, in a sentence; empty where the rule does not say."),
        "details": {
            "description": "What else of the entry a reader needs to judge the change.",
            "type": "array",
            "items": an_object(
                "A fact beside it.",
                {"name": a_choice("Which fact it is.", list(DETAILS)), "words": a_text("What it says.")},
            ),
        },
    }


def _placed() -> dict[str, Schema]:
    """The keys that say where it stands."""
    place = {"$ref": "#/$defs/location"}
    return {
        "location": or_null(place, "Where it stands, or what is nearest to it."),
        "was_at": or_null(place, "Where it stood in the first source."),
    }


def _location() -> Schema:
    return an_object("A place in a file.", a_place("Path from the project's folder; of two texts, as it was given."))


def _ruling() -> Schema:
    return an_object(
        "Legal's decision on a finding.",
        {
            "level": a_choice("How much it matters.", _LEVELS),
            "reason": a_text("Why."),
            "decided": {"description": "The day of the decision.", "type": "string", "format": "date"},
        },
    )
