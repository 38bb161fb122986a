"""The marketplace feed, which ClickBank rebuilds once a day: a zip of one XML file and its document type."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from resources.errors import PlatformError
from resources.platforms.base import Page
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.errors import FeedUnread
from resources.platforms.clickbank.network import PLATFORM
from resources.platforms.clickbank.plain import UnexpectedShape
from resources.platforms.clickbank.reading.xml import Feed
from resources.windows import Window

log = logging.getLogger(__name__)

LARGEST_XML = 256 << 20
SITES_A_PAGE = 1000
_PIECE = 1 << 20


def pages(client: ClickBankClient, account_id: str, window: Window) -> Iterator[Page]:
    """Every site once: its fields as text, all its `categories` ("Category > Subcategory") and the first `category`.

    Raises:
        FeedUnread: there is no whole feed; nothing of it is landed, so the catalogue stays as it was last published.
    """
    try:
        feed = client.feed(_read, {"platform": PLATFORM})
    except PlatformError as error:
        raise FeedUnread(
            f"the catalogue as it was published before {window.last} stays: that day's marketplace feed could not be "
            f"read: {error}",
            platform=PLATFORM,
            account=account_id,
            window=window,
        ) from None
    if feed.stripped:
        log.warning("clickbank marketplace feed of %s: %d characters that XML forbids", window.last, feed.stripped)
    for start in range(0, len(feed.sites), SITES_A_PAGE):
        yield Page(feed.sites[start : start + SITES_A_PAGE])


def _read(content: bytes) -> Feed:
    feed = Feed()
    try:
        feed.read(_unpacked(content))
    except UnexpectedShape:
        raise
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnexpectedShape(f"feed: expected a sound zip, got {len(content)} bytes: {error}") from None
    if not feed.sites:
        raise UnexpectedShape("feed: expected sites, got none")
    return feed


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The XML file of a zip, in pieces. Its declared size is a bound: no more than that is ever unpacked."""
    with ZipFile(BytesIO(content)) as archive:
        files = [file for file in archive.infolist() if file.filename.lower().endswith(".xml")]
        if len(files) != 1:
            raise UnexpectedShape(f"feed: expected one XML file in the zip, got {len(files)}")
        if files[0].file_size > LARGEST_XML:
            raise UnexpectedShape(f"feed: expected at most {LARGEST_XML} bytes of XML, got {files[0].file_size}")
        with archive.open(files[0]) as file:
            while piece := file.read(_PIECE):
                yield piece
