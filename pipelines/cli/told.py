"""What a ledger tells as tables in the words of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute

from resources.platforms.rows.values import nulled

pc: Any = pyarrow.compute
Column: TypeAlias = Any
"""An Arrow column, or one value for every row."""
Account: TypeAlias = Mapping[str, Any]


def table(schema: pa.Schema, rows: int, account: Account, columns: Mapping[str, Column]) -> pa.Table:
    """Columns of an account by name in a schema that begins with platform and account_id; all must be there."""
    filled = {"platform": account["platform"], "account_id": account["account_id"], **columns}
    values = [filled[field.name] for field in schema]
    return pa.table(
        [
            each.cast(field.type)
            if isinstance(each, pa.Array | pa.ChunkedArray)
            else pa.repeat(pa.scalar(each, field.type), rows)
            for field, each in zip(schema, values, strict=True)
        ],
        schema=schema,
    )


def said(words: Column) -> Column:
    """Text, null where there is none."""
    return nulled(words, pc.equal(words, ""))


def plain(column: Column) -> Column:
    """In one piece."""
    return column.combine_chunks()
