"""Files that do not fit: every fault is told with its line and column, and nothing is written."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resources.imports.faults import MOST
from tests.resources.imports.conftest import ANN, TEAM, Desk, uuid

pytestmark = pytest.mark.database


def product(number: int, **values: Any) -> dict[str, Any]:
    """A product of Ann's."""
    return {
        "id": uuid(number), "user_id": ANN, "name": "a\nb", "price": "12.50", "currency": "EUR",
        "inventory_count": 3, "metadata": "{}", "created_at": "2026-01-05T10:00:00Z",
    } | values  # fmt: skip


def test_every_bad_cell_is_told_with_its_line_and_column(desk: Desk) -> None:
    rows = [
        product(1), product(2, price="abc"), product(3, inventory_count="3.5"), product(4, metadata="{'a': 1}"),
        product(5, created_at="05/01/2026 10:00"), product(6, id="six"),
    ]  # fmt: skip
    assert desk.refused("products", desk.csv(rows)) == [
        "line 4, column price: expected numeric(20,6), got 'abc'",
        "line 6, column inventory_count: expected integer, got '3.5'",
        "line 8, column metadata: expected jsonb, got \"{'a': 1}\"",
        "line 10, column created_at: expected timestamp with time zone, got '05/01/2026 10:00'",
        "line 12, column id: expected uuid, got 'six'",
    ]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ({"price": "1.0000001"}, "column price: expected numeric(20,6), got '1.0000001'"),
        ({"price": "100000000000000"}, "column price: expected numeric(20,6), got '100000000000000'"),
        ({"price": "NaN"}, "column price: expected numeric(20,6), got 'NaN'"),
        ({"currency": "EURO"}, "column currency: expected character(3), got 'EURO'"),
        ({"currency": "XXQ"}, "column currency: expected code of warehouse.currencies, which has none such, got 'XXQ'"),
        ({"name": None}, "column name: expected text, got nothing"),
        ({"currency": None}, "column currency: expected character(3), got nothing"),
        ({"user_id": TEAM}, f"column user_id: expected id of app.users, which has none such, got '{TEAM}'"),
        ({"price": "-1"}, "column price: violates products_price_not_negative: CHECK (price >= 0::numeric AND "
                          "price <> 'NaN'::numeric), got '-1'"),
        ({"name": "a\0b"}, "column name: expected text without NUL bytes, which PostgreSQL cannot keep"),
        ({"metadata": '"\\u0000"'}, "column metadata: expected jsonb, got '\"\\\\u0000\"'"),
    ],
)  # fmt: skip
def test_a_cell_that_the_column_cannot_hold_is_told(desk: Desk, cell: dict[str, Any], fault: str) -> None:
    rows = [product(1, name="x"), product(2, **({"name": "y"} | cell))]
    assert desk.refused("products", desk.csv(rows)) == [f"line 3, {fault}"]


def test_no_more_than_some_faults_are_told(desk: Desk) -> None:
    faults = desk.refused("products", desk.csv([product(n, name="x", price="abc") for n in range(100)]))
    assert len(faults) == MOST
    assert faults[-1].startswith(f"line {MOST + 1},")


def test_a_key_that_is_there_twice_is_told_with_the_first_line(desk: Desk) -> None:
    faults = desk.refused("products", desk.csv([product(1), product(2), product(1)]))
    assert faults == ["line 6, column id: expected each key once, got the one of line 2"]


def test_columns_that_do_not_belong_or_are_missing_are_told(desk: Desk) -> None:
    assert [fault.partition(": expected a column of")[0] for fault in desk.refused(
        "products", desk.text("name,colour,sales_count,name\n")
    )] == [
        "column name: expected once, got it twice",
        "column colour",
        "column sales_count: expected not to be here: only the pipeline writes it",
        "column id: expected a column uuid, got none",
        "column user_id: expected a column uuid, got none",
    ]  # fmt: skip


def test_secrets_are_not_imported(desk: Desk) -> None:
    path = desk.text("id,user_id,platform,account_id,access_token\n")
    assert desk.refused("marketing_accounts", path) == [
        "column access_token: expected no secrets; `adwarehouse accounts add` and `rotate-token` take them"
    ]


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", ["line 1: expected the names of columns, got nothing"]),
        (b"\n", ["line 1: expected the names of columns, got nothing"]),
        (b"id,user_id,name\na,b\n\na,b,c,d\n", ["line 2: expected 3 cells, got 2", "line 4: expected 3 cells, got 4"]),
        (b"id,user_id,name\na,b,c\na,b,\xff\n", ["line 3: expected UTF-8, got byte 0xff"]),
        ("id,user_id,name\na,b,c\n".encode("utf-16"), ["line 1: expected UTF-8, got byte 0xff"]),
        (b'id,user_id,name\na,b,c\na,b,"c\n', ["line 3: expected CSV: unexpected end of data"]),
    ],
)
def test_what_is_no_csv_is_told(desk: Desk, content: bytes, faults: list[str]) -> None:
    assert desk.refused("products", desk.text(content)) == faults


