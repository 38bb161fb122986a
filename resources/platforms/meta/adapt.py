"""Landed pages to typed rows, page by page and column by column; single records only where a page or row fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.json as pj

from resources.platforms.base import ParseContext, Parsed, Reject
from resources.platforms.meta.rules import Array, Rule, day_in_window, pc, shown

Columns = Mapping[str, Array]

BLOCK_BYTES = 8 << 20
_UNREADABLE = "record: expected JSON that can be stored, got what no rule looks at and no column takes"
_ODD = (re.compile(rb"null"), re.compile(rb"\n[^{]"))


@dataclass(frozen=True)
class Shape:
    """How the records of a stream become its rows.

    `build` turns the typed columns (by field) into the schema's, and tells by row whether the fields agree with each
    other; `disagreements` says the same in words for one record that keeps every rule.
    """

    schema: pa.Schema
    rules: tuple[Rule, ...]
    build: Callable[[Columns, ParseContext], tuple[dict[str, Array], Array]]
    disagreements: Callable[[Mapping[str, Any], ParseContext], list[str]]
    day: str | None = None

    @property
    def source(self) -> pa.Schema:
        """The fields as JSON has them; others are ignored."""
        return pa.schema([pa.field(rule.field, rule.source) for rule in self.rules])


def parse(pages: Iterable[bytes], context: ParseContext, shape: Shape) -> Parsed:
    """Type every record of JSON-lines pages. Pure: the same pages and context give the same rows and rejects."""
    tables: list[pa.Table] = [shape.schema.empty_table()]
    rejects: list[Reject] = []
    for block in _blocks(pages):
        for table, refused in _block(block, context, shape):
            tables.append(table)
            rejects += refused
    return Parsed(pa.concat_tables(tables), rejects)


@dataclass(frozen=True)
class _Lines:
    """Some lines of JSON, and for each the page and line it came from."""

    text: bytes
    pages: Any
    lines: Any


def _blocks(pages: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered pages, gathered until they are worth a columnar step."""
    block: list[tuple[int, bytes]] = []
    size = 0
    for number, page in enumerate(pages):
        block.append((number, page))
        size += len(page)
        if size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _block(
    block: Sequence[tuple[int, bytes]], context: ParseContext, shape: Shape
) -> list[tuple[pa.Table, list[Reject]]]:
    """A block that cannot be read by columns is halved down to its pages; of those, records are read one by one."""
    text = b"".join(page if page.endswith(b"\n") or not page else page + b"\n" for _, page in block)
    lines = _numbered(text, block) if _is_plain(text) else None
    whole = _columns(lines, context, shape) if lines is not None else None
    if lines is None or whole is None:
        if len(block) > 1:
            middle = len(block) // 2
            return _block(block[:middle], context, shape) + _block(block[middle:], context, shape)
        ((number, page),) = block
        records = [(number, line, record) for line, record in enumerate(page.splitlines())]
        return [_one_by_one(records, context, shape)]
    table, holds = whole
    suspects = np.flatnonzero(~holds.to_numpy(zero_copy_only=False))
    if not suspects.size:
        return [(table, [])]
    places = [(int(lines.pages[each]), int(lines.lines[each])) for each in suspects]
    concerned = {page for page, _ in places}
    split = {number: page.splitlines() for number, page in block if number in concerned}
    records = [(page, line, split[page][line]) for page, line in places]
    return [(table.filter(holds), []), _one_by_one(records, context, shape)]


def _numbered(text: bytes, block: Sequence[tuple[int, bytes]]) -> _Lines:
    counts = [page.count(b"\n") + (not page.endswith(b"\n") and page != b"") for _, page in block]
    return _Lines(
        text,
        np.repeat([number for number, _ in block], counts),
        np.concatenate([np.arange(count) for count in counts]),
    )


def _one_by_one(
    records: Sequence[tuple[int, int, bytes]], context: ParseContext, shape: Shape
) -> tuple[pa.Table, list[Reject]]:
    """Say what is wrong with each of the records (page, line, bytes); those that are sound are typed after all."""
    sound: list[tuple[int, int, str]] = []
    rejects: list[Reject] = []
    day = None
    for page, line, text in records:
        record, reasons, day = _judge(text, context, shape)
        if reasons:
            rejects.append(Reject(page, line, tuple(reasons), text, day))
        else:
            known = {name: record[name] for name in shape.source.names if record.get(name) is not None}
            sound.append((page, line, json.dumps(known)))
    pages, lines, texts = zip(*sound, strict=True) if sound else ((), (), ())
    typed = _columns(_Lines("\n".join(texts).encode(), np.array(pages), np.array(lines)), context, shape)
    if typed is not None and pc.all(typed[1], min_count=0).as_py():
        return typed[0], rejects
    if len(records) == 1:
        ((page, line, text),) = records
        return shape.schema.empty_table(), [Reject(page, line, (_UNREADABLE,), text, day)]
    middle = len(records) // 2
    halves = [_one_by_one(half, context, shape) for half in (records[:middle], records[middle:])]
    return pa.concat_tables([table for table, _ in halves]), [each for _, refused in halves for each in refused]


def _is_plain(text: bytes) -> bool:
    """Whether Arrow reads the text as we do: an object a line, UTF-8, no null that it would take for absence."""
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError:
            return False
    return text[:1] in (b"{", b"") and b"\r" not in text and not any(odd.search(text) for odd in _ODD)


def _columns(lines: _Lines, context: ParseContext, shape: Shape) -> tuple[pa.Table, Array] | None:
    """The rows and by row whether it is sound; None when the text cannot be read by columns."""
    if not lines.text:
        return shape.schema.empty_table(), pa.array([], pa.bool_())
    try:
        raw = pj.read_json(
            BytesIO(lines.text),
            pj.ReadOptions(use_threads=False, block_size=len(lines.text) + 1),
            pj.ParseOptions(explicit_schema=shape.source, unexpected_field_behavior="ignore"),
        )
        if raw.num_rows != len(lines.lines):
            return None
        sound = pa.array(np.ones(raw.num_rows, bool))
        typed = {}
        for rule in shape.rules:
            typed[rule.field], fits = rule.column(_single(raw[rule.field]), context)
            sound = pc.and_(sound, fits)
        columns, agree = shape.build(typed, context)
    except pa.ArrowInvalid:
        return None
    columns |= {"source_page": pa.array(lines.pages), "source_line": pa.array(lines.lines)}
    arrays = [columns[field.name].cast(field.type) for field in shape.schema]
    return pa.Table.from_arrays(arrays, schema=shape.schema), pc.and_(sound, agree)


def _single(column: pa.ChunkedArray[Any]) -> Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _judge(line: bytes, context: ParseContext, shape: Shape) -> tuple[dict[str, Any], list[str], Any]:
    """The record, what is wrong with it, and its day if it has one inside the window."""
    try:
        record = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        return {}, [f"record: expected a JSON object, got {type(error).__name__}: {shown(line)}"], None
    if not isinstance(record, dict):
        return {}, [f"record: expected a JSON object, got {shown(record)}"], None
    reasons = [reason for rule in shape.rules if (reason := rule.reason(record, context))]
    day = day_in_window(record.get(shape.day), context) if shape.day else None
    return record, reasons or shape.disagreements(record, context), day
