"""`ops.backups` follows the object store, what killed runs left behind goes, and so does what was kept long enough."""

from __future__ import annotations

import datetime as dt
import logging

from resources.backup.databases import Database
from resources.backup.manifest import SUFFIX, Manifest, complete, find
from resources.errors import IntegrityError
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse

log = logging.getLogger(__name__)


def settle(owner: Warehouse, store: ObjectStore, database: Database, days: int) -> None:
    """Have nothing of a killed run in the store, and in ops.backups exactly the backups that are there.

    One whose manifest is damaged is left for a person to look at. Only while nobody else backs up this database.
    """
    if given_up := store.abort_uploads(database.prefix):
        log.warning("%d unfinished uploads of backups of %s were given up", given_up, database.name)
    whole = set(complete(store, database.prefix))
    halves = [item.key for item in store.list(database.prefix) if item.key.removesuffix(SUFFIX) not in whole]
    store.delete(halves, boundary="backup.sweep")
    known = {row["object_key"] for row in owner.fetch("backup/known", {"database": database.name})}
    for key in sorted(known - whole):
        log.warning("backup %s is gone from the object store", key)
        _forget(owner, key)
    for key in sorted(whole - known):
        try:
            record(owner, find(store, key), days)
        except IntegrityError as error:
            log.warning("%s", error)


def record(owner: Warehouse, manifest: Manifest, days: int) -> None:
    """Remember a backup; it may be deleted after `days` days."""
    owner.execute("backup/record", {**manifest.model_dump(exclude={"tables"}), "days": days}, boundary="backup.record")


def expire(owner: Warehouse, store: ObjectStore, database: Database, now: dt.datetime) -> list[str]:
    """Delete backups that were kept long enough, but for the newest and the newest that a drill restored; their keys.

    The manifest goes first: what a kill leaves is no backup any more.
    """
    keys = [row["object_key"] for row in owner.fetch("backup/expired", {"database": database.name, "now": now})]
    for key in keys:
        store.delete([key + SUFFIX], boundary="backup.unmark")
        store.delete([key], boundary="backup.expire")
        _forget(owner, key)
    return keys


def _forget(owner: Warehouse, key: str) -> None:
    owner.execute("backup/forget", {"key": key}, boundary="backup.forget")
