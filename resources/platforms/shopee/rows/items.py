"""The items of orders and returns: what they add up to, and what they are as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from resources.platforms.rows.records import Elements
from resources.platforms.rows.values import Array, pc

_ANY_INTEGER, _WHOLE = pa.decimal128(19, 0), pa.decimal128(16, 0)
_WIDE = pa.decimal128(38, 6)


Parts = Mapping[str, Array]
"""Columns of items: item_id, model_id, sku, item_name, model_name, quantity, original_price, unit_price."""


def summed(elements: Elements, parts: Parts, rows: int) -> dict[str, Array]:
    """By row: quantity, items_amount (wider than an amount may be), and items: a JSON array of parts and amounts."""
    amount = pc.multiply(parts["unit_price"], parts["quantity"].cast(_ANY_INTEGER).cast(_WHOLE)).cast(_WIDE)
    return {
        "quantity": _totals(elements, parts["quantity"], rows),
        "items_amount": _totals(elements, amount, rows),
        "items": _as_json(elements, {**parts, "amount": amount}, rows),
    }


def _totals(elements: Elements, values: Array, rows: int) -> Array:
    """The sum of a column by row; 0 where there are no elements."""
    sums = elements.sums(values, rows)
    return pc.fill_null(sums, pa.scalar(Decimal(0) if pa.types.is_decimal(sums.type) else 0, sums.type))


def _as_json(elements: Elements, parts: Parts, rows: int) -> Array:
    """By row a JSON array of objects. Text and decimals become strings, decimals without trailing zeros."""
    words: list[Any] = []
    for name, values in parts.items():
        words += [f'{", " if words else "{"}"{name}": ', pc.fill_null(_literals(values), "null")]
    objects = pc.binary_join_element_wise(*words, "}", "")
    lists = pa.ListArray.from_arrays(_offsets(elements.parents, rows), objects)
    return pc.binary_join_element_wise("[", pc.binary_join(lists, ", "), "]", "")


def _literals(values: Array) -> Array:
    """JSON literals; each distinct text is written once."""
    if pa.types.is_integer(values.type):
        return values.cast(pa.string())
    if pa.types.is_decimal(values.type):
        plain = pc.utf8_rtrim(pc.utf8_rtrim(values.cast(pa.string()), "0"), ".")
        return pc.binary_join_element_wise('"', plain, '"', "")
    encoded = values.dictionary_encode()
    words = [json.dumps(word, ensure_ascii=False) for word in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def _offsets(parents: Array, rows: int) -> Array:
    """Where the elements of each row begin, and where those of the last one end."""
    return pa.array(np.searchsorted(parents.to_numpy(), np.arange(rows + 1)), pa.int32())
