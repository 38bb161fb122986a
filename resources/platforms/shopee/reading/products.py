"""The whole catalogue of a shop as it stands. https://open.shopee.com/documents/v2/v2.product"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from resources.platforms.base import Page
from resources.platforms.shopee.client import ShopeeClient
from resources.platforms.shopee.errors import NotFound
from resources.platforms.shopee.guard import Document, member, objects
from resources.platforms.shopee.reading.paging import Mark, batches, by_id, read_list
from resources.platforms.shopee.signing import PLATFORM
from resources.windows import Window

ITEMS = "/api/v2/product/get_item_list"
BASE_INFO = "/api/v2/product/get_item_base_info"
EXTRA_INFO = "/api/v2/product/get_item_extra_info"
MODELS = "/api/v2/product/get_model_list"
STATUSES = ("NORMAL", "BANNED", "UNLIST", "REVIEWING", "SELLER_DELETE", "SHOPEE_DELETE")
PAGE_SIZE = 100
ITEMS_AT_ONCE = 50


def pages(client: ShopeeClient, account_id: str, window: Window) -> Iterator[Page]:
    """Base info of every item with `extra`, its counters, and `models`, where it has any, beside it.

    Of an item without base info the record is what the list says about it.
    """
    listed = _listed(client, account_id, window)
    ask_base, ask_extra = (partial(_infos, client, account_id, window, path) for path in (BASE_INFO, EXTRA_INFO))
    for ids in batches(list(listed), ITEMS_AT_ONCE):
        records, missing = by_id(ids, ask_base, "item_id")
        counters = {str(extra.get("item_id")): extra for extra in by_id(ids, ask_extra, "item_id")[0]}
        for record in records:
            item_id = str(record.get("item_id"))
            if item_id in counters:
                record["extra"] = counters[item_id]
            if record.get("has_model") is True:
                record["models"] = _models(client, account_id, window, item_id)
        yield Page([*records, *(listed[each] for each in missing)])


def _listed(client: ShopeeClient, account_id: str, window: Window) -> dict[str, Document]:
    """The list's entries by item id, those of deleted items included."""

    def ask(offset: Mark) -> tuple[list[Document], Mark | None]:
        params = {"offset": offset, "page_size": PAGE_SIZE, "item_status": STATUSES}
        return client.ask(ITEMS, params, _item_page, account=account_id, window=window)

    where = {"platform": PLATFORM, "account": account_id, "window": window}
    return {str(entry["item_id"]): entry for page in read_list(ask, 0, "item_id", where) for entry in page}


def _item_page(document: Document) -> tuple[list[Document], Mark | None]:
    response = member(document, "response", dict)
    entries = objects({"item": [], **response}, "item")
    for entry in entries:
        member(entry, "item_id", int)
    return entries, member(response, "next_offset", int) if member(response, "has_next_page", bool) else None


def _infos(client: ShopeeClient, account_id: str, window: Window, path: str, ids: Sequence[str]) -> list[Document]:
    try:
        return client.ask(path, {"item_id_list": ",".join(ids)}, _item_list, account=account_id, window=window)
    except NotFound:
        return []


def _item_list(document: Document) -> list[Document]:
    return objects({"item_list": [], **member(document, "response", dict)}, "item_list")


def _models(client: ShopeeClient, account_id: str, window: Window, item_id: str) -> list[Document]:
    try:
        return client.ask(MODELS, {"item_id": item_id}, _model_list, account=account_id, window=window)
    except NotFound:
        return []


def _model_list(document: Document) -> list[Document]:
    return objects(member(document, "response", dict), "model")
