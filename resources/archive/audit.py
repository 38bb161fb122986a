"""Looks at the archive after the fact: what is served is there, unchanged, and nothing else is.

A look reads one object a month again, another one each week, and sees by listing that the others exist in their size. A
deep look reads everything and counts it. Memory is bounded by one object.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zlib import crc32

from resources.archive import manifest as manifests
from resources.archive import readback
from resources.archive.content import Content, summarise
from resources.archive.manifest import ArchivedObject, Manifest
from resources.archive.months import TableMonth
from resources.archive.recount import content_of
from resources.errors import IntegrityError
from resources.object_store import ObjectStore, StoredObject
from resources.warehouse import inventory
from resources.warehouse.connection import Warehouse

SUBJECT = "archive"
"""In ops.health."""
ROOT = "archive/"
GRACE = dt.timedelta(days=1)
"""An export that is running has objects before it has a manifest."""
SHOWN = 20
_PLACE = re.compile(r"archive/([^/]+)/year=(\d{4})/month=(\d{2})/")


@dataclass(frozen=True)
class Finding:
    """An object, or all of a month's (by their prefix), that is not what it should be. `month` is `2025-09`."""

    table: str
    month: str
    key: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.table} of {self.month}: {self.key}: expected {self.expected}, got {self.found}"


@dataclass
class Audit:
    """A look: how many months and objects there are, how many objects and bytes were read, and what is wrong."""

    is_deep: bool
    months: int = 0
    objects: int = 0
    read: int = 0
    bytes: int = 0
    findings: list[Finding] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.months} months in {self.objects} objects, {self.read} of them read ({self.bytes:,} bytes"
            f"{', every row counted' if self.is_deep else ''}): {len(self.findings)} findings"
        )


@dataclass(frozen=True)
class Scope:
    """Which months are looked at: of one table, of one month (its first day), or all."""

    table: str | None = None
    month: dt.date | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing is left out."""
        return self.table is None and self.month is None

    def covers(self, key: str) -> bool:
        """An object is of one of these months; one that belongs nowhere is only of all of them."""
        table, label = _place(key)
        return (self.table in (None, table)) and (self.month is None or f"{self.month:%Y-%m}" == label)


def audit(
    warehouse: Warehouse, store: ObjectStore, now: dt.datetime, scope: Scope | None = None, *, is_deep: bool = False
) -> Audit:
    """Look at the months that the archive serves, and keep what was found in ops.health.

    Only a deep look at everything can say that damage is over: after one that found any, a look at everything is deep
    whatever was asked for, and a look at a part is kept only when it finds some.
    """
    scope = scope or Scope()
    is_deep = is_deep or (scope.is_whole and _was_damaged(warehouse))
    look = _Look(warehouse, store, now, scope, Audit(is_deep))
    result = look.run()
    if scope.is_whole or result.findings:
        shown = "\n".join([str(result), *map(str, result.findings[:SHOWN])])
        inventory.record(warehouse, SUBJECT, not result.findings, shown, len(result.findings))
    return result


def _was_damaged(warehouse: Warehouse) -> bool:
    rows = warehouse.fetch("archive/audit/last")
    return bool(rows) and not rows[0]["is_healthy"]


@dataclass(frozen=True)
class _Look:
    warehouse: Warehouse
    store: ObjectStore
    now: dt.datetime
    scope: Scope
    result: Audit

    def run(self) -> Audit:
        served = [
            (place, manifest)
            for row in self.warehouse.fetch(
                "archive/audit/served", {"table_name": self.scope.table, "month": self.scope.month}
            )
            if (manifest := self._serving(place := TableMonth.of(row["table_name"], row["month"])))
        ]
        listed = {item.key: item for item in self.store.list(ROOT)}
        for place, manifest in served:
            findings = list(self._month(place, manifest, listed))
            if findings and self._serving(place) == manifest:
                self.result.findings += findings
        self.result.findings += self._unnamed(listed)
        return self.result

    def _serving(self, place: TableMonth) -> Manifest | None:
        manifest = manifests.latest(self.warehouse, place)
        return manifest if manifest and manifest.serves else None

    def _month(self, place: TableMonth, manifest: Manifest, listed: dict[str, StoredObject]) -> Iterator[Finding]:
        self.result.months += 1
        self.result.objects += len(manifest.objects)
        wrong = [finding for item in manifest.objects if (finding := _listed(place, item, listed.get(item.key)))]
        yield from wrong
        if not wrong and self.result.is_deep:
            yield from self._proven(place, manifest)
        elif not wrong and manifest.objects:
            turn = (crc32(str(place).encode()) + self.now.toordinal() // 7) % len(manifest.objects)
            yield from self._read(place, manifest.objects[turn])

    def _read(self, place: TableMonth, item: ArchivedObject) -> Iterator[Finding]:
        self.result.read += 1
        self.result.bytes += item.size
        try:
            digest = hashlib.sha256(self.store.get(item.key)).hexdigest()
        except KeyError:
            yield _finding(place, item.key, _described(item), "nothing")
            return
        except IntegrityError as error:
            yield _finding(place, item.key, f"SHA-256 {item.sha256}", str(error))
            return
        if digest != item.sha256:
            yield _finding(place, item.key, f"SHA-256 {item.sha256}", f"SHA-256 {digest}")

    def _proven(self, place: TableMonth, manifest: Manifest) -> Iterator[Finding]:
        """Bytes, footers, rows, sums and content hash; when anything cannot be read, every object for itself."""
        try:
            differences = manifest.content.differences(self._counted(place, manifest))
        except IntegrityError as error:
            single = [finding for item in manifest.objects for finding in self._read(place, item)]
            yield from single or [_finding(place, place.prefix, "rows that can be read", str(error))]
            return
        self.result.read += len(manifest.objects)
        self.result.bytes += manifest.bytes
        if differences:
            yield _finding(place, place.prefix, "what the manifest says", differences)

    def _counted(self, place: TableMonth, manifest: Manifest) -> Content:
        if not manifest.content.is_hashed_as_text:
            return content_of(place, readback.tables(self.store, place, manifest))
        connection = self.warehouse.connection
        with connection.transaction(force_rollback=True), connection.cursor() as cursor:
            columns = readback.load(cursor, self.store, place, manifest)
            return summarise(cursor, place, readback.READBACK, columns, as_text=True)

    def _unnamed(self, listed: dict[str, StoredObject]) -> Iterator[Finding]:
        named = {row["key"] for row in self.warehouse.fetch("archive/audit/named")}
        for key in sorted(listed.keys() - named):
            written = listed[key].modified_at
            if self.scope.covers(key) and written and self.now - written > GRACE:
                yield Finding(*_place(key), key, "no object: no manifest names it", f"{listed[key].size} bytes")


def _listed(place: TableMonth, item: ArchivedObject, stored: StoredObject | None) -> Finding | None:
    if stored is None:
        return _finding(place, item.key, _described(item), "nothing")
    if stored.size != item.size:
        return _finding(place, item.key, f"{item.size} bytes", f"{stored.size} bytes")
    return None


def _described(item: ArchivedObject) -> str:
    return f"{item.size} bytes with SHA-256 {item.sha256}"


def _finding(place: TableMonth, key: str, expected: str, found: str) -> Finding:
    return Finding(place.table, place.label, key, expected, found)


def _place(key: str) -> tuple[str, str]:
    """Table and month of a key, both "unknown" where it is not made like one of ours."""
    match = _PLACE.match(key)
    return (match[1], f"{match[2]}-{match[3]}") if match else ("unknown", "unknown")
