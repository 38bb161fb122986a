"""The comparison of `make faults-dlt` counts what is wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bench.faults.compared import Difference, Figures, Key, Row, difference

DAY = dt.date(2025, 3, 1)


def row(campaign: str, clicks: int = 1) -> Row:
    """A published row."""
    return (DAY, campaign, "feed"), (10, clicks, Decimal("1.50"), Decimal(0), Decimal(0))


TRUTH: dict[Key, Figures] = dict([row("1"), row("2")])


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("1"), row("2")], Difference()),
        ([row("1")], Difference(lost=1)),
        ([row("1"), row("2"), row("2")], Difference(doubled=1)),
        ([row("1"), row("2", clicks=2)], Difference(differing=1)),
        ([row("1"), row("2"), row("3")], Difference(surplus=1)),
        ([], Difference(lost=2)),
    ],
)
def test_every_row_and_cell_that_is_not_the_ledgers_is_counted(rows: list[Row], found: Difference) -> None:
    assert difference(rows, TRUTH) == found
    assert bool(found) is (rows != [row("1"), row("2")])


def test_amounts_are_compared_as_numbers_whatever_their_scale() -> None:
    key, (impressions, clicks, _, conversions, revenue) = row("1")
    scaled = (key, (impressions, clicks, Decimal("1.500000"), conversions, revenue))
    assert not difference([scaled, row("2")], TRUTH)
