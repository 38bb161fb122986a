"""PostgreSQL's hash of a row, computed outside of PostgreSQL: `hash_record_extended(ROW(...), 0)` over Arrow columns.

What the archive holds is thereby compared with what PostgreSQL holds without loading it there again. The function is
the one that hash partitioning rests on, Bob Jenkins' lookup3 with PostgreSQL's constants, the same in versions 14 to 18
on every little-endian machine. Columns are hashed in the form in which they travel: integers, booleans, dates and
timestamps by value, everything else (amounts, too, with sign and scale) by its text.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute
Words: TypeAlias = npt.NDArray[np.uint32]
Hashes: TypeAlias = npt.NDArray[np.uint64]

BLOCK, THREADS = 12, 2
_START = (0x9E3779B9 + 3923095) & 0xFFFFFFFF
_DAYS_TO_2000 = 10_957
_MICROSECONDS_TO_2000 = _DAYS_TO_2000 * 86_400_000_000
_TAILS: Words = np.array([0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF], np.uint32)


def hash_sum(table: pa.Table) -> int:
    """The sum of the signed 64-bit hashes of a table's rows, exact."""
    hashes = np.zeros(table.num_rows, np.uint64)
    with ThreadPoolExecutor(THREADS) as beside:
        for column in beside.map(_of_chunks, table.columns):
            hashes = (hashes << np.uint64(5)) - hashes + column
    return exact_sum(hashes.view(np.int64))


def exact_sum(values: npt.NDArray[np.int64]) -> int:
    """The sum of 64-bit integers, beyond 64 bits."""
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def _of_chunks(column: pa.ChunkedArray[Any]) -> Hashes:
    chunks: list[Any] = column.chunks
    return _column(pa.concat_arrays(chunks or [pa.array([], column.type)]))


def _column(column: pa.Array[Any]) -> Hashes:
    """The hash of each value; 0 for null."""
    kind = column.type
    if pa.types.is_boolean(kind):
        hashes = _of_words(_filled(column.cast(pa.int32())).astype(np.uint32))
    elif pa.types.is_int64(kind):
        hashes = _of_long(_filled(column))
    elif pa.types.is_timestamp(kind):
        hashes = _of_long(_filled(column.cast(pa.int64())) - _MICROSECONDS_TO_2000)
    elif pa.types.is_date32(kind):
        hashes = _of_words((_filled(column.cast(pa.int32())) - _DAYS_TO_2000).astype(np.uint32))
    elif pa.types.is_integer(kind):
        hashes = _of_words(_filled(column).astype(np.int32).astype(np.uint32))
    else:
        hashes = _of_text(column.cast(pa.string()))
    if column.null_count:
        hashes[pc.is_null(column).to_numpy(zero_copy_only=False)] = 0
    return hashes


def _filled(column: pa.Array[Any]) -> npt.NDArray[Any]:
    filled = pc.fill_null(column, 0) if column.null_count else column
    values: npt.NDArray[Any] = filled.to_numpy(zero_copy_only=False)
    return values


def _of_long(values: npt.NDArray[np.int64]) -> Hashes:
    low, high = values.astype(np.uint32), (values >> 32).astype(np.uint32)
    return _of_words(low ^ np.where(values >= 0, high, ~high))


def _of_words(words: Words) -> Hashes:
    start = np.full(len(words), (_START + 4) & 0xFFFFFFFF, np.uint32)
    return _final(start + words, start.copy(), start.copy())


def _of_text(column: Any) -> Hashes:
    offsets, data = (memoryview(buffer or bytes(4)) for buffer in column.buffers()[1:])
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    content = np.concatenate([np.frombuffer(data, np.uint8), np.zeros(BLOCK, np.uint8)])
    return _of_bytes(content, ends[:-1].copy(), np.diff(ends))


def _of_bytes(content: npt.NDArray[np.uint8], at: npt.NDArray[np.int64], left: npt.NDArray[np.int64]) -> Hashes:
    """Hash the `left` bytes from `at` on; what is read beyond their ends is masked."""
    words: Words = np.ndarray((len(content) - 3,), np.dtype("<u4"), content.tobytes(), strides=(1,))
    a = left.astype(np.uint32) + np.uint32(_START)
    b, c = a.copy(), a.copy()
    longer = np.flatnonzero(left >= BLOCK)
    while longer.size:
        here = at[longer]
        a[longer], b[longer], c[longer] = _mix(
            a[longer] + words[here], b[longer] + words[here + 4], c[longer] + words[here + 8]
        )
        at[longer] += BLOCK
        left[longer] -= BLOCK
        longer = longer[left[longer] >= BLOCK]
    a += words[at] & _TAILS[np.clip(left, 0, 4)]
    b += words[at + 4] & _TAILS[np.clip(left - 4, 0, 4)]
    c += (words[at + 8] & _TAILS[np.clip(left - 8, 0, 4)]) << 8
    return _final(a, b, c)


def _turned(words: Words, bits: int) -> Words:
    return (words << np.uint32(bits)) | (words >> np.uint32(32 - bits))


def _mix(a: Words, b: Words, c: Words) -> tuple[Words, Words, Words]:
    for bits in (4, 6, 8, 16, 19, 4):
        a -= c
        a ^= _turned(c, bits)
        c += b
        a, b, c = b, c, a
    return a, b, c


def _final(a: Words, b: Words, c: Words) -> Hashes:
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c ^= b
        c -= _turned(b, bits)
        a, b, c = b, c, a
    a, b, c = c, a, b
    return (b.astype(np.uint64) << np.uint64(32)) | c
