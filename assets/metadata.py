"""What the assets show about their runs."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
import pyarrow as pa

from assets.partitions import window_of
from resources.loading.batches import Batch
from resources.reports import Column, DayFigures

ROWS_SHOWN = 50


def schema(columns: Sequence[Column]) -> dg.TableSchema:
    """The catalogue's columns as Dagster shows them."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name,
                column.type,
                column.description,
                dg.TableColumnConstraints(nullable=column.is_nullable),
            )
            for column in columns
        ]
    )


def staged_schema(fields: pa.Schema) -> dg.TableSchema:
    """A stream's typed rows as Dagster shows them."""
    return dg.TableSchema(
        [
            dg.TableColumn(field.name, str(field.type), constraints=dg.TableColumnConstraints(nullable=field.nullable))
            for field in fields
        ]
    )


def table(rows: Sequence[Mapping[str, Any]]) -> dg.TableMetadataValue:
    """Rows of plain values, at most fifty of them; `rows` must not be empty."""
    return dg.MetadataValue.table([dg.TableRecord(dict(row)) for row in rows[:ROWS_SHOWN]])


def show_once(context: dg.AssetExecutionContext, shown: Mapping[str, Any], key: dg.AssetKey | None = None) -> None:
    """Put the bulky on the materialization of the run's last day only, which is the one the UI opens with."""
    context.add_asset_metadata(shown, asset_key=key, partition_key=str(window_of(context).last))


def batch_rows(batches: Sequence[Batch]) -> list[dict[str, Any]]:
    """A line a batch: whose it is, what became of it, and why."""
    return [
        {
            "batch": batch.id,
            "account": batch.account_id,
            "window": str(batch.window),
            "status": batch.status,
            "records": batch.records_fetched,
            "quarantined": batch.records_quarantined,
            "reason": batch.error_message or batch.held_reason or "",
        }
        for batch in batches
    ]


def about(batches: Sequence[Batch]) -> dict[str, dg.TableMetadataValue]:
    """The metadata entry of some batches; none when there are none."""
    return {"batches": table(batch_rows(batches))} if batches else {}


def by_day(figures: Sequence[DayFigures]) -> dict[str, dict[str, Any]]:
    """Metadata a partition key: rows, and cost and revenue by currency, as numbers that Dagster plots over time."""
    days: dict[str, dict[str, Any]] = {}
    for figure in figures:
        day = days.setdefault(str(figure.date), {"dagster/partition_row_count": 0})
        day["dagster/partition_row_count"] += figure.rows
        for name, value in (("cost", figure.cost), ("revenue", figure.revenue)):
            if value is not None:
                day[f"{name} {figure.currency}"] = float(value)
    return days
