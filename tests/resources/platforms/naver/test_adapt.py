"""What holds for every stream's adapter: a record ends in a row, in a sum, ignored or refused, whatever its
neighbours are."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.platforms.base import Parsed
from resources.platforms.naver import NAVER
from resources.platforms.naver.reading.reports import RECORDS_A_PAGE, _whole_campaigns
from resources.platforms.naver.reading.tsv import AD as REPORT
from resources.platforms.naver.reading.tsv import records
from tests.resources.platforms.naver.landed import AD, AD_CONVERSION, CONTEXT, SOUND, changed, page, parse

STREAMS = pytest.mark.parametrize("stream", SOUND)
LEAVES = st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


def count(parsed: Parsed) -> int:
    return parsed.table.num_rows + parsed.summed + parsed.ignored + len(parsed.rejects)


@STREAMS
def test_no_pages_and_empty_pages_give_an_empty_table(stream: str) -> None:
    for pages in ([], [b""], [b"", b""]):
        parsed = NAVER.stream(stream).parse(pages, CONTEXT)
        assert (parsed.table.schema, parsed.table.num_rows, parsed.rejects) == (NAVER.stream(stream).schema, 0, [])


@STREAMS
@pytest.mark.parametrize(
    "line", [b"", b"null", b"[]", b'"text"', b"{", b'{"a": 1}{"a": 2}', b"\xff"], ids=lambda line: str(line[:12])
)
def test_a_line_that_is_no_object_is_refused_alone(stream: str, line: bytes) -> None:
    parsed = parse(stream, SOUND[stream], line, SOUND[stream])
    (refused,) = parsed.rejects
    assert (refused.source_line, refused.payload, count(parsed)) == (1, line, 3)
    assert refused.reasons[0].startswith("record: expected an object, got ")


@pytest.mark.parametrize(("stream", "sound"), [*SOUND.items(), ("campaign_daily", AD_CONVERSION)])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_comes_ends_somewhere_alone_as_in_company(
    stream: str, sound: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(sound)))
    strange = changed(sound, {name: data.draw(VALUES)})
    alone = parse(stream, strange)
    assert count(alone) == 1
    together = parse(stream, SOUND[stream], strange, b'{"a": ')
    assert count(together) == 3
    reasons = {reject.source_line: reject.reasons for reject in together.rejects}
    assert reasons.get(1) == (alone.rejects[0].reasons if alone.rejects else None)


def test_the_lines_of_a_campaign_are_all_on_one_page() -> None:
    day = dt.date(2026, 2, 3)
    line = "20260203\t401001\tcmp-{0}\tgrp\t-\tnad\tbsn\t27758\tP\t{1}\t1\t70.0\t1\t0"
    text = "\n".join(line.format(number % 7, number) for number in range(2 * RECORDS_A_PAGE))
    pages = list(_whole_campaigns(records(REPORT, day, text), lambda campaign_id: {"campaignName": campaign_id}))
    assert sum(len(each.records) for each in pages) == 2 * RECORDS_A_PAGE
    held = [{record["campaignId"] for record in each.records} for each in pages]
    assert len(held) == 2
    assert held[0].isdisjoint(held[1])


def test_a_hundred_thousand_lines_are_read_in_seconds() -> None:
    lines = [{**AD, "campaignId": f"cmp-{number % 200}", "imp": str(number)} for number in range(100_000)]
    pages = [page(*lines[start : start + 20_000]) for start in range(0, 100_000, 20_000)]
    began = time.monotonic()
    parsed = NAVER.stream("campaign_daily").parse(pages, CONTEXT)
    assert time.monotonic() - began < 10
    assert (parsed.table.num_rows, parsed.summed, parsed.rejects) == (200, 99_800, [])
