"""The euro reference rates, in the ECB's two documents."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

from tests.sandbox.conftest import TODAY, Sandbox, Start


def history(sandbox: Sandbox) -> list[list[str]]:
    reply = sandbox.http.get(f"{sandbox.url}/ecb/eurofxref-hist.zip", timeout=5)
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        assert archive.namelist() == ["eurofxref-hist.csv"]
        return list(csv.reader(io.StringIO(archive.read("eurofxref-hist.csv").decode())))


def test_the_history_is_the_ledger_newest_first_with_a_trailing_comma(sandbox: Sandbox) -> None:
    header, *lines = history(sandbox)
    assert header[0] == "Date"
    assert header[-1] == ""
    assert [line[0] for line in lines] == sorted((line[0] for line in lines), reverse=True)
    got = {
        (dt.date.fromisoformat(line[0]), currency): Decimal(cell)
        for line in lines
        for currency, cell in zip(header[1:-1], line[1:-1], strict=True)
        if cell != "N/A"
    }
    rows = sandbox.ledger.rates(TODAY).to_pylist()
    assert got == {(row["date"], row["currency"]): row["rate"] for row in rows}
    assert not {"TWD", "VND"} & set(header)


def test_a_currency_without_a_rate_is_not_available(sandbox: Sandbox) -> None:
    header, newest, *_ = history(sandbox)
    assert newest[header.index("BGN")] == "N/A"


def test_the_daily_document_is_the_last_weekday_up_to_the_business_day(start: Start) -> None:
    sandbox = start(today=dt.date(2026, 3, 1))
    root = ElementTree.fromstring(sandbox.http.get(f"{sandbox.url}/ecb/eurofxref-daily.xml", timeout=5).text)
    cube = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
    (day,) = root.findall(f"{cube}/{cube}")
    assert day.get("time") == "2026-02-27"
    rates = {each.get("currency"): Decimal(str(each.get("rate"))) for each in day}
    rows = sandbox.ledger.rates(TODAY).to_pylist()
    assert rates == {row["currency"]: row["rate"] for row in rows if str(row["date"]) == "2026-02-27"}
