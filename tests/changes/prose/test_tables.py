"""Tests that a changed table or labelled list is judged by what its columns hold."""

from collections.abc import Callable, Sequence

import pytest

from build_tools.changes.prose.blocks import read_blocks
from build_tools.changes.prose.judge import judge_texts
from build_tools.changes.prose.lines import BlockKind
from build_tools.model.rule import Level
from build_tools.source.rule_catalogue import read_shipped_rules

Row = tuple[str, ...]
Form = Callable[..., str]
RULES = tuple(read_shipped_rules())
LEVELS = list(Level)
ENGLISH = "# Privacy policy\n\nWe process your personal data only as this policy says.\n\n## {}\n\n{}\n\n"
GERMAN = "# Datenschutzerklärung\n\nWir verarbeiten Ihre Daten nur so, wie diese Erklärung sagt.\n\n## {}\n\n{}\n\n"
VENDORS = ENGLISH.format("Subprocessors", "We use these companies:")
PERIODS = ENGLISH.format("How long", "The table has our periods.")
ANSWERS = ENGLISH.format("Categories", "This is what happens with each category.")
ANBIETER = GERMAN.format("Auftragsverarbeiter", "Wir setzen diese Unternehmen ein:")
FRISTEN = GERMAN.format("Löschung", "Die Fristen stehen in der Tabelle.")

HEAD: Row = ("Vendor", "Purpose", "Location")
ROWS: list[Row] = [
    ("Larkfen", "Newsletter", "Ireland"),
    ("Ostrello", "Error reports", "Germany"),
    ("Quimbly", "Mail", "Spain"),
]
KOPF: Row = ("Anbieter", "Zweck", "Land")
ZEILEN: list[Row] = [("Larkfen", "Newsletter", "Irland"), ("Ostrello", "Fehlerberichte", "Deutschland")]
KEPT: Row = ("Data", "Purpose", "Retention period")
SPANS: list[Row] = [("Server logs", "Security", "30 days"), ("Invoices", "Tax law", "10 years")]


def table(head: Row, *rows: Row) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def html(head: Row, *rows: Row) -> str:
    cells = ("".join(f"    <td>{cell}</td>\n" for cell in row) for row in (head, *rows))
    return "<table>\n" + "".join(f"  <tr>\n{row}  </tr>\n" for row in cells) + "</table>\n"


def flat(head: Row, *rows: Row) -> str:
    return "".join(f"{cell}\n\n" for row in (head, *rows) for cell in row)


def nested(head: Row, *rows: Row) -> str:
    return "".join(
        f"- {row[0]}\n" + "".join(f"  - {label}: {cell}\n" for label, cell in zip(head[1:], row[1:], strict=True))
        for row in rows
    )


def labelled(head: Row, *rows: Row) -> str:
    return "".join(
        f"- {'; '.join(f'{label}: {cell}' for label, cell in zip(head, row, strict=True))}\n" for row in rows
    )


def sections(head: Row, *rows: Row) -> str:
    return "".join(f"### {row[0]}\n\n{head[1]}: {row[1]}  \n{head[2]}: {row[2]}\n\n" for row in rows)


FORMS = (table, html, flat, nested, labelled, sections)


def change(rows: Sequence[Row], row: int, column: int, text: str) -> list[Row]:
    changed = [list(cells) for cells in rows]
    changed[row][column] = text
    return [tuple(cells) for cells in changed]


def turn(row: Row) -> Row:
    return (*row[1:], row[0])


def judge(before: str, after: str) -> tuple[Level, set[str]]:
    """The gravest level of a change of a project's own text, and the rules."""
    found = [rule for rule, _, _ in judge_texts(before, after, RULES, is_fetched=False)]
    level = min((rule.level for rule in found), key=LEVELS.index, default=Level.EDITORIAL)
    return level, {rule.id for rule in found}


EDITORIAL = [
    (table(HEAD, *ROWS), table(HEAD, *ROWS[::-1])),
    (table(HEAD, *ROWS), table(turn(HEAD), *map(turn, ROWS))),
    (table(HEAD, *ROWS), table(("Processor", "Purpose of processing", "Country"), *ROWS)),
    (table(HEAD, *ROWS), table(HEAD, *change(ROWS, 0, 0, "**Larkfen**"))),
    (table(HEAD, *change(ROWS, 0, 2, "USA")), table(HEAD, *change(ROWS, 0, 2, "United States of America"))),
    (table(HEAD, *change(ROWS, 0, 2, "~~Peru~~ Spain")), table(HEAD, *change(ROWS, 0, 2, "Spain"))),
    (html(HEAD, *ROWS), html(turn(HEAD), *map(turn, ROWS))),
]


