"""Records that came more than once: what is kept, what is counted, what is set aside."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from resources.loading.repeats import Split, split
from resources.metrics import CAMPAIGN_DAILY, ORDERS, PRODUCTS
from tests.resources.loading.bazaar import START, Row, at, order, product
from tests.resources.loading.stall import table

KEYS = {
    ORDERS: ("order_sn", "return_sn"),
    PRODUCTS: ("product_id",),
    CAMPAIGN_DAILY: ("date", "campaign_id", "placement"),
}


def told(*rows: Row, schema: pa.Schema = ORDERS) -> Split:
    """Split records that came on one page, the line being the place among them."""
    numbered = [{**row, "source_page": 0, "source_line": line} for line, row in enumerate(rows)]
    page = b"\n".join(b"record %d" % line for line in range(len(rows)))
    return split(table(numbered, schema), KEYS[schema], [page])


def kept(result: Split) -> list[int]:
    lines: list[Any] = result.table.column("source_line").to_pylist()
    return sorted(lines)


def set_aside(result: Split) -> list[int]:
    return sorted(reject.source_line for reject in result.contradictions)


def test_different_documents_are_all_kept() -> None:
    result = told(order("1", 0), order("1", 0, return_sn="9"), order("2", 0))
    assert (kept(result), set_aside(result), result.duplicates) == ([0, 1, 2], [], 0)


def test_an_exact_repeat_counts_as_duplicate() -> None:
    result = told(order("1", 0), order("2", 0), order("1", 0))
    assert (kept(result), set_aside(result), result.duplicates) == ([0, 1], [], 1)


@pytest.mark.parametrize("turned", [False, True])
def test_of_an_order_that_changed_between_two_pages_the_newest_version_is_kept(turned: bool) -> None:
    versions = [order("1", 0), order("1", 2, status="shipped"), order("1", 1, status="confirmed")]
    result = told(*reversed(versions), order("2", 0)) if turned else told(*versions, order("2", 0))
    assert (kept(result), set_aside(result), result.duplicates) == ([1, 3], [], 2)


def test_records_of_one_version_that_differ_are_set_aside_with_their_bytes() -> None:
    result = told(order("1", 1, status="shipped"), order("2", 0), order("1", 1, status="cancelled"))
    assert (kept(result), set_aside(result), result.duplicates) == ([1], [0, 2], 0)
    assert [reject.payload for reject in sorted(result.contradictions, key=lambda one: one.source_line)] == [
        b"record 0",
        b"record 2",
    ]
    assert "order_sn, return_sn: expected one record for a key" in result.contradictions[0].reasons[0]


def test_older_versions_that_contradict_each_other_do_not_matter() -> None:
    result = told(order("1", 0, status="shipped"), order("1", 0, status="cancelled"), order("1", 5, status="completed"))
    assert (kept(result), set_aside(result), result.duplicates) == ([2], [], 2)


def test_the_newest_version_may_contradict_itself_and_the_older_ones_still_count() -> None:
    result = told(order("1", 0), order("1", 1, status="shipped"), order("1", 1, status="cancelled"), order("1", 0))
    assert (kept(result), set_aside(result), result.duplicates) == ([], [1, 2], 2)


def test_a_record_without_a_version_is_older_than_any() -> None:
    result = told(product("1", None, stock=1), product("1", 3), product("2", None), schema=PRODUCTS)
    assert (kept(result), set_aside(result), result.duplicates) == ([1, 2], [], 1)
    without = told(product("1", None, stock=1), product("1", None, stock=2), schema=PRODUCTS)
    assert (kept(without), set_aside(without), without.duplicates) == ([], [0, 1], 0)


def test_records_without_versions_contradict_each_other_as_ever() -> None:
    one: dict[str, Any] = {"date": START, "campaign_id": "c", "placement": "p", "currency": "SGD", "clicks": 1}
    result = told(one, {**one, "clicks": 2}, one, {**one, "campaign_id": "d"}, schema=CAMPAIGN_DAILY)
    assert (kept(result), set_aside(result), result.duplicates) == ([3], [0, 1], 1)
    assert {reject.day for reject in result.contradictions} == {START}


def test_records_are_conserved_in_any_mixture() -> None:
    rows = [
        order(sn, version, status=status)
        for sn in "12345"
        for version in range(3)
        for status in ("shipped", "cancelled")[: 1 + (int(sn) + version) % 2]
        for _ in range(1 + int(sn) % 2)
    ]
    result = told(*rows)
    assert result.table.num_rows + len(result.contradictions) + result.duplicates == len(rows)
    assert all(moment == at(2) for moment in result.table.column("source_updated_at").to_pylist())
