"""Landed pages to typed rows, block by block and column by column; single records only where a block or row fails."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.json as pj

from resources.errors import NOT_JSON
from resources.metrics import MONEY
from resources.platforms.base import ParseContext, Parsed, Reject
from resources.platforms.rows.lines import Lines, blocks, each
from resources.platforms.rows.records import Columns, Raw, judged, raw, source, typed
from resources.platforms.rows.rules import Rule
from resources.platforms.rows.values import Array, joined, nulled, pc

FEW_LINES = 64
_LARGEST = pa.scalar(Decimal(10**14 - 1), MONEY)


@dataclass(frozen=True)
class Shape:
    """How the records of a stream become its rows.

    `build` turns typed columns (by field) into the schema's; amounts may come wider than the schema's and are checked.
    `day` finds the day of a record that is refused.
    """

    schema: pa.Schema
    rules: tuple[Rule, ...]
    build: Callable[[Columns, int, ParseContext], Mapping[str, Array]]
    day: Callable[[Mapping[str, Any], ParseContext], dt.date | None] = lambda record, context: None


def parse(pages: Iterable[bytes], context: ParseContext, shape: Shape) -> Parsed:
    """Type every record of JSON-lines pages. Pure: the same pages and context give the same rows and rejects."""
    return gathered(shape.schema, (rows(block, context, shape) for block in blocks(pages)))


def gathered(schema: pa.Schema, parts: Iterable[Parsed]) -> Parsed:
    """Several parts as one."""
    tables, rejects = [schema.empty_table()], []
    for part in parts:
        tables.append(part.table)
        rejects += part.rejects
    return Parsed(pa.concat_tables(tables), rejects)


def rows(lines: Lines, context: ParseContext, shape: Shape) -> Parsed:
    """The rows of some lines, and the records that are refused. Lines that cannot be read by columns are halved."""
    columns = _by_columns(lines, shape)
    if columns is None:
        if len(lines) <= FEW_LINES:
            return _one_by_one(lines, context, shape)
        middle = len(lines) // 2
        return gathered(shape.schema, (rows(half, context, shape) for half in (lines[:middle], lines[middle:])))
    table, sound = _built(columns, lines, context, shape)
    if pc.all(sound, min_count=0).as_py():
        return Parsed(table)
    suspects = lines.filter(pc.invert(sound))
    return gathered(shape.schema, (Parsed(table.filter(sound)), _one_by_one(suspects, context, shape)))


def _by_columns(lines: Lines, shape: Shape) -> Raw | None:
    """The columns as Arrow reads them; None when one value is not of its type, or a line is no object."""
    if not pc.all(pc.starts_with(lines["text"], "{")).as_py():
        return None
    text = joined(lines["text"])
    read = pj.ReadOptions(use_threads=False, block_size=text.size + 1)
    fields = pj.ParseOptions(explicit_schema=pa.schema(source(shape.rules).fields), unexpected_field_behavior="ignore")
    try:
        lines["text"].cast(pa.string())
        buffer: Any = pa.BufferReader(text)
        table = pj.read_json(buffer, read, fields)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(lines):
        return None
    return raw(table.to_struct_array().combine_chunks(), shape.rules)


def _built(columns: Raw, lines: Lines, context: ParseContext, shape: Shape) -> tuple[pa.Table, Array]:
    """A row a line, and by row whether it is sound."""
    done, sound = typed(columns, shape.rules, context)
    made = {
        **shape.build(done, len(lines), context),
        "source_page": lines["source_page"],
        "source_line": lines["source_line"],
    }
    arrays = []
    for column in shape.schema:
        values = made[column.name]
        if pa.types.is_decimal(values.type):
            is_beyond = pc.fill_null(pc.greater(pc.abs(values), _LARGEST), False)
            values, sound = nulled(values, is_beyond), pc.and_(sound, pc.invert(is_beyond))
        arrays.append(values.cast(column.type))
    return pa.Table.from_arrays(arrays, schema=shape.schema), sound


def _one_by_one(lines: Lines, context: ParseContext, shape: Shape) -> Parsed:
    """Say what is wrong with each of the lines; those that are sound are typed after all."""
    places = list(each(lines))
    documents = [_decoded(line.text) for line in places]
    columns, complaints = judged(documents, shape.rules, context)
    table, sound = _built(columns, lines, context, shape)
    rejects = []
    for line, document, reasons, is_sound in zip(places, documents, complaints, sound.to_pylist(), strict=True):
        is_object = isinstance(document, dict)
        if not reasons and not is_sound:
            reasons.append("amounts: expected sums with at most 14 digits before the point, got more")
        if reasons:
            said = tuple(reasons) if is_object else (f"record: {reasons[0]}",)
            day = shape.day(document, context) if is_object else None
            rejects.append(Reject(line.page, line.number, said, line.text, day))
    return Parsed(table.filter(pa.array([not reasons for reasons in complaints], pa.bool_())), rejects)


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text.decode(), parse_float=Decimal)
    except NOT_JSON:
        return text
