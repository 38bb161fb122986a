"""The euro reference rates of the European Central Bank: the latest day, or every day since 1999.

https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NoReturn, TypeVar
from xml.parsers.expat import ExpatError, ParserCreate

import pyarrow as pa
import requests

from resources.errors import BadPage, RequestRejected, RetryableError
from resources.http import exchange
from resources.platforms.retry import Retry
from resources.zipped import ZipRefused, only_file

T = TypeVar("T")
Rate = tuple[dt.date, str, Decimal]

BASE = "EUR"
ABSENT = "N/A"
_COLUMNS: dict[str, pa.DataType] = {
    "date": pa.date32(),
    "base": pa.string(),
    "quote": pa.string(),
    "rate": pa.decimal128(24, 12),
}
RATES = pa.schema(_COLUMNS)
"""`rate` is the units of `quote` for one `base`."""

DEADLINE = 60.0
LARGEST_DOWNLOAD = 4 << 20
LARGEST_CSV = 8 << 20
"""Bytes; thirty years of rates take two."""
_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
_CODE = re.compile(r"[A-Z]{3}")


def daily(url: str, *, retry: Retry | None = None) -> pa.Table:
    """The latest day's rates, schema RATES, from `<url>/eurofxref-daily.xml`. Raises PlatformError."""
    return _read(f"{url}/eurofxref-daily.xml", parse_daily, retry or Retry())


def history(url: str, *, retry: Retry | None = None) -> pa.Table:
    """Every day's rates, schema RATES, from `<url>/eurofxref-hist.zip`. Raises PlatformError."""
    return _read(f"{url}/eurofxref-hist.zip", parse_history, retry or Retry())


def _read(url: str, parse: Callable[[bytes], pa.Table], retry: Retry) -> pa.Table:
    def once() -> pa.Table:
        with requests.Session() as session:
            reply = exchange(session, "GET", url, seconds=DEADLINE, where={"platform": "ecb"}, largest=LARGEST_DOWNLOAD)
        if reply.status >= 500 or reply.status == 429:
            raise RetryableError(f"expected HTTP 200 from {url}, got {reply.status}", platform="ecb")
        if reply.status != 200:
            raise RequestRejected(f"expected HTTP 200 from {url}, got {reply.status}", platform="ecb")
        return parse(reply.body)

    return retry(once)


def parse_daily(document: bytes) -> pa.Table:
    """The rates of the XML document, which may declare no entity. Raises BadPage."""
    days: list[dt.date] = []
    rates: list[Rate] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "Cube":
            return
        if "time" in attributes:
            days.append(_day(attributes["time"]))
        if "currency" in attributes:
            if not days:
                _bad("a rate below a day", f"{attributes['currency']} before any", "time")
            rates.append(_rate(days[-1], attributes["currency"], attributes.get("rate", "nothing")))

    def refuse(*_: object) -> None:
        _bad("XML without a document type", "one", "DOCTYPE")

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(document, True)
    except (ExpatError, LookupError, ValueError) as error:
        _bad("an XML document", f"{len(document)} bytes with {error}", "eurofxref-daily.xml")
    return _table(rates)


def parse_history(document: bytes) -> pa.Table:
    """The rates of the zipped CSV: a row a day, a column a currency, N/A where there is none. Raises BadPage."""
    lines = csv.reader(io.StringIO(_unzip(document)))
    try:
        header = [name.strip() for name in next(lines, [])]
        if header[:1] != ["Date"]:
            _bad("a first line that begins with Date", repr(header[:1])[:40], "eurofxref-hist.csv")
        return _table(rate for line in lines if line for rate in _rates_of(line, header))
    except csv.Error as error:
        return _bad("CSV", str(error), f"eurofxref-hist.csv, line {lines.line_num}")


def _rates_of(line: list[str], header: list[str]) -> Iterator[Rate]:
    if len(line) != len(header):
        _bad(f"{len(header)} cells as in the first line", f"{len(line)}", f"line of {line[0][:20]!r}")
    day = _day(line[0])
    for code, cell in zip(header[1:], line[1:], strict=True):
        if code and cell.strip() != ABSENT:
            yield _rate(day, code, cell.strip())


def _unzip(document: bytes) -> str:
    try:
        text = b"".join(only_file(document, ".csv", LARGEST_CSV))
    except ZipRefused as error:
        _bad(error.expected, error.got, "eurofxref-hist.zip")
    try:
        return text.decode("ascii")
    except UnicodeDecodeError:
        return _bad("ASCII text", "other bytes", "eurofxref-hist.csv")


def _day(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        return _bad("a day as YYYY-MM-DD", repr(text[:20]), "Date")


def _rate(day: dt.date, code: str, text: str) -> Rate:
    if not _CODE.fullmatch(code):
        _bad("an ISO 4217 code", repr(code[:20]), f"currency on {day}")
    if not _RATE.fullmatch(text) or not Decimal(text):
        _bad("a positive decimal with at most 12 places", repr(text[:20]), f"{code} on {day}")
    return day, code, Decimal(text)


def _table(rates: Iterator[Rate] | list[Rate]) -> pa.Table:
    rows = [{"date": day, "base": BASE, "quote": code, "rate": rate} for day, code, rate in rates]
    if not rows:
        _bad("rates", "none", "document")
    if len({(row["date"], row["quote"]) for row in rows}) != len(rows):
        _bad("each currency once a day", "one twice", "document")
    return pa.Table.from_pylist(rows, schema=RATES)


def _bad(expected: str, came: str, field: str) -> NoReturn:
    raise BadPage(f"expected {expected}, got {came}", platform="ecb", field=field)
