"""Pages are typed in parts, repeats are found over all of them: the same rows, rejects and pointers as in one go."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pytest

from resources.errors import BadPage
from resources.loading import batches, landing, parts, staging
from resources.loading.batches import Batch
from tests.playground import TODAY, Playground

pytestmark = pytest.mark.database
Record = dict[str, Any]


@pytest.fixture(params=[1, parts.PART_BYTES], ids=["a page a part", "one part"], autouse=True)
def _part_bytes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_BYTES", request.param)


def record(campaign: int, **fields: str) -> Record:
    """One campaign's day."""
    day = str(TODAY)
    return {
        "account_id": "1",
        "account_currency": "USD",
        "campaign_id": str(campaign),
        "date_start": day,
        "date_stop": day,
        "publisher_platform": "facebook",
        "impressions": "100",
        "clicks": "1",
        "spend": "1.50",
        **fields,
    }


def landed(world: Playground, *pages: Sequence[Record]) -> Batch:
    """A batch of these pages."""
    manifest = []
    for number, page in enumerate(pages):
        content = gzip.compress("".join(f"{json.dumps(each)}\n" for each in page).encode())
        world.context.store.put(f"landing/test/{number}", content, boundary="test")
        manifest.append({"key": f"landing/test/{number}", "sha256": hashlib.sha256(content).hexdigest()})
    world.context.store.put("landing/test/_manifest.json", json.dumps({"pages": manifest}).encode(), boundary="test")
    (opened,) = world.query(
        "WITH account AS (INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
        "VALUES ('meta', '1', 'test', 'USD', 'UTC') RETURNING id) "
        "INSERT INTO ops.batches (platform, stream, ad_account_id, window_start, window_end, run_id, load_mode, "
        "status, fetched_at, landing_prefix, records_fetched) SELECT 'meta', 'campaign_daily', id, %s, %s, 'test', "
        "'replace_window', 'landed', now(), 'landing/test', %s FROM account RETURNING id",
        TODAY, TODAY.replace(day=TODAY.day + 1), sum(map(len, pages))
    )  # fmt: skip
    return batches.get(world.warehouse, opened["id"])


def staged_rows(world: Playground, batch: Batch) -> dict[str, tuple[int, int]]:
    """Campaign -> page and line of its staged row."""
    rows = world.query(f"SELECT campaign_id, source_page, source_line FROM staging.b_{batch.id}")
    return {row["campaign_id"]: (row["source_page"], row["source_line"]) for row in rows}


def test_rows_and_rejects_point_to_their_records(world: Playground) -> None:
    pages = [record(1), record(2, spend="much")], [record(3, spend="more"), record(4)], [record(5, clicks="500")]
    batch = staging.stage(world.context, landed(world, *pages))
    assert staged_rows(world, batch) == {"1": (0, 0), "4": (1, 1)}
    bad = world.query("SELECT source_page, source_line, payload FROM ops.quarantined_rows ORDER BY 1, 2")
    assert [(row["source_page"], row["source_line"]) for row in bad] == [(0, 1), (1, 0), (2, 0)]
    assert [json.loads(row["payload"]) for row in bad] == [pages[0][1], pages[1][0], pages[2][0]]


def test_a_record_that_is_sent_again_on_a_later_page_is_a_duplicate_and_the_first_stays(world: Playground) -> None:
    batch = staging.stage(world.context, landed(world, [record(1), record(2)], [record(3), record(1)], [record(2)]))
    assert (batch.records_staged, batch.records_duplicate, batch.records_quarantined) == (3, 2, 0)
    assert staged_rows(world, batch) == {"1": (0, 0), "2": (0, 1), "3": (1, 0)}


def test_records_that_contradict_each_other_across_pages_are_all_set_aside(world: Playground) -> None:
    pages = [record(1), record(2)], [record(1, spend="9")], [record(1), record(3)]
    batch = staging.stage(world.context, landed(world, *pages))
    assert (batch.records_staged, batch.records_duplicate, batch.records_quarantined) == (2, 1, 2)
    assert staged_rows(world, batch) == {"2": (0, 1), "3": (2, 1)}
    bad = world.query("SELECT source_page, payload, reasons FROM ops.quarantined_rows ORDER BY 1")
    assert [json.loads(row["payload"]) for row in bad] == [pages[0][0], pages[1][0]]
    assert "expected one record for a key" in bad[0]["reasons"][0]


def test_staged_again_it_is_the_same(world: Playground) -> None:
    first = staging.stage(world.context, landed(world, [record(1), record(2)], [record(2), record(1)], [record(2)]))
    with world.warehouse.transaction("test.judge") as cursor:
        batches.update(cursor, first.id, status="validated")
    again = staging.restage(world.context, batches.get(world.warehouse, first.id))
    assert (again.staged_hash, again.records_duplicate) == (first.staged_hash, 3)


def test_landed_pages_can_be_read_in_any_order(world: Playground) -> None:
    batch = landed(world, *[[record(number)] for number in range(40)])
    with landing.reading_pages(world.context.store, batch) as pages:
        assert [json.loads(page)["campaign_id"] for page in pages] == [str(number) for number in range(40)]
        assert [json.loads(pages[number])["campaign_id"] for number in (39, 0, 39)] == ["39", "0", "39"]


@pytest.mark.parametrize("content", [None, b"other"])
def test_a_page_that_is_gone_or_changed_is_named_and_leaves_no_table(world: Playground, content: bytes | None) -> None:
    batch = landed(world, *[[record(number)] for number in range(40)])
    if content is None:
        world.context.store.delete(["landing/test/30"], boundary="test")
    else:
        world.context.store.put("landing/test/30", content, boundary="test")
    with pytest.raises(BadPage, match="landing/test/30"):
        staging.stage(world.context, batch)
    assert world.query("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'") == []
