"""Feeds, zips and answers of platforms that would fill memory or time are refused by name, limit and what came."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests

from resources import ecb
from resources.errors import BadPage
from resources.http import Reply, exchange
from resources.platforms.base import is_figure
from resources.platforms.clickbank.guard import sound as clickbank_sound
from resources.platforms.clickbank.plain import UnexpectedShape
from resources.platforms.clickbank.reading.catalogue import read_feed
from resources.platforms.meta.guard import sound as meta_sound
from resources.platforms.naver.guard import UnexpectedShape as UnexpectedShapeOfNaver
from resources.platforms.naver.guard import sound as naver_sound
from resources.platforms.naver.reading.totals import figure as naver_figure
from resources.platforms.shopee.guard import sound as shopee_sound
from resources.zipped import LARGEST_RATIO
from tests.fuzz.test_readers import zipped
from tests.resources.scripted import Answer, Script, scripted

MEGABYTE = 1 << 20
WHERE: dict[str, Any] = {"platform": "test", "account": "1001"}


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (b"<Catalog>" + b" " * (20 * MEGABYTE) + b"</Catalog>", f"XML of at most {LARGEST_RATIO} times its zip"),
        (b"<Catalog>" + b"<Category>" * 100, "at most 64 elements within each other"),
        (b"<!DOCTYPE Catalog [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><Catalog/>", "no declared entities, got a"),
        (b"<!DOCTYPE Catalog [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Catalog/>", "no declared entities, got a"),
        (b"<!DOCTYPE Catalog [<!ENTITY % a SYSTEM 'http://127.0.0.1/'> %a;]><Catalog/>", "no declared entities"),
    ],
)
def test_a_feed_that_grows_is_refused(xml: bytes, said: str) -> None:
    with pytest.raises(UnexpectedShape, match=f"feed: expected {said}"):
        read_feed(zipped(xml, "feed.xml"))


def test_a_feed_of_few_bytes_that_repeats_a_long_name_is_refused() -> None:
    sites = b"".join(b"<Site><Id>S%d</Id></Site>" % number for number in range(6_000))
    noise = bytes(65 + number * number % 26 for number in range(100_000))
    xml = b"<Catalog><Category><Name>" + noise + b"</Name>" + sites + b"</Category></Catalog>"
    with pytest.raises(UnexpectedShape, match="at most 536870912 bytes"):
        read_feed(zipped(xml, "feed.xml"))


def test_a_reference_to_a_file_is_not_followed() -> None:
    xml = (
        b"<!DOCTYPE Catalog SYSTEM 'file:///etc/passwd'><Catalog><Category><Site><Id>A</Id></Site></Category></Catalog>"
    )
    assert [site["Id"] for site in read_feed(zipped(xml, "feed.xml")).sites] == ["A"]


@pytest.mark.parametrize(
    ("name", "method", "said"), [("a.csv", 14, "a zip that is deflated, got method 14"), ("a.txt", 8, "one CSV file")]
)
def test_a_zip_packed_in_another_way_is_refused(name: str, method: int, said: str) -> None:
    content = bytearray(zipped(b"Date,USD\n", name))
    for place in (8, content.index(b"PK\x01\x02") + 10):
        content[place : place + 2] = struct.pack("<H", method)
    with pytest.raises(BadPage, match=said):
        ecb.parse_history(bytes(content))


@pytest.fixture
def script() -> Iterator[Script]:
    """A server that answers what it is told to."""
    with scripted() as script:
        yield script


BOMB = gzip.compress(bytes(300 * MEGABYTE))


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        ("gzip", BOMB, "expected at most 67108864 bytes, got more"),
        ("gzip, gzip", gzip.compress(BOMB), "expected an answer as gzip or deflate or identity, got gzip, gzip"),
        ("br", b"\x1b\x00\x00", "expected an answer as gzip or deflate or identity, got br"),
    ],
)
def test_an_answer_that_unpacks_to_much_is_refused(script: Script, encoding: str, body: bytes, said: str) -> None:
    script.will_answer(Answer(body, headers={"Content-Encoding": encoding}))
    with requests.Session() as session, pytest.raises(BadPage, match=said):
        exchange(session, "GET", script.url, seconds=60.0, where=WHERE)


JSON = {
    "a million digits": b'{"data": [], "response": {}, "n": ' + b"9" * 1_000_000 + b"}",
    "a million levels": b"[" * 1_000_000,
    "a million objects deep": b'{"data":' * 1_000_000,
}
GUARDS: dict[str, Callable[[Reply], Any]] = {
    "meta": lambda reply: meta_sound(reply, "data", WHERE, ()),
    "naver": lambda reply: naver_sound(reply, WHERE),
    "clickbank": lambda reply: clickbank_sound(reply, WHERE),
    "shopee": lambda reply: shopee_sound(reply, WHERE),
}


@pytest.mark.parametrize("body", JSON)
@pytest.mark.parametrize("platform", GUARDS)
def test_an_answer_too_deep_or_with_too_many_digits_is_no_answer(platform: str, body: str) -> None:
    with pytest.raises(BadPage, match=r"JSON.*platform=test, account=1001"):
        GUARDS[platform](Reply(200, {"Content-Type": "application/json"}, JSON[body]))


@pytest.mark.parametrize("value", [Decimal("1e999999"), Decimal("NaN"), Decimal("-Infinity"), 10**15, Decimal("1e308")])
def test_a_total_that_no_account_has_is_none(value: Decimal | int) -> None:
    assert not is_figure(value)
    if isinstance(value, int) or value.is_finite():
        with pytest.raises(UnexpectedShapeOfNaver, match="cost: expected a number of at most 15 digits, got 1"):
            naver_figure({"cost": value}, "cost")
