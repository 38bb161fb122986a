"""Tests of variants: what counts say, against figures from textbooks and by hand, and where they say nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.warehouse.connection import Warehouse
from resources.warehouse.marts.ab_tests import Variant, statistics
from tests.resources.warehouse.marts.store import Row, Store


@pytest.fixture
def store(warehouse: Warehouse) -> Store:
    """A shop."""
    return Store(warehouse)


def summary(store: Store) -> Row:
    store.refresh()
    (row,) = store.mart("ab_test_summary", order="1")
    return row


def told(row: Row, *names: str) -> list[Any]:
    return [row[name] for name in names]


@pytest.mark.database
def test_a_test_with_a_clear_difference_has_a_winner(store: Store) -> None:
    """1000 against 1000, 10 % against 13 %: pooled rate 0.115, z = 0.03 / sqrt(0.115 * 0.885 * 0.002) = 2.1027."""
    test = store.test(store.team(), target=2000)
    store.results(test, "A", 1000, 100, revenue=20, score=3)
    store.results(test, "B", 1000, 130, revenue=10)
    row = summary(store)
    assert told(row, "participants_a", "conversions_a", "participants_b", "conversions_b") == [1000, 100, 1000, 130]
    assert told(row, "conversion_rate_a", "conversion_rate_b", "uplift") == [10, 13, 30]
    assert told(row, "conversion_rate_low_a", "conversion_rate_high_a") == [Decimal("8.2909"), Decimal("12.0152")]
    assert told(row, "revenue_a", "revenue_per_participant_a", "revenue_per_participant_b") == [2000, 2, Decimal("1.3")]
    assert told(row, "avg_engagement_a", "avg_engagement_b") == [3, None]
    assert told(row, "z_statistic", "p_value") == [Decimal("2.1027"), Decimal("0.035488")]
    assert told(row, "uplift_low", "uplift_high") == [Decimal("1.6984"), Decimal("66.1776")]
    assert told(row, "has_enough_participants", "is_significant", "winner") == [True, True, "B"]
    assert store.broken("ab_test_summary") == {}


@pytest.mark.database
def test_a_test_that_has_not_reached_its_target_has_no_winner_yet(store: Store) -> None:
    test = store.test(store.team(), target=2001)
    store.results(test, "A", 1000, 130)
    store.results(test, "B", 1000, 100)
    assert told(summary(store), "has_enough_participants", "is_significant", "winner") == [False, False, None]
    store.results(test, "A", 1, 0)
    assert told(summary(store), "has_enough_participants", "is_significant", "winner") == [True, True, "A"]


@pytest.mark.database
def test_a_test_without_results_has_its_row_and_one_that_is_deleted_none(store: Store) -> None:
    test = store.test(store.team())
    row = summary(store)
    assert told(row, "participants_a", "revenue_a", "conversion_rate_a", "uplift", "p_value") == [
        0,
        0,
        None,
        None,
        None,
    ]
    assert told(row, "first_result_at", "has_enough_participants", "winner") == [None, False, None]
    store.results(test, "A", 2, 1)
    store.rows("DELETE FROM app.ab_tests")
    store.refresh()
    assert store.mart("ab_test_summary", order="1") == []


@pytest.mark.database
def test_a_result_that_was_lost_on_the_way_is_found(store: Store) -> None:
    store.results(store.test(store.team()), "A", 3, 1)
    summary(store)
    store.rows("UPDATE marts.ab_test_summary SET participants_a = 2")
    assert set(store.broken("ab_test_summary")) == {"ab_test_summary results_are_counted"}


@pytest.mark.parametrize(
    ("a", "b", "known"),
    [
        (Variant(0, 0), Variant(0, 0), set()),
        (Variant(10, 3), Variant(0, 0), {"conversion_rate_low_a", "conversion_rate_high_a"}),
        (Variant(10, 0), Variant(10, 0), {"conversion_rate_low_a", "conversion_rate_high_b"}),
        (Variant(10, 10), Variant(10, 10), {"conversion_rate_low_a", "conversion_rate_high_b"}),
        (Variant(10, 0), Variant(10, 5), {"conversion_rate_low_a", "z_statistic", "p_value"}),
        (Variant(10, 5), Variant(10, 0), {"conversion_rate_low_a", "z_statistic", "p_value"}),
        (Variant(10, 10), Variant(10, 5), {"uplift_low", "uplift_high", "z_statistic", "p_value"}),
    ],
)
def test_what_the_counts_do_not_determine_is_unknown(a: Variant, b: Variant, known: set[str]) -> None:
    found = statistics(a, b, None)
    figures = {"uplift_low", "uplift_high", "z_statistic", "p_value"}
    assert {name for name in known if found[name] is None} == set()
    assert {name for name in figures if found[name] is not None} == known & figures


def test_few_participants_prove_nothing_however_small_the_p_value() -> None:
    found = statistics(Variant(9, 0), Variant(9, 7), None)
    assert found["p_value"] < Decimal("0.01")
    assert (found["has_enough_participants"], found["is_significant"], found["winner"]) == (False, False, None)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_intervals_hold_their_rates_and_both_directions_say_the_same(data: st.DataObject) -> None:
    a, b = (
        Variant(participants, data.draw(st.integers(0, participants)))
        for participants in data.draw(st.tuples(st.integers(0, 5000), st.integers(0, 5000)))
    )
    here, there = statistics(a, b, None), statistics(b, a, None)
    assert here["p_value"] == there["p_value"]
    assert here["is_significant"] == there["is_significant"]
    if here["winner"]:
        assert {here["winner"], there["winner"]} == {"A", "B"}
    for name, variant in (("a", a), ("b", b)):
        if variant.participants:
            rate = Decimal(variant.conversions) * 100 / variant.participants
            slack = Decimal("0.0001")
            assert here[f"conversion_rate_low_{name}"] - slack <= rate <= here[f"conversion_rate_high_{name}"] + slack
            assert 0 <= here[f"conversion_rate_low_{name}"] <= here[f"conversion_rate_high_{name}"] <= 100
