"""The application's records that a browser kept for it (localStorage), taken over into PostgreSQL and the object store.

An export is a JSON object of the store's keys. Values are text that holds JSON, as the browser keeps them, or JSON.
"""

from __future__ import annotations

from pathlib import Path

from resources.browser_store.backgrounds import take_background
from resources.browser_store.campaigns import MIGRATED, SAMPLE, V2, take_campaign
from resources.browser_store.drafts import KEY, take_drafts
from resources.browser_store.pictures import Pictures
from resources.browser_store.products import take_product
from resources.browser_store.report import Complaint, Place, Report
from resources.browser_store.taking import TakeOne, Taking, take_list
from resources.browser_store.text import Broken, members, read_export, unwrapped
from resources.browser_store.writing import Writer, tenant
from resources.object_store import ObjectStore
from resources.platforms.rows.values import shown
from resources.warehouse.connection import Warehouse

__all__ = ["Report", "import_export"]

SAMPLES = "sample_data"
LISTS: dict[str, tuple[str, str, TakeOne]] = {
    "products": ("products", MIGRATED, take_product),
    "campaigns": ("campaigns", MIGRATED, take_campaign),
    "saved_campaigns": ("campaigns", V2, take_campaign),
    "backgrounds": ("backgrounds", MIGRATED, take_background),
}
"""Kind, source and way of the keys that hold lists, products before the campaigns that are for them."""
SAMPLE_LISTS: dict[str, TakeOne] = {"products": take_product, "campaigns": take_campaign}


def import_export(warehouse: Warehouse, store: ObjectStore, path: Path, email: str, *, dry_run: bool = False) -> Report:
    """Take an export over for the user of an email address, and say what became of each record.

    Each record is whole in a transaction of its own, so an import that was killed goes on when it is repeated. A record
    is known again by user, source and the id it had in the browser: it is updated where it changed and never deleted.
    A dry run takes everything back and puts nothing into the object store.

    Raises:
        ConfigurationError: there is no such user, or the file is too large or no export.
    """
    owner = tenant(warehouse, email)
    currencies = frozenset(row["code"] for row in warehouse.fetch("fx/currencies"))
    writer = Writer(warehouse, owner, dry_run=dry_run)
    report = Report(dry_run)
    taking = Taking(writer, Pictures(store, owner.user_id, dry_run=dry_run), report, currencies)
    try:
        _take(taking, _members(taking, read_export(path), ""))
    finally:
        writer.close()
    return report


def _take(taking: Taking, stored: dict[str, str]) -> None:
    for key, (kind, source, take_one) in LISTS.items():
        if key in stored:
            take_list(taking, kind, source, key, stored[key], take_one)
    if SAMPLES in stored:
        _take_samples(taking, stored[SAMPLES])
    take_drafts(taking, stored)
    known = {*LISTS, SAMPLES}
    taking.report.ignored_keys += [key for key in stored if key not in known and not KEY.fullmatch(key)]


def _take_samples(taking: Taking, value: str) -> None:
    try:
        content = unwrapped(value)
        if not content.lstrip().startswith("{"):
            raise Broken(Complaint("", "an object with products and campaigns", shown(content.strip())))
    except Broken as error:
        taking.report.reject("export", Place(SAMPLES), error.complaints)
        return
    samples = _members(taking, content, SAMPLES)
    for name, take_one in SAMPLE_LISTS.items():
        if name in samples:
            take_list(taking, name, SAMPLE, f"{SAMPLES}.{name}", samples[name], take_one)


def _members(taking: Taking, content: str, key: str) -> dict[str, str]:
    found, broken = members(content)
    for complaint in broken:
        taking.report.reject("export", Place(key), [complaint])
    return found
