"""Importing files: what fits is in the table, whatever the format, and once only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resources.errors import ConfigurationError
from resources.imports import import_table, importable
from tests.resources.imports.conftest import ANN, TEAM, Desk, uuid

pytestmark = pytest.mark.database


def product(number: int, **values: Any) -> dict[str, Any]:
    """A product of Ann's."""
    return {
        "id": uuid(number), "user_id": ANN, "team_id": TEAM, "name": f"Zelt {number}", "price": "12.50",
        "currency": "EUR", "description": None, "metadata": '{"größe": "L"}', "created_at": "2026-01-05T10:00:00+09:00",
    } | values  # fmt: skip


def view(number: int, moment: str, **values: Any) -> dict[str, Any]:
    """A page view."""
    return {"id": uuid(number), "timestamp": moment, "team_id": TEAM, "page": "/", "count": 1} | values


def test_rows_are_inserted_then_left_alone_then_updated(desk: Desk) -> None:
    first = desk.take("products", [product(1), product(2)])
    again = desk.take("products", [product(1), product(2)])
    changed = desk.take("products", [product(1), product(2, price="13.000001"), product(3)])

    assert [(each.inserted, each.updated, each.unchanged) for each in (first, again, changed)] == [
        (2, 0, 0), (0, 0, 2), (1, 1, 1)
    ]  # fmt: skip
    prices = [row["price"] for row in desk.sql("SELECT price FROM app.products ORDER BY id")]
    assert prices == [Decimal("12.5"), Decimal("13.000001"), Decimal("12.5")]


def test_a_row_that_says_the_same_is_not_written_again(desk: Desk) -> None:
    desk.take("products", [product(1)])
    version = desk.sql("SELECT xmin::text, updated_at FROM app.products")
    desk.take("products", [product(1, updated_at="2020-01-01T00:00:00Z")])
    assert desk.sql("SELECT xmin::text, updated_at FROM app.products") == version


def test_columns_that_a_file_does_not_bring_keep_what_they_have(desk: Desk) -> None:
    desk.take("products", [product(1, description="warm")])
    desk.take("products", [{"id": uuid(1), "user_id": ANN, "name": "Tent"}])
    (row,) = desk.sql("SELECT name, description, price, status FROM app.products")
    assert row == {"name": "Tent", "description": "warm", "price": Decimal("12.5"), "status": "active"}


def test_an_empty_cell_is_null_and_an_empty_text_is_quoted(desk: Desk) -> None:
    path = desk.text(f'id,user_id,name,brand,category\n{uuid(1)},{ANN},"a ""b"",\nc",,""\n')
    import_table(desk.warehouse, "products", path)
    (row,) = desk.sql("SELECT name, brand, category FROM app.products")
    assert row == {"name": 'a "b",\nc', "brand": None, "category": ""}


def test_compressed_files_and_a_byte_order_mark_are_read(desk: Desk) -> None:
    assert import_table(desk.warehouse, "products", desk.csv([product(1)], "p.csv.gz")).inserted == 1
    path = desk.text(b"\xef\xbb\xbf" + desk.csv([product(2)]).read_bytes())
    assert import_table(desk.warehouse, "app.products", path).inserted == 1


def test_parquet_brings_the_same_rows_as_csv(desk: Desk, tmp_path: Path) -> None:
    desk.take("products", [product(1)])
    path = tmp_path / "products.parquet"
    seoul = dt.timezone(dt.timedelta(hours=9))
    typed = product(1, price=Decimal("12.50"), created_at=dt.datetime(2026, 1, 5, 10, tzinfo=seoul))
    pq.write_table(pa.Table.from_pylist([typed, typed | {"id": uuid(2)}]), path)
    assert str(import_table(desk.warehouse, "products", path)) == "products: 1 rows inserted, 0 updated, 1 unchanged"


def test_a_file_without_rows_imports_nothing(desk: Desk) -> None:
    imported = import_table(desk.warehouse, "products", desk.text("id,user_id,name\n"))
    assert (imported.inserted, imported.updated, imported.unchanged) == (0, 0, 0)


def test_events_get_the_months_they_need(desk: Desk) -> None:
    events = [view(1, "2025-12-31T23:59:59Z"), view(2, "2026-01-01T00:00:00Z"), view(3, "2026-01-01 08:59:00+09")]
    assert desk.take("page_views", events).partitions == 2
    assert desk.take("page_views", events).partitions == 0
    assert [row["name"] for row in desk.sql(
        "SELECT tableoid::regclass::text AS name FROM app.page_views ORDER BY id"
    )] == ["app.page_views_2025_12", "app.page_views_2026_01", "app.page_views_2025_12"]  # fmt: skip


def test_what_the_warehouse_numbers_is_named_by_its_natural_key_or_its_number(desk: Desk) -> None:
    desk.sql("INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
             "VALUES ('meta', '1001', 'a', 'USD', 'UTC')")  # fmt: skip
    (channel,) = desk.sql("SELECT id FROM warehouse.channels WHERE name = 'facebook'")
    budget = {
        "id": uuid(1), "user_id": ANN, "name": "b", "total_amount": 100, "currency": "USD", "period_type": "monthly",
        "start_date": "2026-01-01", "end_date": "2026-01-31", "ad_account_id": "meta/1001", "channel_id": "facebook",
    }  # fmt: skip
    desk.take("budgets", [budget, budget | {"id": uuid(2), "ad_account_id": None, "channel_id": channel["id"]}])
    rows = desk.sql("""SELECT account.account_id, channel_id FROM app.budgets
                       LEFT JOIN warehouse.ad_accounts AS account ON account.id = ad_account_id ORDER BY budgets.id""")
    assert [tuple(row.values()) for row in rows] == [("1001", channel["id"]), (None, channel["id"])]


def test_people_and_teams_that_refer_to_each_other_come_in_two_steps(desk: Desk) -> None:
    bob, berlin = uuid(1), uuid(2)
    people = [{"id": bob, "email": "bob@example.com", "name": "Bob", "team_id": berlin}]
    desk.take("users", people, "team_id")
    desk.take("teams", [{"id": berlin, "owner_id": bob, "name": "Berlin"}])
    assert desk.take("users", people).updated == 1


def test_what_an_import_changes_is_queued_for_the_marts(desk: Desk) -> None:
    order = {"id": uuid(1), "team_id": TEAM, "total": 5, "currency": "EUR", "created_at": "2026-01-05T10:00:00Z"}
    desk.take("orders", [order])
    queued = "DELETE FROM ops.touched_records RETURNING subject, subject_id::text, date"
    assert desk.sql(queued) == [{"subject": "team_day", "subject_id": TEAM, "date": dt.date(2026, 1, 5)}]
    desk.take("orders", [order])
    assert desk.sql(queued) == []


def test_tables_that_only_the_pipeline_writes_take_no_files(desk: Desk) -> None:
    assert not {"insights", "reports", "security_alerts", "login_roles"} & set(importable(desk.warehouse))
    path = desk.text("id\n")
    with pytest.raises(ConfigurationError, match=r"app\.insights is written by the pipeline alone"):
        import_table(desk.warehouse, "insights", path)
    with pytest.raises(ConfigurationError, match=r"app\.nonsense is not there; expected one of ab_test_results"):
        import_table(desk.warehouse, "nonsense", path)
