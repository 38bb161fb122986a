"""Staging: landed pages become one typed, unlogged table a batch; what cannot be typed goes to quarantine.

Every source record ends in exactly one of staged, quarantined, duplicate.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, LiteralString

import pyarrow as pa
import pyarrow.csv as pacsv
from psycopg import Copy, sql

from resources.errors import IntegrityError
from resources.loading import batches, landing, parts, repeats
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.repeats import Split
from resources.platforms.base import ParseContext, Reject
from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

SQL_TYPES: dict[pa.DataType, LiteralString] = {
    pa.string(): "text",
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamptz",
    pa.decimal128(20, 6): "numeric(20,6)",
}
COPY_BLOCK = 1 << 20
ROWS_AT_ONCE = 10_000
ROW_RULES: dict[str, LiteralString] = {
    "campaign_metrics": "staging/rules_metrics",
    "campaign_metrics_hourly": "staging/rules_metrics",
    "orders": "staging/rules_orders",
    "products": "staging/rules_products",
}


def stage(context: LoadContext, batch: Batch) -> Batch:
    """Fill the batch's staging table from its landed pages, in one transaction; safe to repeat.

    Raises:
        BadPage: landed pages are missing or changed.
        IntegrityError: records were lost between page and table.
    """
    return _fill(context, batch, "staged")


def restage(context: LoadContext, batch: Batch) -> Batch:
    """Fill the lost staging table of a validated batch again; the batch stays validated.

    Raises:
        BadPage: landed pages are missing or changed.
        IntegrityError: the rows are other ones than those that were judged.
    """
    return _fill(context, batch, "validated")


def _fill(context: LoadContext, batch: Batch, status: str) -> Batch:
    parse_context = ParseContext(batch.account_id, batch.currency, batch.timezone, batch.window, _currencies(context))
    rejects: list[Reject] = []
    with (
        landing.reading_pages(context.store, batch) as pages,
        context.warehouse.transaction("staging.commit") as cursor,
    ):
        cursor.execute(statement("publish/memory"))
        create_table(cursor, batch.stage, batch.definition.schema)
        copy_tables(cursor, batch.stage, batch.definition.schema, _typed(batch, pages, parse_context, rejects))
        distinct = _set_repeats_apart(cursor, batch, pages)
        cursor.execute(statement("staging/analyze", stage=batch.stage))
        rejects += [*distinct.contradictions, *_break_rules(cursor, batch, pages)]
        _quarantine(cursor, batch, rejects)
        cursor.execute(statement("staging/content", stage=batch.stage))
        content = cursor.fetchone()
        assert content is not None
        if content["rows"] + len(rejects) + distinct.duplicates != batch.records_fetched:
            raise IntegrityError(
                f"{batch}: {batch.records_fetched} records landed, but {content['rows']} staged + {len(rejects)} "
                f"quarantined + {distinct.duplicates} duplicate"
            )
        if status == "validated" and content["hash"] != batch.staged_hash:
            raise IntegrityError(f"{batch}: staged again it differs from what was judged; fetch the window again")
        batches.update(
            cursor,
            batch.id,
            status=status,
            records_staged=content["rows"],
            records_quarantined=len(rejects),
            records_duplicate=distinct.duplicates,
            staged_hash=content["hash"],
        )
    return batches.get(context.warehouse, batch.id)


def _currencies(context: LoadContext) -> frozenset[str]:
    return frozenset(row["code"] for row in context.warehouse.fetch("staging/currencies"))


def _typed(batch: Batch, pages: Iterable[bytes], context: ParseContext, rejects: list[Reject]) -> Iterator[pa.Table]:
    for part in parts.parsed(batch.definition, pages, context):
        rejects += part.rejects
        yield part.table


def _set_repeats_apart(cursor: Cursor, batch: Batch, pages: Sequence[bytes]) -> Split:
    """Rows whose key is there more than once are taken out and looked at together; what counts of them goes back."""
    key, schema = batch.definition.key, batch.definition.schema
    (found,) = cursor.execute(statement("staging/has_repeats", stage=batch.stage, key=_columns("{}", key))).fetchall()
    if not found["has_repeats"]:
        return Split(schema.empty_table(), [], 0)
    taken = cursor.stream(
        statement(
            "staging/take_repeats",
            stage=batch.stage,
            key=_columns("{}", key),
            staged_key=_columns("staged.{}", key),
            repeated_key=_columns("repeated.{}", key),
        )
    )
    some = iter(lambda: list(islice(taken, ROWS_AT_ONCE)), [])
    tables = [schema.empty_table(), *(pa.Table.from_pylist(rows, schema) for rows in some)]
    split = repeats.split(pa.concat_tables(tables), key, pages)
    copy_table(cursor, batch.stage, split.table)
    return split


def _columns(template: LiteralString, names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(template).format(sql.Identifier(name)) for name in names)


def create_table(cursor: Cursor, stage: sql.Identifier, schema: pa.Schema) -> None:
    """An empty unlogged table with the schema's columns, in place of an older one."""
    cursor.execute(statement("staging/drop", stage=stage))
    cursor.execute(statement("staging/create", stage=stage, columns=column_definitions(schema)))


def column_definitions(schema: pa.Schema) -> sql.Composed:
    """An Arrow schema as the columns of CREATE TABLE."""
    return sql.SQL(", ").join(
        sql.SQL("{} {}{}").format(
            sql.Identifier(field.name),
            sql.SQL(SQL_TYPES[field.type]),
            sql.SQL("" if field.nullable else " NOT NULL"),
        )
        for field in schema
    )


def copy_table(cursor: Cursor, target: sql.Composable, table: pa.Table) -> None:
    """COPY an Arrow table into a PostgreSQL table, by column name; null stays NULL and "" stays empty."""
    copy_tables(cursor, target, table.schema, [table])


def copy_tables(cursor: Cursor, target: sql.Composable, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """COPY Arrow tables of one schema as they come, in one statement."""
    columns = _columns("{}", schema.names)
    options = pacsv.WriteOptions(include_header=False, batch_size=16_384)
    with cursor.copy(statement("staging/copy", target=target, columns=columns)) as copy:
        blocks = _CopyBlocks(copy)
        sink: Any = pa.PythonFile(blocks, mode="w")
        with pacsv.CSVWriter(sink, schema, write_options=options) as writer:
            for table in tables:
                # Arrow's CSV writer emits uninitialised bytes for an empty chunk (pyarrow 26).
                for chunk in table.to_batches():
                    if chunk.num_rows:
                        writer.write_batch(chunk)
        blocks.send()


class _CopyBlocks(io.RawIOBase):
    """A file for Arrow to write to: gathers blocks of about 1 MiB for COPY."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._pending = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pending += data
        if len(self._pending) >= COPY_BLOCK:
            self.send()
        return len(data)

    def send(self) -> None:
        """Hand over what has gathered."""
        self._copy.write(bytes(self._pending))
        self._pending.clear()


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
