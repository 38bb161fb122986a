"""Insights records by the thousand and of any kind: none is lost, and none takes long."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resources.platforms.meta.landed import ABSENT, CONTEXT, DAILY, Json, action, daily, page, record

NUMBERS = st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,7})?", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | NUMBERS | TEXTS | st.just("2026-02-04")
KINDS = st.sampled_from(
    ["omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase", "comment", "post", "link_click"]
)
LISTS = st.lists(st.builds(action, KINDS, st.integers(0, 99).map(str) | SCALARS) | st.just({}) | SCALARS, max_size=4)
CHANGES: st.SearchStrategy[Json] = st.dictionaries(
    st.sampled_from([*record(), "unknown"]), SCALARS | LISTS | st.just(ABSENT), max_size=2
) | st.just({})
LINES = st.one_of(
    CHANGES.map(lambda changes: json.dumps(record(**changes)).encode()),
    CHANGES.map(lambda changes: json.dumps(record(**changes)).encode()),
    st.binary(max_size=6).map(lambda noise: noise.replace(b"\n", b"").replace(b"\r", b"")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(LINES, max_size=6), max_size=4))
def test_every_record_ends_in_the_table_or_in_the_rejects_whoever_its_neighbours_are(
    pages: list[list[bytes]],
) -> None:
    parsed = DAILY.parse([page(*lines) for lines in pages], CONTEXT)
    rows = parsed.table.to_pylist()
    taken = [(row["source_page"], row["source_line"]) for row in rows]
    refused = [(reject.source_page, reject.source_line) for reject in parsed.rejects]
    everything = [(number, line) for number, lines in enumerate(pages) for line in range(len(lines))]
    assert sorted(taken + refused) == everything
    assert all(reject.payload == pages[reject.source_page][reject.source_line] for reject in parsed.rejects)
    for row in rows:
        source = json.loads(pages[row["source_page"]][row["source_line"]])
        assert row["cost"] == Decimal(source.get("spend", "0"))
        assert (row["impressions"], row["clicks"]) == (int(source.get("impressions", 0)), int(source.get("clicks", 0)))
        alone = daily(pages[row["source_page"]][row["source_line"]])
        assert alone.table.drop_columns(["source_page", "source_line"]).to_pylist() == [
            {name: value for name, value in row.items() if not name.startswith("source_")}
        ]
    for reject in parsed.rejects:
        assert [each.reasons for each in daily(reject.payload).rejects] == [reject.reasons]


def _spoil_none(index: int) -> Json:
    return {}


def _spoil_some(index: int) -> Json:
    return {"spend": "twelve"} if index % 100 == 0 else {}


@pytest.mark.parametrize(("spoil", "refused"), [(_spoil_none, 0), (_spoil_some, 1_000)])
def test_a_hundred_thousand_records_take_seconds(spoil: Callable[[int], Json], refused: int) -> None:
    records = [json.dumps(record(campaign_id=str(index), **spoil(index))) for index in range(100_000)]
    pages = ["\n".join(part).encode() for part in _parts(records, 500)]
    started = time.perf_counter()
    parsed = DAILY.parse(pages, CONTEXT)
    elapsed = time.perf_counter() - started
    assert (parsed.table.num_rows, len(parsed.rejects)) == (100_000 - refused, refused)
    assert elapsed < 10


def _parts(records: Sequence[str], size: int) -> list[Sequence[str]]:
    return [records[start : start + size] for start in range(0, len(records), size)]
