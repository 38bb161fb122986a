"""Which requests give the figures of a day and of an account, and that no row is lost between pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.errors import BadPage
from resources.platforms.base import Totals
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.errors import AnalyticsNotReady
from resources.platforms.clickbank.reading import analytics
from resources.platforms.clickbank.reading.paging import READINGS, NotWhole
from resources.windows import Window
from tests.resources.platforms.clickbank.conftest import NIL, NOTHING, ok
from tests.resources.scripted import Answer, Script

DAY = Window.closed(dt.date(2026, 3, 8), dt.date(2026, 3, 8))
GREEN = ok({"status": "GREEN", "lastUpdateTime": "2026-03-09T04:00:00-07:00"})


def attribute(name: str, value: object) -> dict[str, Any]:
    return {"attribute": name, "value": {"@type": "xs:decimal", "$": value}}


def report(*values: Any, status: int = 200) -> Answer:
    rows = [
        {
            "dimensionIdentifier": value,
            "dimensionValue": value,
            "accountNickName": "larkspurco",
            "data": [attribute("HOP_COUNT", "5"), attribute("SALE_COUNT", "2"), attribute("NET_SALE_AMOUNT", "-1.5")],
        }
        for value in values
    ]
    return ok({"rows": {"row": rows[0] if len(rows) == 1 else rows}, "totals": {"total": []}}, status)


def days(client: ClickBankClient, window: Window = DAY) -> list[list[dict[str, Any]]]:
    return [[dict(record) for record in page.records] for page in analytics.pages(client, "larkspurco", window)]


def test_a_page_is_a_day_of_both_roles(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(GREEN, report("a", NIL), report("a"))
    (page,) = days(client)
    metrics = {"HOP_COUNT": "5", "SALE_COUNT": "2", "NET_SALE_AMOUNT": "-1.5"}
    assert page == [
        {"date": "2026-03-08", "role": role, "accountNickName": "larkspurco", "value": value, "metrics": metrics}
        for role, value in (("VENDOR", "a"), ("VENDOR", "none"), ("AFFILIATE", "a"))
    ]
    paths = [asked.path.removeprefix("/base/rest/1.3") for asked in clickbank.asked]
    expected = ["/analytics/status", "/analytics/vendor/TRACKING_ID", "/analytics/affiliate/TRACKING_ID"]
    assert paths == expected
    asked = clickbank.asked[1].params
    assert {name: asked[name] for name in ("account", "startDate", "endDate")} == {
        "account": "larkspurco",
        "startDate": "2026-03-08",
        "endDate": "2026-03-08",
    }


def test_rows_that_move_between_pages_are_read_again(client: ClickBankClient, clickbank: Script) -> None:
    moved = [report("a", "b", status=206), report("b", "c")]
    clickbank.will_answer(GREEN, *moved, report("a", "b", status=206), report("c"), NOTHING)
    assert [record["value"] for record in days(client)[0]] == ["a", "b", "c"]
    clickbank.will_answer(GREEN, *moved * READINGS)
    with pytest.raises(NotWhole, match="expected every value once, got 1 of 4 again"):
        days(client)


def test_a_missing_value_stays_missing(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(GREEN, ok({"rows": {"row": {"data": {"attribute": "HOP_COUNT", "value": "1"}}}}), NOTHING)
    ((record,),) = days(client)
    assert record == {
        "date": "2026-03-08",
        "role": "VENDOR",
        "accountNickName": None,
        "metrics": {"HOP_COUNT": "1"},
    }


def test_red_analytics_are_not_read_and_put_off(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(ok({"status": "RED", "lastUpdateTime": "2026-03-09T04:00:00-07:00"}))
    with pytest.raises(AnalyticsNotReady, match=r"RED since 2026-03-09T04.*larkspurco, window=2026-03-08") as caught:
        days(client)
    assert not caught.value.waiting_helps
    assert len(clickbank.asked) == 1


def test_yellow_analytics_are_read_and_said(
    client: ClickBankClient, clickbank: Script, caplog: pytest.LogCaptureFixture
) -> None:
    clickbank.will_answer(ok({"status": "YELLOW", "lastUpdateTime": "then"}), report("a"), NOTHING)
    assert len(days(client)) == 1
    assert "larkspurco, 2026-03-08..2026-03-08: analytics are YELLOW, figures may lag; last update then" in caplog.text


@pytest.mark.parametrize("status", [NOTHING, ok({"status": "BLUE"}), ok({}), ok(["GREEN"])])
def test_a_status_that_nobody_knows_is_no_answer(client: ClickBankClient, clickbank: Script, status: Answer) -> None:
    clickbank.will_answer(status)
    with pytest.raises(BadPage, match="status: expected GREEN, YELLOW or RED"):
        days(client)


def test_the_total_is_of_the_account_in_both_roles_and_all_days(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(report("LARKSPURCO"), report("LARKSPURCO"))
    expected = Totals(impressions=0, clicks=10, cost=Decimal(0), conversions=Decimal(4), revenue=Decimal("-3.0"))
    assert analytics.total(client, "larkspurco", Window.closed(dt.date(2026, 3, 1), dt.date(2026, 3, 8))) == expected
    assert [clickbank.asked[0].params[name] for name in ("startDate", "endDate")] == ["2026-03-01", "2026-03-08"]
    paths = [asked.path.rpartition("1.3")[2] for asked in clickbank.asked]
    assert paths == ["/analytics/vendor/VENDOR", "/analytics/affiliate/AFFILIATE"]


@pytest.mark.parametrize("value", [NIL, "many", "NaN", "Infinity"])
def test_a_total_that_is_no_number_is_named(client: ClickBankClient, clickbank: Script, value: Any) -> None:
    row = {"dimensionValue": "x", "data": {"attribute": "HOP_COUNT", "value": value}}
    clickbank.will_answer(ok({"rows": {"row": row}}))
    said = r"expected a number of at most 15 digits, got .*window=2026-03-08..2026-03-08, field=HOP_COUNT"
    with pytest.raises(BadPage, match=said):
        analytics.total(client, "larkspurco", DAY)
