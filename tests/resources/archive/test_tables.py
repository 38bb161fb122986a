"""Every partitioned table leaves and comes back to the last byte: what Parquet has no type for, too."""

from __future__ import annotations

from typing import Any

import pytest

from resources.archive import TABLES, archive_month, restore_month
from resources.archive.months import TableMonth
from tests.resources.archive.conftest import SEPTEMBER, TODAY, ColdWorld

pytestmark = pytest.mark.database
FIRST, LAST = "2025-09-01 00:00:00+00", "2025-09-30 23:59:59.999999+00"


def _one_of(*values: str, kind: str = "text") -> str:
    return f"(ARRAY[{', '.join(values)}]::{kind}[])[1 + i %% {len(values)}]"


NAMES = _one_of(
    "NULL",
    "''",
    "' '",
    "'NULL'",
    r"E'\\N'",
    r"E'\n\\.\n'",
    "E'a\\r\\nb\\t\"c\"'",
    "'감사 😀'",
    "'(x,\"y)'",
    "repeat('é', 5000)",
)
DOCUMENTS = _one_of(
    "'{}'",
    """'{"a": null, "b": [1, 1.0, 1.50, -0, 1e3]}'""",
    r"""'{"text": "line\nbreak \"q\" \u00e9 {}"}'""",
    kind="jsonb",
)
MOMENTS = ("'2025-01-31 23:59:59.999999+09'", "'1969-12-31 00:00:00.000001-08'", "'2025-03-30 02:30:00+01'")
BIGS = ("0", "1", "2147483648", "9000000000000")
AMOUNTS = ("0", "0.000001", "0.5", "12345678901234.567891", "100")
VALUES = {
    "text": NAMES,
    "character(3)": _one_of("'KRW'", "'USD'", "'XX'"),
    "jsonb": DOCUMENTS,
    "numeric": _one_of("NULL", "0", "0.50", "-0.5", f"1.{1:030}", f"{'1234567890' * 3}.5", kind="numeric"),
    "numeric(20,6)": _one_of("NULL", *AMOUNTS, kind="numeric"),
    "bigint": _one_of("NULL", *BIGS, kind="bigint"),
    "integer": _one_of("1", "2147483647", kind="integer"),
    "smallint": _one_of("NULL", "0", "23", kind="smallint"),
    "timestamp with time zone": _one_of("NULL", *MOMENTS, kind="timestamptz"),
    "uuid": "md5(i::text)::uuid",
    "date": "date '2024-02-29' + i %% 7",
}
REQUIRED = {
    "text": f"coalesce({NAMES}, '-')",
    "bigint": _one_of(*BIGS, kind="bigint"),
    "smallint": "i %% 24",
    "numeric(20,6)": _one_of(*AMOUNTS, kind="numeric"),
    "timestamp with time zone": _one_of(*MOMENTS, kind="timestamptz"),
}
KNOWN = {
    "orders": {"status": "'pending'", "return_sn": "''"},
    "order_items": {"return_sn": "''", "line": "i"},
    "analytics_events": {"event_type": "'refund'", "customer_currency": "'USD'"},
    "metric_revisions": {"kind": "'update'", "measure": "'cost'", "table_name": "'campaign_metrics'"},
    "conversions": {"stage": "'purchase'"},
    "user_behavior": {"action": f"coalesce(nullif({NAMES}, ''), 'view')"},
    "product_metrics": {"rating": _one_of("NULL", "0", "4.999999", kind="numeric")},
}


def fill(cold: ColdWorld, table: str, rows: int = 200) -> None:
    """Rows with every awkward value that the columns take; the month's first and last moment are among them."""
    name = TableMonth(table, SEPTEMBER).parent_name
    columns = cold.run(
        "SELECT attname AS name, format_type(atttypid, atttypmod) AS kind, attnotnull AS is_required FROM pg_attribute "
        f"WHERE attrelid = '{name}'::regclass AND attnum > 0 AND attgenerated = ''"
    )
    values = {column["name"]: value(table, **column) for column in columns}
    cold.run(f"SELECT ops.ensure_partition('{name}', '{SEPTEMBER}')")
    cold.run(f"TRUNCATE {name}")
    cold.run(
        f"INSERT INTO {name} ({', '.join(values)}) SELECT {', '.join(values.values())} "
        "FROM generate_series(0, %(rows)s - 1) AS i",
        {"rows": rows},
    )
    cold.roll_up()


def value(table: str, name: str, kind: str, is_required: bool) -> str:
    """The expression of a column's values."""
    definition = TABLES[table]
    if name == definition.column and definition.is_timestamp:
        others = f"'{FIRST}'::timestamptz + i * interval '3 hours'"
        return f"CASE i WHEN 0 THEN '{FIRST}' WHEN 1 THEN '{LAST}' ELSE {others} END"
    if name == definition.column:
        return "date '2025-09-01' + i %% 30"
    if name in KNOWN.get(table, {}):
        return KNOWN[table][name]
    if name in definition.key and kind in ("bigint", "text"):
        return f"(i / 30)::{kind}"
    return REQUIRED.get(kind, VALUES[kind]) if is_required else VALUES[kind]


def rows(cold: ColdWorld, table: str) -> list[dict[str, Any]]:
    """Every row with every column, and its text as PostgreSQL writes it."""
    name = TableMonth(table, SEPTEMBER).parent_name
    return cold.run(f"SELECT *, row::text AS text FROM {name} AS row ORDER BY row::text")


@pytest.mark.parametrize("table", TABLES)
def test_a_month_comes_back_to_the_last_byte(cold: ColdWorld, table: str) -> None:
    fill(cold, table)
    before = rows(cold, table)
    assert len(before) == 200

    result = archive_month(cold.owner, cold.store, table, SEPTEMBER, TODAY)

    assert (result.manifest.state, result.manifest.content.rows) == ("dropped", 200)
    assert rows(cold, table) == []
    assert cold.objects() == [f"archive/{table}/year=2025/month=09/v1/part-00000.parquet"]
    assert restore_month(cold.owner, cold.store, table, SEPTEMBER).manifest.state == "restored"
    assert rows(cold, table) == before


def test_every_partitioned_table_can_be_archived_and_is_cut_by_its_column(cold: ColdWorld) -> None:
    found = cold.run(
        "SELECT nspname AS schema, relname AS name, attname AS column, "
        "atttypid = 'timestamptz'::regtype AS is_timestamp "
        "FROM pg_partitioned_table JOIN pg_class ON pg_class.oid = partrelid "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]"
    )
    assert {row["name"]: (row["schema"], row["column"], row["is_timestamp"]) for row in found} == {
        table: (known.schema, known.column, known.is_timestamp) for table, known in TABLES.items()
    }


def test_the_order_of_the_archive_is_by_the_primary_key_where_there_is_one(cold: ColdWorld) -> None:
    for table, known in TABLES.items():
        found = cold.run(
            "SELECT array_agg(attname::text) AS key FROM pg_index "
            "JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) "
            f"WHERE indrelid = '{known.schema}.{table}'::regclass AND indisprimary"
        )
        assert set(found[0]["key"] or known.key) == set(known.key)
