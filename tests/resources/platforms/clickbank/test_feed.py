"""The marketplace feed as it is downloaded: a whole zip or nothing."""

from __future__ import annotations

import datetime as dt
import io
import logging
import struct
import zipfile
from typing import Any

import pytest

from resources.platforms.clickbank.client import ClickBankClient, connect
from resources.platforms.clickbank.errors import FeedUnread
from resources.platforms.clickbank.reading import catalogue
from resources.windows import Window
from tests.resources.platforms.clickbank.conftest import DENIED, FEED_PATH, configured
from tests.resources.platforms.clickbank.test_xml import catalog, category, site
from tests.resources.scripted import Answer, Script

TODAY = Window.closed(dt.date(2026, 3, 8), dt.date(2026, 3, 8))
XML = "marketplace_feed_v2.xml"
WHOLE = catalog(category("C", *(site(f"S{number}", Title="x" * 50) for number in range(2500)))).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def download(content: bytes, status: int = 200) -> Answer:
    return Answer(content, status, media_type="application/zip")


def pages(client: ClickBankClient) -> list[list[Any]]:
    return [list(page.records) for page in catalogue.pages(client, "marketplace", TODAY)]


def test_the_feed_is_read_without_a_key_in_pages_of_a_thousand(clickbank: Script) -> None:
    clickbank.will_answer(download(zipped({XML: WHOLE, "marketplace_feed_v2.dtd": b"<!ELEMENT Catalog (Category*)>"})))
    found = pages(connect(configured(clickbank.url), "no key"))
    assert [len(page) for page in found] == [1000, 1000, 500]
    (asked,) = clickbank.asked
    assert asked.path == FEED_PATH
    assert "Authorization" not in asked.headers


def test_forbidden_characters_are_said(
    client: ClickBankClient, clickbank: Script, caplog: pytest.LogCaptureFixture
) -> None:
    clickbank.will_answer(download(zipped({XML: catalog(category("C", site(Title="a\x00\x0b"))).encode()})))
    assert pages(client)[0][0]["Title"] == "a"
    assert caplog.record_tuples == [
        (
            "resources.platforms.clickbank.reading.catalogue",
            logging.WARNING,
            "clickbank marketplace feed of 2026-03-08: 2 characters that XML forbids",
        )
    ]


def declared_larger(content: bytes, size: int) -> bytes:
    """The archive with another size of its first file in both of its directories."""
    raw = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", raw, raw.index(signature) + offset, size)
    return bytes(raw)


def directory_elsewhere(content: bytes) -> bytes:
    """The archive with a directory that would begin before it does."""
    raw = bytearray(content)
    struct.pack_into("<I", raw, raw.rindex(b"PK\x05\x06") + 16, len(content) * 2)
    return bytes(raw)


def spoiled(content: bytes) -> bytes:
    middle = len(content) // 3
    return content[:middle] + bytes(50) + content[middle + 50 :]


GOOD = zipped({XML: WHOLE})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (download(b"<html>gone</html>"), "expected a sound zip, got 17 bytes"),
        (download(b""), "expected a sound zip, got 0 bytes"),
        (download(GOOD[: len(GOOD) // 2]), "expected a sound zip"),
        (download(spoiled(GOOD)), "expected a sound zip"),
        (download(zipped({XML: WHOLE[: len(WHOLE) // 2]})), "expected XML, got .*after site S"),
        (download(zipped({XML: catalog().encode()})), "expected sites, got none"),
        (download(zipped({"readme.txt": b"moved"})), "expected one XML file in the zip, got 0"),
        (download(zipped({XML: WHOLE, "b.xml": WHOLE})), "expected one XML file in the zip, got 2"),
        (download(declared_larger(GOOD, catalogue.LARGEST_XML + 1)), "expected at most 268435456 bytes of XML"),
        (download(declared_larger(GOOD, 100)), "expected a sound zip"),
        (download(directory_elsewhere(GOOD)), "expected a sound zip"),
        (Answer(b"Not found", 404, media_type="text/plain"), "HTTP 404: Not found"),
        (Answer(b"Oops", 500, media_type="text/plain"), "HTTP 500: Oops"),
        (DENIED, "HTTP 403: Access is denied"),
        (Answer(b"Who?", 401, media_type="text/plain"), "HTTP 401: Who"),
        (Answer(b"", 302, {"Location": "/"}), "got HTTP 302"),
    ],
)
def test_without_a_whole_feed_nothing_is_landed_and_the_error_says_what_stays(
    client: ClickBankClient, clickbank: Script, answer: Answer, reason: str
) -> None:
    clickbank.will_answer(answer)
    with pytest.raises(FeedUnread, match=reason) as caught:
        pages(client)
    said = str(caught.value)
    assert said.startswith("the catalogue as it was published before 2026-03-08 stays: that day's marketplace feed")
    assert "account=marketplace, window=2026-03-08..2026-03-08" in said
    assert not caught.value.waiting_helps


def test_a_feed_that_is_broken_once_is_downloaded_again(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(download(GOOD[:1000]), Answer(b"", 503), download(GOOD))
    assert sum(map(len, pages(client))) == 2500
    assert client.api_calls == 3