@pytest.mark.parametrize(("before", "after"), EDITORIAL)
def test_order_and_names_of_columns_change_nothing(before: str, after: str) -> None:
    assert judge(VENDORS + before, VENDORS + after)[0] is Level.EDITORIAL


@pytest.mark.parametrize("before", FORMS)
@pytest.mark.parametrize("after", FORMS)
def test_a_table_may_become_a_list(before: Form, after: Form) -> None:
    was, now = VENDORS + before(HEAD, *ROWS), VENDORS + after(HEAD, *ROWS)
    assert judge(was, now)[0] is Level.EDITORIAL
    country = VENDORS + after(HEAD, *change(ROWS, 1, 2, "India"))
    added = VENDORS + after(HEAD, *ROWS, ("Zorbate", "Hosting", "Spain"))
    assert [judge(was, now)[0] for now in (country, added)] == [Level.MATERIAL] * 2


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (table(HEAD, *ROWS), table(turn(HEAD), *map(turn, change(ROWS, 1, 2, "India"))), "prose-place-gained"),
        (table(HEAD, *ROWS), table(turn(HEAD), *map(turn, ROWS[:2])), "prose-company-removed"),
        (table(HEAD, *ROWS), table(HEAD, *change(ROWS, 1, 0, "Zorbate")), "prose-company-added"),
        (table(HEAD, *ROWS), table(HEAD, *change(ROWS, 1, 1, "Error reports, advertising")), "prose-purpose-gained"),
        (table(HEAD, *ROWS), table(HEAD[:2], *[row[:2] for row in ROWS]), "prose-statement-removed"),
        (table(HEAD[:2], *[row[:2] for row in ROWS]), table(HEAD, *ROWS), "prose-statement-added"),
        (
            table(HEAD[:2], *[row[:2] for row in ROWS]),
            table(HEAD, *change(ROWS, 0, 2, "India")),
            "prose-place-gained",
        ),
    ],
)
def test_a_changed_cell_is_judged_by_its_column(before: str, after: str, rule: str) -> None:
    assert rule in judge(VENDORS + before, VENDORS + after)[1]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("30 days", "90 days", "prose-period-worse"),
        ("30 days", "1 week", "prose-period-better"),
        ("30 days", "As long as necessary", "prose-period-worse"),
        ("30 days", "", "prose-period-worse"),
        ("–", "30 days", "prose-period-better"),
        ("Deleted at once", "30 days", "prose-period-worse"),
        ("30 days (errors), 1 year (access)", "1 year (errors), 30 days (access)", "prose-period-changed"),
    ],
)
def test_a_period_is_one_for_keeping_by_its_heading(before: str, after: str, rule: str) -> None:
    was, now = (PERIODS + table(KEPT, *change(SPANS, 0, 2, text)) for text in (before, after))
    assert rule in judge(was, now)[1]


def test_the_unit_of_a_period_may_stand_in_its_heading() -> None:
    was, now, months = (
        PERIODS + table(("Data", f"Retention ({unit})"), ("Server logs", number))
        for unit, number in (("days", "30"), ("days", "90"), ("months", "30"))
    )
    assert judge(was, now)[0] is Level.MATERIAL
    assert judge(was, months)[0] is not Level.EDITORIAL


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (table(("Data", "Sold", "Shared"), ("Email", "", "x")), table(("Data", "Sold", "Shared"), ("Email", "x", ""))),
        (table(("Data", "Sold", "Shared"), ("Email", "", "")), table(("Data", "Sold", "Shared"), ("Email", "✓", ""))),
        (table(("Data", "Sold"), ("Email", "No")), table(("Data", "Sold"), ("Email", "Yes"))),
        (
            table(("Data", "Basic", "Pro"), ("Logs", "30 days", "1 year")),
            table(("Data", "Pro", "Basic"), ("Logs", "30 days", "1 year")),
        ),
        (table(("Vendor", "Never receives"), ("Larkfen", "Name")), table(("Vendor", "Receives"), ("Larkfen", "Name"))),
        (
            table(("Data", "Use"), ("Email", "Sign-in")),
            table(("Data", "Use", "Sold to others"), ("Email", "Sign-in", "Yes")),
        ),
        (html(("Data", "Sold", "Shared"), ("Email", "", "x")), html(("Data", "Sold", "Shared"), ("Email", "x", ""))),
        (
            flat(KEPT, *SPANS),
            flat(KEPT, ("Server logs", "Security", "10 years"), ("Invoices", "Tax law", "30 days")),
        ),
        (
            "Purpose: Payments. Location: Ireland. We never sell your data.\n",
            "Purpose: Payments. Location: Ireland. We sell your data.\n",
        ),
    ],
)
def test_the_order_of_cells_hides_nothing(before: str, after: str) -> None:
    assert judge(ANSWERS + before, ANSWERS + after)[0] is Level.MATERIAL