def test_what_is_neither_csv_nor_parquet_is_told(desk: Desk) -> None:
    cut = gzip.compress(b"id,user_id,name\n" + b"a,b,c\n" * 9999)[:-20]
    assert desk.refused("products", desk.text("id\n", "rows.xlsx")) == [
        "expected a name that ends in .csv, .csv.gz or .parquet"
    ]
    assert "Compressed file ended" in desk.refused("products", desk.text(cut, "rows.csv.gz"))[0]
    assert "expected the names of columns: Not a gzipped file" in desk.refused(
        "products", desk.text("id\n", "rows.csv.gz")
    )[0]  # fmt: skip
    assert "expected a Parquet file" in desk.refused("products", desk.text("id\n", "rows.parquet"))[0]


def test_parquet_with_floats_for_money_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    rows = [product(1, price=12.5, metadata={"a": 1}), product(2, price=1.0, metadata={"a": 2})]
    pq.write_table(pa.Table.from_pylist(rows), path)
    assert desk.refused("products", path) == [
        "column price: expected decimals, integers or text, which are exact, got double",
        "column metadata: expected jsonb as text or a plain type, got struct<a: int64>",
    ]


def test_faults_of_parquet_are_told_with_their_row(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist([product(1), product(2, price="x"), product(3, name="\0")]), path)
    assert desk.refused("products", path) == [
        "row 3, column name: expected text without NUL bytes, which PostgreSQL cannot keep"
    ]
    pq.write_table(pa.Table.from_pylist([product(1), product(2, price="x")]), path)
    assert desk.refused("products", path) == ["row 2, column price: expected numeric(20,6), got 'x'"]


def test_what_only_writing_shows_is_traced_to_its_line(desk: Desk) -> None:
    people = [{"id": uuid(n), "email": f"p{n}@example.com", "name": "p"} for n in range(40)]
    people[29]["email"] = "P7@example.com"
    assert desk.refused("users", desk.csv(people)) == [
        "line 31: violates users_email_key: unique: btree (lower(email))"
    ]
    teams = [{"id": uuid(n), "owner_id": ANN, "name": "t", "settings": "{}"} for n in range(5)]
    teams[3]["settings"] = '{"timezone": "Asia/Soul"}'
    (fault,) = desk.refused("teams", desk.csv(teams))
    assert fault.startswith("line 5: ")
    assert "Asia/Soul" in fault or "timezone" in fault


def test_a_rule_about_a_column_that_the_file_lacks_is_traced_too(desk: Desk) -> None:
    payments = [{"id": uuid(n), "team_id": TEAM, "amount": 5, "currency": "EUR", "status": "pending"} for n in range(9)]
    payments[6]["status"] = "completed"
    (fault,) = desk.refused("payments", desk.csv(payments))
    assert fault.startswith("line 8: violates payments_completed_has_its_time: CHECK")


def test_moments_for_which_no_partition_is_made_are_told(desk: Desk) -> None:
    views = [
        {"id": uuid(n), "timestamp": moment, "team_id": TEAM, "page": "/"}
        for n, moment in enumerate(("2026-01-01T00:00:00Z", "0026-01-01T00:00:00Z", "infinity", "9026-01-01T00:00:00Z"))
    ]
    faults = desk.refused("page_views", desk.csv(views))
    assert [fault.partition(":")[0] for fault in faults] == [f"line {n}, column timestamp" for n in (3, 4, 5)]


def test_what_names_nothing_of_the_warehouse_is_told(desk: Desk) -> None:
    budget = {
        "id": uuid(1), "user_id": ANN, "name": "b", "total_amount": 100, "currency": "USD", "period_type": "monthly",
        "start_date": "2026-01-01", "end_date": "2026-01-31", "ad_account_id": "meta/77", "campaign_id": "99",
    }  # fmt: skip
    assert desk.refused("budgets", desk.csv([budget])) == [
        "line 2, column ad_account_id: expected warehouse.ad_accounts by platform/account, got 'meta/77'"
    ]
    assert desk.refused("budgets", desk.csv([budget | {"ad_account_id": None}])) == [
        "line 2, column campaign_id: expected id of warehouse.campaigns, which has none such, got '99'"
    ]
