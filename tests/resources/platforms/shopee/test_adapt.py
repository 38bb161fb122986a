"""What holds for every stream's adapter: a record ends in a row or a reject, whatever its neighbours are."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.platforms.base import Parsed
from resources.platforms.rows.adapt import FEW_LINES
from resources.platforms.shopee import SHOPEE
from tests.resources.platforms.shopee.landed import CONTEXT, DAILY, ORDER, RETURN, SOUND, changed, page, parse

STREAMS = pytest.mark.parametrize("stream", SOUND)
LEAVES = st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


def places(parsed: Parsed) -> list[tuple[int, int]]:
    rows = parsed.table.select(["source_page", "source_line"]).to_pylist()
    return sorted(
        [(row["source_page"], row["source_line"]) for row in rows]
        + [(reject.source_page, reject.source_line) for reject in parsed.rejects]
    )


def paths(value: Any, prefix: str = "") -> list[str]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [f"{prefix}{name}" for name, _ in members]
    return found + [path for name, each in members for path in paths(each, f"{prefix}{name}.")]


@STREAMS
def test_no_pages_and_empty_pages_give_an_empty_table(stream: str) -> None:
    for pages in ([], [b""], [b"", b""]):
        parsed = SHOPEE.stream(stream).parse(pages, CONTEXT)
        assert (parsed.table.schema, parsed.table.num_rows, parsed.rejects) == (SHOPEE.stream(stream).schema, 0, [])


@STREAMS
@pytest.mark.parametrize(
    "line",
    [b"", b"null", b"[]", b"5", b'"text"', b"{", b'{"a": 1}{"a": 2}', b"\xff", b'{"a": "\xff"}', b"[" * 100_000],
    ids=lambda line: str(line[:12]),
)
def test_a_line_that_is_no_object_is_refused_alone(stream: str, line: bytes) -> None:
    parsed = parse(stream, SOUND[stream], line, SOUND[stream])
    (refused,) = parsed.rejects
    assert (refused.source_line, refused.payload, parsed.table.num_rows) == (1, line, 2)
    assert refused.reasons[0].startswith("record: expected an object, got ")


@STREAMS
def test_fields_that_nobody_asked_for_do_not_matter(stream: str) -> None:
    more = {**SOUND[stream], "loyalty_coins": 1, "nested": {"a": [None, {"b": "half \ud83d"}]}}
    assert parse(stream, more).table == parse(stream, SOUND[stream]).table


@STREAMS
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_comes_ends_in_a_row_or_a_reject_alone_as_in_company(stream: str, data: st.DataObject) -> None:
    sound = SOUND[stream]
    path = data.draw(st.sampled_from(paths(sound)))
    strange = changed(sound, {path: data.draw(VALUES)})
    alone = parse(stream, strange)
    assert places(alone) == [(0, 0)]
    broken = b'{"a": '
    together = parse(stream, sound, strange, broken)
    assert places(together) == [(0, 0), (0, 1), (0, 2)]
    reasons = {reject.source_line: reject.reasons for reject in together.rejects}
    assert reasons.get(1) == (alone.rejects[0].reasons if alone.rejects else None)
    if not alone.rejects:
        taken = {**together.table.to_pylist()[1], "source_line": 0}
        assert taken == alone.table.to_pylist()[0]


def test_a_block_with_broken_records_keeps_its_other_rows() -> None:
    many = [{**DAILY, "campaign_id": number} for number in range(1, 5 * FEW_LINES)]
    for place in (3, 100, 101, 4 * FEW_LINES):
        many[place] = {**many[place], "expense": ["broken"]}
    parsed = parse("campaign_daily", *many)
    assert [reject.source_line for reject in parsed.rejects] == [3, 100, 101, 4 * FEW_LINES]
    assert len(places(parsed)) == len(many)


def test_an_order_shop_of_a_year_is_read_in_seconds() -> None:
    order = changed(ORDER, {"item_list": ORDER["item_list"] * 10})
    pages = [page(*({**order, "order_sn": f"{n}-{k}"} for k in range(50)), RETURN) for n in range(60)]
    began = time.monotonic()
    parsed = SHOPEE.stream("orders").parse(pages, CONTEXT)
    assert time.monotonic() - began < 10
    assert (parsed.table.num_rows, parsed.rejects) == (3060, [])
