"""The hash of a row is the one that PostgreSQL computes, on whichever version the tests run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from resources.archive.rowhash import exact_sum, hash_sum
from resources.warehouse.connection import Warehouse

TYPES: dict[str, pa.DataType] = {
    "small": pa.int16(),
    "whole": pa.int32(),
    "big": pa.int64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("us", "UTC"),
    "amount": pa.decimal128(20, 6),
    "name": pa.string(),
}
SCHEMA = pa.schema(TYPES)
ASK = """
    SELECT coalesce(sum(hash_record_extended(ROW(small, whole, big, flag, day, moment, amount::text, name), 0)), 0) AS h
    FROM jsonb_to_recordset(%(rows)s) AS x
        (small smallint, whole integer, big bigint, flag boolean, day date, moment timestamptz, amount numeric(20,6),
         name text)
"""
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


def integers(bits: int) -> st.SearchStrategy[int]:
    """Signed integers."""
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def rows() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of every type that is hashed by value, and of text, each with nothing in it now and then."""
    columns: dict[str, st.SearchStrategy[Any]] = {
        "small": integers(16),
        "whole": integers(32),
        "big": integers(64),
        "flag": st.booleans(),
        "day": st.dates(),
        "moment": st.datetimes(timezones=st.just(dt.UTC)),
        "amount": st.integers(-(10**20) + 1, 10**20 - 1).map(lambda number: Decimal(number).scaleb(-6)),
        "name": st.text(LETTERS, max_size=60),
    }
    return st.lists(st.fixed_dictionaries({name: st.none() | one for name, one in columns.items()}), max_size=20)


@pytest.mark.database
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows())
def test_a_hash_is_postgresqls_own(warehouse: Warehouse, rows: list[dict[str, Any]]) -> None:
    told = [
        {name: value if isinstance(value, int | None) else str(value) for name, value in row.items()} for row in rows
    ]
    found = warehouse.connection.execute(ASK, {"rows": Jsonb(told)}).fetchone()
    assert found is not None
    assert hash_sum(pa.Table.from_pylist(rows, SCHEMA)) == found["h"]


def test_a_slice_hashes_like_the_rows_that_it_shows() -> None:
    table = pa.table({"name": ["a", None, "감사", "x" * 40], "n": pa.array([1, None, 3, 2**40])})
    assert sum(hash_sum(table.slice(at, 1)) for at in range(4)) == hash_sum(table)


@pytest.mark.parametrize("one", [2**63 - 1, -(2**63)])
def test_a_sum_goes_beyond_64_bits(one: int) -> None:
    assert exact_sum(np.full(1000, one, np.int64)) == 1000 * one
