"""The marketplace feed, which ClickBank rebuilds once a day: a zip of one XML file and its document type."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from resources.errors import PlatformError
from resources.platforms.base import Page
from resources.platforms.clickbank.client import ClickBankClient
from resources.platforms.clickbank.errors import FeedUnread
from resources.platforms.clickbank.network import PLATFORM
from resources.platforms.clickbank.plain import UnexpectedShape
from resources.platforms.clickbank.reading.xml import Feed
from resources.windows import Window
from resources.zipped import ZipRefused, only_file

log = logging.getLogger(__name__)

LARGEST_XML = 256 << 20
SITES_A_PAGE = 1000


def pages(client: ClickBankClient, account_id: str, window: Window) -> Iterator[Page]:
    """Every site once: its fields as text, all its `categories` ("Category > Subcategory") and the first `category`.

    Raises:
        FeedUnread: there is no whole feed; nothing of it is landed, so the catalogue stays as it was last published.
    """
    try:
        feed = client.feed(read_feed, {"platform": PLATFORM})
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


def read_feed(content: bytes) -> Feed:
    """The feed in a zip. Raises UnexpectedShape."""
    feed = Feed()
    try:
        feed.read(only_file(content, ".xml", LARGEST_XML))
    except ZipRefused as error:
        raise UnexpectedShape(f"feed: {error}") from None
    if not feed.sites:
        raise UnexpectedShape("feed: expected sites, got none")
    return feed
