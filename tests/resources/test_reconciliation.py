"""Every planted difference is found and named, and nothing else is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from psycopg import sql

from resources.reconciliation import DAILY, HOURLY, against_truth
from resources.warehouse.connection import Warehouse
from tests.resources.reconciled import FACT, LAST, change, load, loaded, table, truth

__all__ = ["loaded"]
PLACE = "meta account 1002 2026-11-02 KRW campaign c2 instagram"


def said(warehouse: Warehouse, rows: list[dict[str, Any]] | None = None) -> list[str]:
    rows = truth() if rows is None else rows
    return [str(difference) for difference in against_truth(warehouse, table(rows), DAILY).differences]


def test_equal_facts_have_no_differences_and_every_day_is_compared(warehouse: Warehouse, loaded: Warehouse) -> None:
    comparison = against_truth(warehouse, table(truth()), DAILY)
    assert comparison.differences == []
    assert (comparison.days_compared, comparison.days_not_loaded, comparison.days_archived) == (6, 0, 0)


@pytest.mark.parametrize(
    ("measure", "planted", "expected", "found"),
    [
        ("impressions", "999", "1001", "999"),
        ("clicks", "clicks + 1", "10", "11"),
        ("cost", "cost + 0.000001", "1.123456", "1.123457"),
        ("conversions", "NULL", "1", "unknown"),
        ("revenue", "0", "-5.5", "0"),
    ],
)
def test_a_wrong_figure_is_named(
    warehouse: Warehouse, loaded: Warehouse, measure: str, planted: str, expected: str, found: str
) -> None:
    change(loaded, sql.SQL("SET {} = {}").format(sql.Identifier(measure), sql.SQL(planted)))
    assert said(warehouse) == [f"{PLACE}: {measure} expected {expected}, found {found}"]


def test_a_missing_and_a_surplus_row_are_named(warehouse: Warehouse, loaded: Warehouse) -> None:
    loaded.connection.execute(sql.SQL("DELETE FROM warehouse.campaign_metrics WHERE {}").format(sql.SQL(FACT)))
    rows = truth()
    surplus = rows.pop(0)
    assert (surplus["account_id"], surplus["campaign_id"], surplus["placement"]) == ("1001", "c1", "facebook")
    assert said(warehouse, rows) == [
        "meta account 1001 2026-11-01 USD campaign c1 facebook: rows expected 0, found 1",
        f"{PLACE}: rows expected 1, found 0",
    ]


def test_a_wrong_currency_is_a_missing_and_a_surplus_row(warehouse: Warehouse, loaded: Warehouse) -> None:
    change(loaded, sql.SQL("SET currency = 'USD'"))
    assert sorted(said(warehouse)) == sorted(
        [f"{PLACE}: rows expected 1, found 0", f"{PLACE.replace('KRW', 'USD')}: rows expected 0, found 1"]
    )


def test_errors_that_cancel_out_are_found(warehouse: Warehouse, loaded: Warehouse) -> None:
    loaded.connection.execute(
        "UPDATE warehouse.campaign_metrics SET cost = cost + CASE campaign.campaign_id WHEN 'c1' THEN 1 ELSE -1 END"
        " FROM warehouse.campaigns AS campaign WHERE campaign.id = campaign_metrics.campaign_id"
    )
    assert len(said(warehouse)) == len(truth())


def test_an_account_that_the_truth_lacks_is_surplus(warehouse: Warehouse, loaded: Warehouse) -> None:
    rows = [row for row in truth() if row["account_id"] == "1001"]
    assert len(said(warehouse, rows)) == len(rows)
    assert all("account 1002" in line and line.endswith("rows expected 0, found 1") for line in said(warehouse, rows))


def test_only_loaded_days_of_unarchived_months_are_compared_and_the_rest_is_counted(
    warehouse: Warehouse, loaded: Warehouse
) -> None:
    loaded.connection.execute("DELETE FROM warehouse.campaign_metrics")
    loaded.connection.execute("DELETE FROM ops.loaded_days WHERE date = %s", (LAST,))
    stranger = [{**row, "account_id": "9999"} for row in truth()[:1]]
    archive = (
        "INSERT INTO ops.archive_manifest (table_name, month, state, rows, sums, content_hash, schema_version, objects,"
        " bytes) VALUES ('campaign_metrics', '2026-11-01', %s, 0, '{}', 0, '', '[]', 0)"
    )
    loaded.connection.execute(archive, ("serving_archive",))
    comparison = against_truth(warehouse, table(truth() + stranger), DAILY)
    assert comparison.differences == []
    assert (comparison.days_compared, comparison.days_not_loaded, comparison.days_archived) == (0, 3, 4)
    loaded.connection.execute("UPDATE ops.archive_manifest SET state = 'restored'")
    again = against_truth(warehouse, table(truth()), DAILY)
    assert (again.days_compared, len(again.differences)) == (4, 24)


def test_hours_are_compared_over_all_placements(warehouse: Warehouse, owner: Warehouse) -> None:
    one = truth(hour=5)[0]
    other = {**one, "placement": "instagram"}
    load(owner, [{**one, "impressions": 2000, "clicks": 0, "cost": 2 * one["cost"]}], "campaign_hourly")
    assert against_truth(warehouse, table([one, other]), HOURLY).differences == []
    owner.connection.execute("UPDATE warehouse.campaign_metrics_hourly SET clicks = 7, cost = cost + 1")
    assert [str(d) for d in against_truth(warehouse, table([one, other]), HOURLY).differences] == [
        "meta account 1001 2026-11-01 05h USD campaign c1 facebook, instagram: clicks expected 0, found 7",
        "meta account 1001 2026-11-01 05h USD campaign c1 facebook, instagram: cost expected 0.246912, found 1.246912",
    ]


def test_what_nobody_can_know_is_unknown_on_both_sides(owner: Warehouse) -> None:
    blind = {"impressions": None, "cost": None}
    told = [{**row, **blind} for row in truth()]
    load(owner, told)
    silent = {**told[0], "campaign_id": "c3", **NOTHING, **blind}
    assert said(owner, [*told, silent]) == []
    (lost,) = said(owner, [*told, {**silent, "clicks": 1}])
    assert lost == "meta account 1001 2026-11-01 USD campaign c3 facebook: rows expected 1, found 0"
    named = said(owner, [{**told[0], "impressions": 0}, *told[1:]])
    assert named == ["meta account 1001 2026-11-01 USD campaign c1 facebook: impressions expected 0, found unknown"]


NOTHING = {"impressions": 0, "clicks": 0, "cost": Decimal(0), "conversions": Decimal(0), "revenue": Decimal(0)}


@pytest.mark.parametrize("side", ["told only", "loaded only"])
def test_a_row_that_says_zero_everywhere_says_as_much_as_no_row(owner: Warehouse, side: str) -> None:
    told = truth()
    silent = {**told[0], "campaign_id": "c3", **NOTHING}
    load(owner, told + ([silent] if side == "loaded only" else []))
    known = table(told + ([silent] if side == "told only" else []))
    assert against_truth(owner, known, DAILY).differences == []


def test_a_row_that_is_unknown_is_not_a_row_that_says_zero(owner: Warehouse) -> None:
    told = truth()
    load(owner, [*told, {**told[0], "campaign_id": "c3", **NOTHING, "impressions": None}])
    (difference,) = against_truth(owner, table(told), DAILY).differences
    assert (difference.measure, difference.expected, difference.found) == ("rows", Decimal(0), Decimal(1))
