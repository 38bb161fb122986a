"""The euro reference rates: from a scripted server, from the sandbox, and from documents that are wrong."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal

import pyarrow as pa
import pytest

from resources import ecb
from resources.clock import Clock
from resources.errors import BadPage, RequestRejected, RetryableError
from resources.platforms.retry import Retry
from sandbox import credentials
from sandbox.faults import Fault, Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from tests.resources.scripted import Answer, Script, Time, scripted

TODAY = dt.date(2026, 2, 28)
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time='{day}'>{rates}</Cube></Cube></gesmes:Envelope>"""


def document(rates: str = "<Cube currency='USD' rate='1.0837'/>", day: str = "2026-02-27") -> bytes:
    return ENVELOPE.format(day=day, rates=rates).encode()


def packed(text: str | bytes, name: str = "eurofxref-hist.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


def test_the_latest_day_is_read() -> None:
    rates = ecb.parse_daily(document("<Cube currency='USD' rate='1.0837'/><Cube currency='KRW' rate='1567.43'/>"))
    assert rates.schema == ecb.RATES
    assert rates.to_pylist() == [
        {"date": dt.date(2026, 2, 27), "base": "EUR", "quote": "USD", "rate": Decimal("1.0837")},
        {"date": dt.date(2026, 2, 27), "base": "EUR", "quote": "KRW", "rate": Decimal("1567.43")},
    ]


def test_the_history_is_read_and_what_is_not_available_is_absent() -> None:
    rates = ecb.parse_history(packed("Date,USD,CYP,\n2026-02-27,1.0837,N/A,\n1999-01-04, 1.1789,0.58231,\n"))
    assert [(str(row["date"]), row["quote"], str(row["rate"])) for row in rates.to_pylist()] == [
        ("2026-02-27", "USD", "1.083700000000"),
        ("1999-01-04", "USD", "1.178900000000"),
        ("1999-01-04", "CYP", "0.582310000000"),
    ]


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><Cube time="2026-02-27"><Cube currency="USD" rate="&a;"/></Cube>'


@pytest.mark.parametrize(
    ("parse", "body", "message"),
    [
        (ecb.parse_daily, b"", "expected an XML document, got 0 bytes"),
        (ecb.parse_daily, b"<html><body>", "expected an XML document, got 12 bytes"),
        (ecb.parse_daily, b"<Envelope/>", "expected rates, got none"),
        (ecb.parse_daily, BOMB, "expected XML without a document type"),
        (ecb.parse_daily, document(day="27.02.2026"), "expected a day as YYYY-MM-DD, got '27.02.2026'"),
        (ecb.parse_daily, document("<Cube currency='USD' rate='NaN'/>"), "got 'NaN'.*field=USD on 2026-02-27"),
        (ecb.parse_daily, document("<Cube currency='USD' rate='0'/>"), "expected a positive decimal"),
        (ecb.parse_daily, document("<Cube currency='USD' rate='-1'/>"), "expected a positive decimal"),
        (ecb.parse_daily, document("<Cube currency='usd' rate='1'/>"), "expected an ISO 4217 code, got 'usd'"),
        (ecb.parse_daily, document("<Cube currency='USD'/>"), "expected a positive decimal.*got 'nothing'"),
        (ecb.parse_daily, document("<Cube currency='USD' rate='1'/>" * 2), "expected each currency once a day"),
        (ecb.parse_daily, b"<Cube currency='USD' rate='1'/>", "expected a rate below a day, got USD before any"),
        (ecb.parse_history, b"PK nonsense", "expected a sound zip"),
        (ecb.parse_history, packed("Date,USD,\n2026-02-27,1.1,\n")[:-30], "expected a sound zip"),
        (ecb.parse_history, packed("x", "readme.txt"), "expected one CSV file in the zip, got 0"),
        (ecb.parse_history, packed(""), "expected a first line that begins with Date"),
        (ecb.parse_history, packed("Date,USD,\n2026-02-27,1.1\n"), "expected 3 cells as in the first line, got 2"),
        (ecb.parse_history, packed("Date,USD,\n2026-02-27,1e5,\n"), "got '1e5'.*field=USD on 2026-02-27"),
        (ecb.parse_history, packed(b"Date,USD,\n\xff"), "expected ASCII text"),
        (ecb.parse_history, packed(b" " * (ecb.LARGEST_CSV + 1)), "expected at most 8388608 bytes of CSV, got 8388609"),
    ],
)
def test_a_wrong_document_says_what_was_expected_and_what_came(
    parse: Callable[[bytes], pa.Table], body: bytes, message: str
) -> None:
    with pytest.raises(BadPage, match=message):
        parse(body)


def test_a_truncated_document_is_fetched_again(script: Script) -> None:
    time = Time()
    script.will_answer(Answer(document()[:-9]), Answer(b"", 503), Answer(document(), missing=3), Answer(document()))
    assert ecb.daily(script.url, retry=Retry(sleep=time.sleep)).num_rows == 1
    assert len(time.waits) == 3
    assert script.asked[0].path == "/eurofxref-daily.xml"


def test_a_page_that_is_not_there_is_not_asked_for_again(script: Script) -> None:
    script.will_answer(Answer(b"gone", 404))
    with pytest.raises(RequestRejected, match=r"expected HTTP 200 from http.*/eurofxref-hist.zip, got 404"):
        ecb.history(script.url)
    assert len(script.asked) == 1


def test_a_server_that_stays_down_is_an_error(script: Script) -> None:
    script.will_answer(Answer(b"", 500))
    with pytest.raises(RetryableError, match=r"expected HTTP 200 .*got 500"):
        ecb.daily(script.url, retry=Retry(sleep=Time().sleep))


def test_every_rate_of_the_sandbox_is_as_in_the_ledger() -> None:
    ledger, faults = Ledger.default(1), Faults()
    with serve(create_app(ledger, Clock(TODAY), credentials.issue(ledger), faults)) as url:
        faults.add(Fault("bad_gateway", times=1))
        daily, history = (read(f"{url}/ecb", retry=Retry(sleep=Time().sleep)) for read in (ecb.daily, ecb.history))
    truth = {(row["date"], row["currency"]): row["rate"] for row in ledger.rates(TODAY).to_pylist()}
    read = {(row["date"], row["quote"]): row["rate"] for row in history.to_pylist()}
    assert read == truth
    last = max(day for day, _ in truth)
    assert {(row["date"], row["quote"]): row["rate"] for row in daily.to_pylist()} == {
        key: rate for key, rate in truth.items() if key[0] == last
    }
