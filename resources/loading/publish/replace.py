"""`replace_window`: what the platform reports for a window is the whole truth about it.

Rows no longer reported leave, changed rows are rewritten, equal rows are not touched, and days that a newer fetch has
published stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from resources.loading import batches
from resources.loading.batches import Batch
from resources.loading.publish import late
from resources.loading.publish.counts import RowCounts
from resources.loading.publish.months import first_day, lock
from resources.metrics import MEASURES
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

KEYS = {
    "campaign_metrics": ("date", "campaign_id", "channel_id"),
    "campaign_metrics_hourly": ("date", "hour", "campaign_id", "channel_id"),
}
FEEDS_MARTS = frozenset({"campaign_metrics"})


def columns(template: LiteralString, names: tuple[str, ...]) -> sql.Composed:
    """The template for each name, comma separated; it may use {name}, {new}, {old} (prefixed) and {text} (quoted)."""
    return sql.SQL(", ").join(
        sql.SQL(template).format(
            name=sql.Identifier(name),
            new=sql.Identifier(f"new_{name}"),
            old=sql.Identifier(f"old_{name}"),
            text=sql.Literal(name),
        )
        for name in names
    )


def publish(
    cursor: Cursor, batch: Batch, values: dict[str, Any], only: Collection[dt.date] | None = None
) -> tuple[RowCounts, list[str]]:
    """Replace the batch's window, or `only` some days of it; the counts, and the placements that no channel claims.

    Days of months that the archive serves wait in ops.late_rows as the batch has them.
    """
    archived = lock(cursor, values["table_name"], values["window_start"], values["window_end"])
    cursor.execute(statement("publish/memory"))
    effective = _days(cursor, values)
    days = [day for day in effective["days"] if only is None or day in only]
    waiting = late.set_days_aside(cursor, batch, values, [day for day in days if first_day(day) in archived])
    values = values | effective | {"days": [day for day in days if first_day(day) not in archived]}
    cursor.execute(statement("publish/placeholders", stage=batch.stage), values)
    channels = cursor.execute(statement("publish/channels", stage=batch.stage), values).fetchall()
    values |= {
        "placements": [row["placement"] for row in channels],
        "channel_ids": [row["channel_id"] for row in channels],
    }
    parts = _parts(batch, KEYS[batch.definition.table])
    values["incoming"] = _key(cursor, channels, values, parts)
    if _is_first(cursor, values, parts):
        inserted = cursor.execute(statement("publish/first_load", **parts), values).rowcount
        total = _record(cursor, batch, values, parts)
        counts = RowCounts(inserted, cost_difference=total["cost"], revenue_difference=total["revenue"] or Decimal(0))
    else:
        counts = _replace(cursor, values, parts)
        total = _record(cursor, batch, values, parts)
    if not archived and only is None:
        shown = {name: None if value is None else str(value) for name, value in total.items()}
        batches.update(cursor, batch.id, warehouse_total=Jsonb(shown))
    return replace(counts, late=waiting), [row["placement"] for row in channels if row["is_unmapped"]]


def _days(cursor: Cursor, values: dict[str, Any]) -> dict[str, list[dt.date]]:
    rows = cursor.execute(statement("publish/effective_days"), values).fetchall()
    return {
        "days": [row["date"] for row in rows],
        "days_loaded_before": [row["date"] for row in rows if row["was_loaded"]],
        "days_with_quarantine": [row["date"] for row in rows if row["has_quarantine"]],
    }


def _key(cursor: Cursor, channels: list[DictRow], values: dict[str, Any], parts: dict[str, sql.Composable]) -> int:
    """Put `incoming` among the parts: the staged rows by the fact's key. Returns how many they are.

    Where each placement has a channel of its own, that is a query; only where some share one are they summed first.
    """
    parts["incoming"] = sql.SQL("({})").format(statement("publish/keyed", **parts))
    if len({row["channel_id"] for row in channels}) == len(channels):
        return sum(row["rows"] for row in channels)
    cursor.execute(statement("publish/summed", **parts), values)
    parts["incoming"] = sql.Identifier("summed")
    return cursor.rowcount


def _is_first(cursor: Cursor, values: dict[str, Any], parts: dict[str, sql.Composable]) -> bool:
    """Nothing was ever published here: every row is an insert, and there is nothing to compare or to remember."""
    if values["days_loaded_before"]:
        return False
    (found,) = cursor.execute(statement("publish/is_first", **parts), values).fetchall()
    return bool(found["is_first"])


def _replace(cursor: Cursor, values: dict[str, Any], parts: dict[str, sql.Composable]) -> RowCounts:
    cursor.execute(statement("publish/changes", **parts), values)
    found = cursor.execute(statement("publish/count_changes"), values).fetchone()
    assert found is not None
    counts = RowCounts(**found)
    if counts.changed:
        for name in ("delete", "update", "insert", "revisions"):
            cursor.execute(statement(f"publish/{name}", **parts), values)
    return counts


def _parts(batch: Batch, key: tuple[str, ...]) -> dict[str, sql.Composable]:
    calendar = tuple(name for name in key if name in ("date", "hour"))
    return {
        "stage": batch.stage,
        "fact": sql.Identifier("warehouse", batch.definition.table),
        "key": columns("{name}", key),
        "calendar": columns("staged.{name}", calendar),
        "fact_key": columns("fact.{name}", key),
        "change_key": columns("change.{name}", key),
        "measures": columns("{name}", MEASURES),
        "staged_measures": columns("staged.{name}", MEASURES),
        "sums": columns("sum({name}) AS {name}", MEASURES),
        "new_and_old": columns("new.{name} AS {new}, old.{name} AS {old}", MEASURES),
        "new_row": columns("new.{name}", MEASURES),
        "old_row": columns("old.{name}", MEASURES),
        "new_measures": columns("{new}", MEASURES),
        "assignments": columns("{name} = change.{new}", MEASURES),
        "figures": columns("({text}, change.{old}, change.{new})", MEASURES),
        "hour": sql.SQL("change.hour") if "hour" in key else sql.SQL("NULL::smallint"),
    }


def _record(cursor: Cursor, batch: Batch, values: dict[str, Any], parts: dict[str, sql.Composable]) -> DictRow:
    """What is noted about days that are published, in the same transaction; the warehouse's total over the window."""
    cursor.execute(statement("publish/loaded_days"), values)
    cursor.execute(statement("publish/stream_state"), values)
    if batch.definition.table in FEEDS_MARTS:
        cursor.execute(statement("publish/touched_days"), values)
    total = cursor.execute(statement("publish/warehouse_total", **parts), values).fetchone()
    assert total is not None
    return total
