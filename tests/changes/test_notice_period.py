"""Tests how many days' notice a change needs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from build_tools.changes.facts.classify import find_changes
from build_tools.changes.notice_period import earliest_day, notice_days, vendor_start
from build_tools.model.finding import Finding
from build_tools.model.period import Period
from build_tools.model.rule import Level
from build_tools.source.rule_catalogue import read_shipped_rules
from tests.changes.policies import make_policy

TODAY = date(2026, 3, 1)
(RENAMED,) = find_changes(make_policy({}), make_policy({"controller.name": "Other"}), read_shipped_rules())


def finding(level: Level, notice: str | None) -> Finding:
    """A finding of a level by a rule with a notice period."""
    period = Period.parse(notice) if notice else None
    return replace(RENAMED, rule=RENAMED.rule.model_copy(update={"level": level, "notice": period}))


@pytest.mark.parametrize(
    ("level", "notice", "promised", "days"),
    [
        (Level.MATERIAL, None, None, 0),
        (Level.MATERIAL, "P30D", None, 30),
        (Level.MATERIAL, "P30D", "P14D", 30),
        (Level.MATERIAL, "P14D", "P30D", 30),
        (Level.NOTABLE, None, "P30D", 0),
        (Level.NOTABLE, "P14D", "P30D", 14),
    ],
)
def test_the_longer_period_counts_and_promises_are_for_material_changes(
    level: Level, notice: str | None, promised: str | None, days: int
) -> None:
    period = Period.parse(promised) if promised else None

    assert notice_days(finding(level, notice), period) == days
    assert earliest_day(finding(level, notice), period, TODAY) == TODAY + timedelta(days=days)


def test_no_day_is_later_than_the_last_day_of_the_calendar() -> None:
    assert earliest_day(finding(Level.MATERIAL, "P90Y"), None, date(9950, 1, 1)) == date.max


def test_only_a_vendor_has_a_start_date() -> None:
    assert vendor_start(RENAMED) is None
