"""Own exchange rates from a file: columns date, base, quote, rate. Every value is read as text and never as float.

CSV (UTF-8, commas, a first line with the names) or Parquet, where `date` is a date or text, `rate` a decimal or text.
`rate` is the units of quote for one base; one of the two is EUR, because conversions go through it. Nothing of a file
is used unless all of it is good.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from resources.ecb import BASE, RATES
from resources.errors import AdwarehouseError, ConfigurationError
from resources.fx import COLUMNS, ECB
from resources.imports import parquet
from resources.imports.bounds import size_of

OWN = "own"
PLACES = Decimal(1).scaleb(-12)
LARGEST_FILE = 64 << 20
"""Bytes, unpacked too: every day of thirty years in thirty currencies takes ten."""
LARGEST = Decimal(10) ** 12
"""What numeric(24,12) holds."""
_EXACT = Context(prec=90)
_RATE = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?")
_SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,30}")
Cells = dict[str, str]


class RatesFileError(AdwarehouseError):
    """A file of rates that is not used: `line` (of a Parquet file the row, both from 1) and `column` say where."""

    def __init__(self, path: Path, line: int | None, column: str | None, expected: str, came: str) -> None:
        self.path, self.line, self.column = path, line, column
        where = [path.name, *([f"line {line}"] if line else []), *([f"column {column}"] if column else [])]
        super().__init__(f"{', '.join(where)}: expected {expected}, got {came}; nothing was loaded")


def source_name(text: str) -> str:
    """The name under which own rates are kept. Raises ConfigurationError for a bad one, and for the ECB's."""
    if text == ECB or not _SOURCE.fullmatch(text):
        raise ConfigurationError(
            f"source {text!r} cannot be that of a file; expected a small name such as {OWN}, and not {ECB}, "
            "which `adwarehouse rates read` keeps"
        )
    return text


def read(path: Path, currencies: Collection[str]) -> pa.Table:
    """A file's rates, schema `resources.ecb.RATES`, all with base EUR; a rate with quote EUR is inverted.

    Raises:
        RatesFileError: something in it is not as it must be.
    """
    match path.suffix.lower():
        case ".csv":
            lines = _csv(path)
        case ".parquet":
            lines = _parquet(path)
        case suffix:
            raise RatesFileError(path, None, None, "a .csv or .parquet file", repr(suffix))
    return _checked(path, lines, currencies)


def _csv(path: Path) -> Iterator[tuple[int, Cells]]:
    try:
        size_of(path, LARGEST_FILE)
        content = path.read_bytes()
    except OSError as error:
        raise RatesFileError(path, None, None, "a file of rates", _said(error)) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RatesFileError(path, line, None, "UTF-8", f"byte {content[error.start]:#x}") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        _check_names(path, names, 1)
        for cells in reader:
            if len(cells) not in (0, len(names)):
                raise RatesFileError(path, reader.line_num, None, f"{len(names)} cells", f"{len(cells)}")
            if cells:
                yield reader.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    except csv.Error as error:
        raise RatesFileError(path, reader.line_num, None, "CSV", str(error)) from None


def _parquet(path: Path) -> Iterator[tuple[int, Cells]]:
    try:
        schema = parquet.schema_of(path, LARGEST_FILE)
        _check_names(path, schema.names, None)
        _check_types(path, schema)
        rows = (row for batch in parquet.batches(path, schema, LARGEST_FILE) for row in batch.to_pylist())
        for number, row in enumerate(rows, 1):
            yield number, {name: "" if row[name] is None else _text(row[name]) for name in COLUMNS}
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise RatesFileError(path, None, None, "a Parquet file", _said(error)) from None


def _said(error: Exception) -> str:
    return str(error).splitlines()[0]


def _check_types(path: Path, schema: pa.Schema) -> None:
    for name in COLUMNS:
        kind = schema.field(name).type
        is_own = (pa.types.is_date(kind) and name == "date") or (pa.types.is_decimal(kind) and name == "rate")
        if not (is_own or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            typed = {"date": "a date or text", "rate": "a decimal or text, which are exact"}.get(name, "text")
            raise RatesFileError(path, None, name, typed, str(kind))


def _text(value: dt.date | Decimal | str) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


def _check_names(path: Path, names: list[str], line: int | None) -> None:
    if sorted(names) != sorted(COLUMNS):
        raise RatesFileError(path, line, None, f"the columns {', '.join(COLUMNS)}", ", ".join(names) or "none")


def _checked(path: Path, lines: Iterable[tuple[int, Cells]], currencies: Collection[str]) -> pa.Table:
    rates: dict[tuple[dt.date, str], tuple[int, Decimal]] = {}
    for number, cells in lines:
        line = _Line(path, number, cells)
        day, (currency, is_inverse) = line.day(), line.currency(currencies)
        if earlier := rates.get((day, currency)):
            line.bad(
                "quote" if not is_inverse else "base", f"one rate of {currency} a day, as line {earlier[0]} has it"
            )
        rates[day, currency] = number, line.rate(is_inverse)
    if not rates:
        raise RatesFileError(path, None, None, "rates", "none")
    rows = [
        {"date": day, "base": BASE, "quote": currency, "rate": rate} for (day, currency), (_, rate) in rates.items()
    ]
    return pa.Table.from_pylist(rows, schema=RATES)


@dataclass(frozen=True)
class _Line:
    path: Path
    number: int
    cells: Cells

    def bad(self, column: str, expected: str) -> NoReturn:
        raise RatesFileError(self.path, self.number, column, expected, repr(self.cells[column][:40]))

    def day(self) -> dt.date:
        try:
            return dt.datetime.strptime(self.cells["date"], "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            return self.bad("date", "a day as YYYY-MM-DD")

    def currency(self, known: Collection[str]) -> tuple[str, bool]:
        """The one that is not the euro, and whether the rate is its price in euros."""
        base, quote = self.cells["base"], self.cells["quote"]
        for column in ("base", "quote"):
            if self.cells[column] not in known:
                self.bad(column, "an ISO 4217 code of warehouse.currencies")
        if base == quote:
            self.bad("quote", f"another currency than {base}")
        if BASE not in (base, quote):
            self.bad(
                "base",
                f"{BASE} as base or quote, because conversions go through it (multiply a rate of {base} in {quote} by "
                f"that day's price of one {BASE} in {base}, and give it with base {BASE})",
            )
        return (base, True) if quote == BASE else (quote, False)

    def rate(self, is_inverse: bool) -> Decimal:
        """Units for one euro, exactly as given; an inverted one rounded to 12 places, half away from zero."""
        text = self.cells["rate"]
        value = Decimal(text) if _RATE.fullmatch(text) else None
        if not value or value >= LARGEST or value != (exact := value.quantize(PLACES, context=_EXACT)):
            self.bad("rate", "a positive decimal with at most 12 digits before and 12 after the point")
        if not is_inverse:
            return exact
        value = _EXACT.divide(Decimal(1), value).quantize(PLACES, ROUND_HALF_UP, context=_EXACT)
        if not 0 < value < LARGEST:
            self.bad("rate", f"a price in {BASE} whose inverse has 12 digits before and 12 after the point")
        return value
