"""The lines of Naver's reports: their columns, and parts that add up to the ledger to the last unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from resources.windows import Window
from sandbox.ledger import Ledger
from tests.sandbox.naver import DAY, OURS, THEIRS, Client, campaign, delivered, figures, serving, small, sums

ONE = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(small(Window.closed(DAY - ONE, DAY))) as running:
        yield running


def test_ad_has_a_line_for_everything_and_adds_up(client: Client) -> None:
    lines = client.lines("AD")
    assert {len(line) for line in lines} == {14}
    assert {(line[0], line[1]) for line in lines} == {("20260220", OURS)}
    assert {line[8] for line in lines} == {"P", "M"}
    assert sums(lines, 9, 10, 11) == figures(client, "impressions", "clicks", "spend")
    keys = [tuple(line[:9]) for line in lines]
    assert len(set(keys)) == len(keys)
    assert [prefix for prefix in ("cmp", "grp", "nad", "bsn") for c in (2, 3, 5, 6) if lines[0][c].startswith(prefix)]
    kinds = {each["nccCampaignId"]: each["campaignTp"] for each in client.read("/ncc/campaigns")}
    keyless = {line[2] for line in lines if kinds.get(line[2]) == "PLACE"}
    assert {line[4] for line in lines if line[2] in keyless} == {"-"}
    assert {line[4][:4] for line in lines if line[2] not in keyless} == {"nkw-", "-"}


def test_costs_are_doubles_without_vat(client: Client) -> None:
    lines = client.lines("AD")
    assert all(line[11].partition(".")[2] in ("0", "5") for line in lines)
    assert any(line[11].endswith(".5") for line in lines)
    by_click = [line for line in lines if "-04-" not in line[2]]
    assert all(Decimal(line[11]) % 10 == 0 and int(line[10]) <= int(line[9]) for line in by_click)
    assert any(line[10] == "0" and line[11] != "0.0" for line in lines if "-04-" in line[2])


def test_the_same_report_is_the_same_file(client: Client) -> None:
    assert client.lines("AD_CONVERSION") == client.lines("AD_CONVERSION")


def test_hours_add_up_to_the_day(client: Client) -> None:
    lines = client.lines("AD_DETAIL")
    assert {len(line) for line in lines} == {16}
    assert {line[7] for line in lines} <= {f"{hour:02d}" for hour in range(24)}
    assert sums(lines, 11, 12, 13) == figures(client, "impressions", "clicks", "spend")


def test_purchases_are_direct_or_indirect_and_add_up(client: Client) -> None:
    lines = client.lines("AD_CONVERSION")
    assert {len(line) for line in lines} == {13}
    assert {line[9] for line in lines} == {"1", "2"}
    assert {line[10] for line in lines} == {"purchase", "add_to_cart", "sign_up", "custom001"}
    purchases = [line for line in lines if line[10] == "purchase"]
    assert {key: values for key, values in figures(client, "purchases", "purchase_value").items() if values[0]} == sums(
        purchases, 11, 12
    )
    assert len({tuple(line[:11]) for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("day", "columns", "kinds"),
    [
        (dt.date(2024, 7, 2), 13, {"1", "2", "3", "5"}),
        (dt.date(2024, 7, 3), 13, {"purchase", "add_to_cart", "sign_up", "custom001"}),
        (dt.date(2025, 6, 30), 13, {"purchase", "add_to_cart", "sign_up", "custom001"}),
        (dt.date(2025, 7, 1), 14, {"purchase", "add_to_cart", "sign_up", "custom001"}),
    ],
)
def test_older_days_have_fewer_columns_and_numbers_for_types(day: dt.date, columns: int, kinds: set[str]) -> None:
    with serving(small(Window.closed(day, day)), today=day + ONE) as client:
        assert {len(line) for line in client.lines("AD", day)} == {columns}
        assert {line[10] for line in client.lines("AD_CONVERSION", day)} == kinds


def test_fractional_figures_are_split_to_the_last_unit() -> None:
    odd = delivered(
        campaign(OURS, 0, "WEB_SITE", "ACTIVE"),
        DAY,
        spend=Decimal("1234.567891"),
        purchases=Decimal("2.500001"),
        purchase_value=Decimal("99.99"),
    )
    restated = [odd | {"effective_from": DAY, "removed": False}]
    with serving(small(Window.closed(DAY, DAY), restated)) as client:
        name = odd["campaign_id"]
        assert sums(client.lines("AD"), 11)[name] == [odd["spend"]]
        purchases = [line for line in client.lines("AD_CONVERSION") if line[10] == "purchase"]
        assert sums(purchases, 11, 12)[name] == [odd["purchases"], odd["purchase_value"]]


def test_conversions_of_a_day_without_delivery_are_told() -> None:
    nothing = {"impressions": 0, "clicks": 0, "spend": Decimal(0), "purchases": 1, "purchase_value": Decimal(500)}
    quiet = delivered(campaign(OURS, 0, "WEB_SITE", "ACTIVE"), DAY, **nothing)
    restated = [quiet | {"effective_from": DAY, "removed": False}]
    with serving(small(Window.closed(DAY, DAY), restated)) as client:
        name = quiet["campaign_id"]
        assert name not in sums(client.lines("AD"), 9)
        assert sums(client.lines("AD_CONVERSION"), 11, 12)[name] == [1, 500]


def test_the_default_ledgers_days_add_up(ledger: Ledger) -> None:
    with serving(ledger) as client:
        for customer_id in (OURS, THEIRS):
            client.customer_id = customer_id
            for day in Window(DAY, DAY + 3 * ONE).days():
                assert sums(client.lines("AD", day), 9, 10, 11) == figures(
                    client, "impressions", "clicks", "spend", day=day
                )
                assert sums(client.lines("AD_DETAIL", day), 11, 12, 13) == sums(client.lines("AD", day), 9, 10, 11)
