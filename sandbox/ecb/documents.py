"""The two documents: the latest day as XML, every day as a zipped CSV."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa

Days = dict[dt.date, dict[str, Decimal]]

CSV_NAME = "eurofxref-hist.csv"
ABSENT = "N/A"
_XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" \
xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
\t\t<Cube time='{day}'>
{rates}
\t\t</Cube>
\t</Cube>
</gesmes:Envelope>
"""


def by_day(rates: pa.Table) -> Days:
    """Rows of the ledger's `rates` as {day: {currency: rate}}."""
    days: Days = {}
    for row in rates.to_pylist():
        days.setdefault(row["date"], {})[row["currency"]] = row["rate"]
    return days


def daily(days: Days) -> str:
    """The latest day. Raises ValueError when there is none."""
    day = max(days)
    lines = [f"\t\t\t<Cube currency='{name}' rate='{_plain(rate)}'/>" for name, rate in sorted(days[day].items())]
    return _XML.format(day=day, rates="\n".join(lines))


def history(days: Days) -> bytes:
    """Every day, newest first; a currency without a rate that day is N/A; every line ends in a comma."""
    currencies = sorted({currency for rates in days.values() for currency in rates})
    lines = [",".join(("Date", *currencies, ""))]
    lines += [",".join((str(day), *_cells(days[day], currencies), "")) for day in sorted(days, reverse=True)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CSV_NAME, "\n".join(lines) + "\n")
    return buffer.getvalue()


def _cells(rates: Mapping[str, Decimal], currencies: list[str]) -> list[str]:
    return [_plain(rates[currency]) if currency in rates else ABSENT for currency in currencies]


def _plain(rate: Decimal) -> str:
    return format(rate.normalize(), "f")
