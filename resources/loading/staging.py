"""Staging: landed pages become one typed, unlogged table a batch; what cannot be typed goes to quarantine.

Every source record ends in exactly one of staged, quarantined, duplicate, summed (into a row that another record
began) and ignored (no fact at all).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, LiteralString

import pyarrow as pa
from psycopg import sql

from resources.errors import IntegrityError
from resources.loading import batches, landing, parts, repeats
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.repeats import Split
from resources.loading.tables import analyze, columns, copy_table, copy_tables, create_table
from resources.platforms.base import ParseContext, Reject
from resources.warehouse.connection import Cursor, again_when_aborted
from resources.warehouse.statements import statement

ROWS_AT_ONCE = 10_000
ROW_RULES: dict[str, LiteralString] = {
    "campaign_metrics": "staging/rules_metrics",
    "campaign_metrics_hourly": "staging/rules_metrics",
    "orders": "staging/rules_orders",
    "products": "staging/rules_products",
    "analytics_events": "staging/rules_events",
}


@dataclass
class _Aside:
    """The records that are no rows of their own."""

    rejects: list[Reject] = field(default_factory=list)
    duplicates: int = 0
    summed: int = 0
    ignored: int = 0

    def __len__(self) -> int:
        return len(self.rejects) + self.duplicates + self.summed + self.ignored

    def __str__(self) -> str:
        return (
            f"{len(self.rejects)} quarantined + {self.duplicates} duplicate + {self.summed} summed + "
            f"{self.ignored} ignored"
        )


def stage(context: LoadContext, batch: Batch) -> Batch:
    """Fill the batch's staging table from its landed pages, in one transaction; safe to repeat.

    Raises:
        BadPage: landed pages are missing or changed.
        IntegrityError: records were lost between page and table.
        BatchHeld: a newer publish of its days has superseded it meanwhile.
    """
    return again_when_aborted(lambda: _fill(context, batch, "staged"))


def restage(context: LoadContext, batch: Batch) -> Batch:
    """Fill the lost staging table of a validated batch again; the batch stays validated.

    Raises:
        BadPage: landed pages are missing or changed.
        IntegrityError: the rows are other ones than those that were judged.
    """
    return again_when_aborted(lambda: _fill(context, batch, "validated"))


def _fill(context: LoadContext, batch: Batch, status: str) -> Batch:
    parse_context = ParseContext(batch.account_id, batch.currency, batch.timezone, batch.window, _currencies(context))
    aside = _Aside()
    with (
        landing.reading_pages(context.store, batch) as pages,
        context.warehouse.transaction("staging.commit") as cursor,
    ):
        cursor.execute(statement("publish/memory"))
        create_table(cursor, batch.stage, batch.definition.schema)
        copy_tables(cursor, batch.stage, batch.definition.schema, _typed(batch, pages, parse_context, aside))
        distinct = _set_repeats_apart(cursor, batch, pages)
        aside.duplicates = distinct.duplicates
        analyze(cursor, batch.stage, batch.definition)
        aside.rejects += [*distinct.contradictions, *_break_rules(cursor, batch, pages)]
        _quarantine(cursor, batch, aside.rejects)
        cursor.execute(statement("staging/content", stage=batch.stage))
        content = cursor.fetchone()
        assert content is not None
        if content["rows"] + len(aside) != batch.records_fetched:
            raise IntegrityError(
                f"{batch}: {batch.records_fetched} records landed, but {content['rows']} staged + {aside}"
            )
        if status == "validated" and content["hash"] != batch.staged_hash:
            raise IntegrityError(f"{batch}: staged again it differs from what was judged; fetch the window again")
        batches.advance(
            cursor,
            batch,
            status=status,
            records_staged=content["rows"],
            records_quarantined=len(aside.rejects),
            records_duplicate=aside.duplicates,
            records_summed=aside.summed,
            records_ignored=aside.ignored,
            staged_hash=content["hash"],
        )
    return batches.get(context.warehouse, batch.id)


def _currencies(context: LoadContext) -> frozenset[str]:
    return frozenset(row["code"] for row in context.warehouse.fetch("staging/currencies"))


def _typed(batch: Batch, pages: Iterable[bytes], context: ParseContext, aside: _Aside) -> Iterator[pa.Table]:
    for part in parts.parsed(batch.definition, pages, context):
        aside.rejects += part.rejects
        aside.summed += part.summed
        aside.ignored += part.ignored
        yield part.table


def _set_repeats_apart(cursor: Cursor, batch: Batch, pages: Sequence[bytes]) -> Split:
    """Rows whose key is there more than once are taken out and looked at together; what counts of them goes back."""
    key, schema = batch.definition.key, batch.definition.schema
    (found,) = cursor.execute(statement("staging/has_repeats", stage=batch.stage, key=columns("{}", key))).fetchall()
    if not found["has_repeats"]:
        return Split(schema.empty_table(), [], 0)
    taken = cursor.stream(
        statement(
            "staging/take_repeats",
            stage=batch.stage,
            key=columns("{}", key),
            staged_key=columns("staged.{}", key),
            repeated_key=columns("repeated.{}", key),
        )
    )
    some = iter(lambda: list(islice(taken, ROWS_AT_ONCE)), [])
    tables = [schema.empty_table(), *(pa.Table.from_pylist(rows, schema) for rows in some)]
    split = repeats.split(pa.concat_tables(tables), key, pages)
    copy_table(cursor, batch.stage, split.table)
    return split


def _break_rules(cursor: Cursor, batch: Batch, pages: Sequence[bytes]) -> list[Reject]:
    rules = ROW_RULES.get(batch.definition.table)
    if rules is None:
        return []
    values = {
        "timezone": batch.timezone,
        "fetched_at": batch.fetched_at,
        "window_start": batch.window.start,
        "window_end": batch.window.end,
    }
    cursor.execute(statement(rules, stage=batch.stage), values)
    return [
        Reject(
            row["source_page"],
            row["source_line"],
            tuple(row["reasons"]),
            pages[row["source_page"]].splitlines()[row["source_line"]],
            row["date"],
        )
        for row in cursor.fetchall()
    ]


def _quarantine(cursor: Cursor, batch: Batch, rejects: Iterable[Reject]) -> None:
    cursor.execute(statement("quarantine/clear"), {"batch_id": batch.id})
    cursor.executemany(
        statement("quarantine/insert"),
        [{"batch_id": batch.id, **_reject_row(reject)} for reject in rejects],
    )


def _reject_row(reject: Reject) -> dict[str, Any]:
    day: dt.date | None = reject.day
    return {
        "date": day,
        "source_page": reject.source_page,
        "source_line": reject.source_line,
        "reasons": list(reject.reasons),
        "payload": reject.payload,
    }


def table_name(batch_id: int) -> sql.Identifier:
    """The staging table of a batch."""
    return sql.Identifier("staging", f"b_{batch_id}")


def drop(context: LoadContext, batch: Batch) -> None:
    """Remove the staging table."""
    context.warehouse.execute("staging/drop", boundary="staging.drop", stage=batch.stage)