def test_a_row_may_not_move_to_a_table_that_says_something_else() -> None:
    def write(eu: list[Row], others: list[Row]) -> str:
        head = ("Vendor", "Task")
        tables = table(head, *eu), table(head, *others)
        return ENGLISH.format("Companies in the EU", tables[0]) + f"## Companies elsewhere\n\n{tables[1]}"

    first, second, third = ("Larkfen", "Mail"), ("Zorbate", "Hosting"), ("Quimbly", "Chat")
    assert judge(write([first, second], [third]), write([first], [third, second]))[0] is Level.MATERIAL


@pytest.mark.parametrize(
    ("after", "level"),
    [
        (table(KOPF, *ZEILEN[::-1]), Level.EDITORIAL),
        (table(turn(KOPF), *map(turn, ZEILEN)), Level.EDITORIAL),
        (table(("Auftragsverarbeiter", "Zweck der Verarbeitung", "Staat"), *ZEILEN), Level.EDITORIAL),
        (nested(KOPF, *ZEILEN), Level.EDITORIAL),
        (table(KOPF, *ZEILEN[:1]), Level.NOTABLE),
        (table(KOPF, *ZEILEN, ("Zorbate", "Hosting", "Spanien")), Level.MATERIAL),
        (table(KOPF, *change(ZEILEN, 0, 2, "Island")), Level.MATERIAL),
        (table(KOPF, *change(ZEILEN, 0, 1, "Newsletter, Werbung")), Level.MATERIAL),
        (nested(KOPF, *change(ZEILEN, 0, 2, "Indien")), Level.MATERIAL),
    ],
)
def test_german_tables_are_read_where_names_and_places_suffice(after: str, level: Level) -> None:
    assert judge(ANBIETER + table(KOPF, *ZEILEN), ANBIETER + after)[0] is level


def test_a_german_list_of_companies_that_receive_nothing_stays_unread() -> None:
    denied = GERMAN.format("Weitergabe", "Wir geben keine Daten an diese Unternehmen:")
    was, now = (denied + table(KOPF, *rows) for rows in (ZEILEN, ZEILEN[:1]))
    assert judge(was, now) == (Level.MATERIAL, {"prose-unread"})


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ("sechs Jahre", "zehn Jahre", Level.MATERIAL),
        ("zehn Jahre", "6 Jahre", Level.NOTABLE),
        ("24 Monate", "2 Jahre", Level.EDITORIAL),
        ("30 Tage", "unbegrenzt", Level.MATERIAL),
        ("bis zu 30 Tage", "mindestens 30 Tage", Level.MATERIAL),
        ("30 Tage", "30 Tage nach Vertragsende", Level.MATERIAL),
    ],
)
def test_german_periods_are_compared(before: str, after: str, level: Level) -> None:
    was, now = (FRISTEN + table(("Daten", "Speicherdauer"), ("Protokolle", text)) for text in (before, after))
    assert judge(was, now)[0] is level


def test_paragraphs_that_only_look_like_headings_are_no_table() -> None:
    blocks = read_blocks("Purpose\n\nRetention\n\nLocation\n\nWe keep orders.\n\nWe pack them.\n\nWe send them.\n")
    assert {block.kind for block in blocks} == {BlockKind.PARAGRAPH}
