"""How the records of a platform that only tests know are fetched and parsed: they are rows of the common types."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from resources.platforms.base import AccountInfo, Page, ParseContext, Parsed
from resources.windows import Window

Json = dict[str, Any]
ZONE, CURRENCY = "Asia/Singapore", "SGD"


@dataclass
class Stall:
    """A client that answers with the pages a test put there."""

    pages: list[list[Json]]
    api_calls: int = 0

    def describe(self, account_id: str) -> AccountInfo:
        """The shop."""
        return AccountInfo(account_id, "Shop", CURRENCY, ZONE, "NORMAL")


def fetch(client: Stall, account_id: str, window: Window) -> Iterator[Page]:
    """The pages, whatever the window."""
    return (Page(page) for page in client.pages)


def parser(schema: pa.Schema) -> Any:
    """Test sales are ignored; a record that says `more` adds to the quantity of the one before it."""

    def parse(pages: Iterable[bytes], context: ParseContext) -> Parsed:
        records = [
            {**json.loads(line), "source_page": number, "source_line": place}
            for number, page in enumerate(pages)
            for place, line in enumerate(page.splitlines())
        ]
        rows: list[Json] = []
        summed = 0
        for record in records:
            if "more" in record:
                rows[-1]["quantity"] += record["more"]
                summed += 1
            elif record.get("platform_type") != "TEST_SALE":
                rows.append(record)
        return Parsed(table(rows, schema), summed=summed, ignored=len(records) - len(rows) - summed)

    return parse


def table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows of plain or JSON values in a schema; what a row leaves out is null."""

    def column(field: pa.Field[Any]) -> Any:
        values = [row.get(field.name) for row in rows]
        if pa.types.is_timestamp(field.type) or pa.types.is_date(field.type):
            read = dt.datetime.fromisoformat if pa.types.is_timestamp(field.type) else dt.date.fromisoformat
            values = [read(value) if isinstance(value, str) else value for value in values]
        elif pa.types.is_decimal(field.type):
            values = [None if value is None else Decimal(value) for value in values]
        return pa.array(values, field.type)

    rows = list(rows)
    return pa.Table.from_arrays([column(field) for field in schema], schema=schema)
