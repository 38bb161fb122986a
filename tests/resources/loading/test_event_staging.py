"""Events on their way to publication: what is set aside, what the contract holds, and what every record becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from resources.errors import IntegrityError
from resources.loading import batches, landing, staging
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.contract import Judge
from resources.object_store import ObjectStore
from resources.windows import DAY, Window
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import START, Bazaar, Row, event
from tests.resources.loading.stall import Stall

pytestmark = pytest.mark.database


@pytest.fixture
def context(context: LoadContext, store: ObjectStore) -> LoadContext:
    """A run that lands pages in a bucket."""
    return replace(context, store=store)


def reasons(shop: Bazaar, batch: Batch) -> dict[int, list[str]]:
    """Why records are in quarantine, by line."""
    rows = shop.context.warehouse.connection.execute(
        "SELECT source_line, reasons FROM ops.quarantined_rows WHERE batch_id = %s", (batch.id,)
    )
    return {row["source_line"]: row["reasons"] for row in rows}


WRONG: dict[str, tuple[Row, str]] = {
    "another day": (
        event("1", event_date=START + DAY),
        "event_date: expected 2025-03-01 (the day of occurred_at in Asia/Singapore), got 2025-03-02",
    ),
    "the day of another zone": (
        event("1", 15, event_date=START),
        "event_date: expected 2025-03-02 (the day of occurred_at in Asia/Singapore), got 2025-03-01",
    ),
    "the future": (event("1", 24 * 365 * 60), "occurred_at: expected nothing of the future, got "),
    "long ago": (event("1", -24 * 365 * 26), "event_date: expected 2000-01-01 or later, got 1999-03-08"),
    "no key": (event(""), "event_key: expected text, got nothing"),
    "no currency": (event("1", customer_currency=None), "customer_currency: expected the currency of customer_amount"),
    "no such currency": (event("1", customer_currency="peso"), "customer_currency: expected a code of three letters"),
    "metadata": (event("1", metadata="[1]"), "metadata: expected an object, got array"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_event_is_set_aside_with_its_reason_and_its_neighbours_load(shop: Bazaar, wrong: str) -> None:
    record, expected = WRONG[wrong]
    batch = shop.land([event("0"), record, event("2")], stream="events")
    ((line, (reason,)),) = reasons(shop, batch).items()
    assert line == 1
    assert reason.startswith(expected)
    assert publishing.publish(shop.context, shop.judged_good(batch)).counts.inserted == 2


def test_what_platforms_really_send_is_good(shop: Bazaar) -> None:
    records = [
        event("just before midnight", 11.99),
        event("just after", 12),
        event("a fee", event_type="fee", revenue="-0.5", customer_amount=None, customer_currency=None),
        event("a sale that cost more than it brought", revenue="-1.01"),
        event("nobody sent them", source=None, campaign_id=None),
        event("free", revenue="0", customer_amount="0"),
        event("told late", -24 * 30),
    ]
    batch = shop.land(records, stream="events")
    assert reasons(shop, batch) == {}
    assert publishing.publish(shop.context, shop.judged_good(batch)).counts.inserted == 7


def test_every_record_is_staged_quarantined_duplicate_summed_or_ignored(shop: Bazaar) -> None:
    batch = shop.land(
        [
            event("1"),
            {"more": 2},
            {"more": 3},
            event("T", platform_type="TEST_SALE"),
            event("2", customer_currency="x"),
        ],
        [event("1", quantity=6), event("3"), {"more": -1}],
        stream="events",
    )
    assert (batch.records_fetched, batch.records_staged, batch.records_quarantined, batch.records_duplicate) == (
        8,
        2,
        1,
        1,
    )
    assert (batch.records_summed, batch.records_ignored) == (3, 1)
    publishing.publish(shop.context, shop.judged_good(batch))
    assert shop.rows("event_key, quantity", "analytics_events") == [("1", 6), ("3", 0)]


def test_a_record_that_is_in_no_count_fails_the_batch_with_all_of_them(shop: Bazaar) -> None:
    landed = landing.land(
        shop.context,
        Stall([[json.loads(json.dumps(event(str(n)), default=str)) for n in range(3)]]),
        bazaar.STREAMS[2],
        shop.account,
        Window.closed(START, START),
    )
    shop.context.warehouse.connection.execute("UPDATE ops.batches SET records_fetched = 4 WHERE id = %s", (landed.id,))
    batch = batches.get(shop.context.warehouse, landed.id)
    counted = "4 records landed, but 3 staged + 0 quarantined + 0 duplicate + 0 summed + 0 ignored"
    with pytest.raises(IntegrityError, match=counted.replace("+", r"\+")):
        staging.stage(shop.context, batch)


def test_earnings_in_cents_are_held(shop: Bazaar) -> None:
    shop.publish(*(event(str(n), revenue="20") for n in range(30)), stream="events")
    window = Window.closed(START + 14 * DAY, START + 27 * DAY)

    def landed(first: int, revenue: str, **told: Any) -> Batch:
        records = [event(str(first + n), 24 * 20, revenue=revenue, **told) for n in range(30)]
        return shop.land(records, stream="events", window=window)

    dear, cents, refunds, foreign = (
        landed(100, "900"),
        landed(200, "2000"),
        landed(300, "-2000", event_type="refund"),
        landed(400, "20", currency="USD"),
    )
    with Judge(shop.context) as bench:
        verdicts = [bench.judge(batch) for batch in (dear, cents, refunds, foreign)]
    assert [[finding.expectation for finding in verdict.broken] for verdict in verdicts] == [
        [],
        ["no_revenue_jump"],
        [],
        ["currency_of_account"],
    ]
