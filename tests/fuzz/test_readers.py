"""Readers of bytes from outside: whatever comes, the answer is a value or an error of the product's own, and soon."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from resources import ecb, own_rates
from resources.browser_store.pictures import decoded
from resources.browser_store.values import Unfit
from resources.errors import AdwarehouseError
from resources.http import Reply
from resources.platforms.clickbank import ins
from resources.platforms.clickbank.guard import sound as clickbank_sound
from resources.platforms.clickbank.plain import UnexpectedShape
from resources.platforms.clickbank.reading.catalogue import read_feed
from resources.platforms.clickbank.reading.xml import Feed
from resources.platforms.meta.guard import sound as meta_sound
from resources.platforms.meta.usage import retry_after, usage
from resources.platforms.naver.guard import file
from resources.platforms.naver.guard import sound as naver_sound
from resources.platforms.naver.reading.tsv import AD, AD_CONVERSION, AD_DETAIL, is_cut_short, records
from resources.platforms.shopee.guard import sound as shopee_sound
from tests.fuzz.bent import VALUES, bytes_bent, explore
from tests.resources.browser_store.exports import GIF, JPEG, WEBP, data_url, png

EXAMPLES = [60, pytest.param(20_000, marks=[pytest.mark.thorough, pytest.mark.timeout(3_600)])]
WHERE: dict[str, Any] = {"platform": "test", "account": "1"}
FEED = (
    b'<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE Catalog SYSTEM "feed.dtd"><Catalog><Category><Name>A &amp; B'
    b"</Name><Site><Id>ONE</Id><PopularityRank>1</PopularityRank><Title><![CDATA[x]]>&eacute;&#233;</Title></Site>"
    b"<Category><Name>C</Name><Site><Id>TWO</Id><Gravity>12.5</Gravity></Site></Category></Category></Catalog>"
)
DAILY = (
    b'<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="x" xmlns="y"><Cube><Cube time="2026-02-27">'
    b'<Cube currency="USD" rate="1.0843"/><Cube currency="JPY" rate="161.2"/></Cube></Cube></e:Envelope>'
)
HISTORY = b"Date,USD,JPY,\n2026-02-27,1.0843,161.2,\n2026-02-26,1.0833,N/A,\n"
REPORT = b"20260226\tcmp-a\tgrp-a\tkw-a\tad-a\tbsn-a\t1\tM\t10\t1\t330\t12\t0\n"
ANSWER = json.dumps({"data": [{"id": "1", "spend": "1.5"}], "error": "", "response": {"more": False}}).encode()


def zipped(content: bytes, name: str) -> bytes:
    """A zip of one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def tsv(content: bytes) -> None:
    """A report of Naver: no line is lost."""
    text = content.decode("utf-8-sig", "replace")
    is_cut_short(text)
    for report in (AD, AD_DETAIL, AD_CONVERSION):
        found = list(records(report, dt.date(2026, 2, 26), text))
        assert len(found) == sum(line.removesuffix("\r") != "" for line in text.split("\n"))


def notification(content: bytes) -> None:
    """A ClickBank notification."""
    try:
        posted = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(posted, dict):
        ins.decrypt(posted, "SECRET")


def headers(content: bytes) -> None:
    """Whatever header a server sends."""
    text = content.decode("latin-1")
    told = {"Retry-After": text, "x-app-usage": text}
    assert (retry_after(told) or 0) >= 0
    usage(told)


def guards(content: bytes) -> None:
    """An answer of any platform, with any status."""
    for status in (200, 201, 204, 206, 400, 403, 429, 500):
        for kind in ("application/json", "text/html", ""):
            reply = Reply(status, {"Content-Type": kind}, content)
            for judge in (clickbank_sound, naver_sound, shopee_sound, file, _meta):
                try:
                    judge(reply, WHERE)
                except AdwarehouseError:
                    continue


def _meta(reply: Reply, where: dict[str, Any]) -> object:
    return meta_sound(reply, "data", where, ())


READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "feed": (FEED, lambda content: Feed().read([content[:50], content[50:]])),
    "zipped feed": (zipped(FEED, "feed.xml"), read_feed),
    "daily rates": (DAILY, ecb.parse_daily),
    "old rates": (zipped(HISTORY, "eurofxref-hist.csv"), ecb.parse_history),
    "old rates' text": (HISTORY, lambda content: ecb.parse_history(zipped(content, "a.csv"))),
    "report": (REPORT * 3, tsv),
    "notification": (json.dumps({"notification": "QUFB" * 32, "iv": "QUFB" * 5 + "QQ=="}).encode(), notification),
    "headers": (b'{"call_count": 28, "estimated_time_to_regain_access": 5}', headers),
    "date in headers": (b"Fri, 27 Feb 2026 10:00:00 GMT", headers),
    "answers": (ANSWER, guards),
    **{
        f"{kind} as data URL": (data_url(content, kind).encode(), lambda url: decoded(url.decode("utf-8", "replace")))
        for kind, content in {"image/png": png(2), "image/jpeg": JPEG, "image/gif": GIF, "image/webp": WEBP}.items()
    },
}


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize("name", READERS)
def test_whatever_comes_is_read_or_refused(name: str, examples: int) -> None:
    sound, read = READERS[name]

    def check(content: bytes) -> None:
        try:
            read(content)
        except (AdwarehouseError, UnexpectedShape, Unfit):
            return

    explore(bytes_bent(sound), check, examples)


@pytest.mark.parametrize("examples", EXAMPLES)
def test_whatever_a_notification_says_it_is_opened_or_refused(examples: int) -> None:
    def check(posted: dict[str, Any]) -> None:
        try:
            ins.decrypt(posted, "SECRET")
        except AdwarehouseError:
            return

    texts = st.binary(max_size=80).map(lambda content: base64.b64encode(content).decode()) | VALUES
    explore(st.fixed_dictionaries({}, optional={"notification": texts, "iv": texts}), check, examples)


RATES = b"date,base,quote,rate\n2026-02-27,EUR,USD,1.0843\n2026-02-26,USD,EUR,0.9223\n"


def parquet_of_rates() -> bytes:
    """A good file of rates."""
    made = io.BytesIO()
    pq.write_table(pa.table({"date": ["2026-02-27"], "base": ["EUR"], "quote": ["USD"], "rate": ["1.0843"]}), made)
    return made.getvalue()


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize(("name", "sound"), [("rates.csv", RATES), ("rates.parquet", parquet_of_rates())])
def test_a_file_of_rates_is_read_or_refused(tmp_path: Path, name: str, sound: bytes, examples: int) -> None:
    path = tmp_path / name

    def check(content: bytes) -> None:
        path.write_bytes(content)
        try:
            own_rates.read(path, {"EUR", "USD"})
        except AdwarehouseError:
            return

    explore(bytes_bent(sound), check, examples)
