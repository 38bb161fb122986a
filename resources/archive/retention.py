"""Retention: which months of which tables leave PostgreSQL, and moving them.

hot: the last three months, everything in PostgreSQL. warm: older ones that are still there. cold: those that the
archive serves. restored: those that a person brought back; they stay until they are released.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from resources.archive.late import Waiting, merge_late_rows, waiting
from resources.archive.manifest import SERVING
from resources.archive.months import TABLES, TableMonth
from resources.archive.moving import archive_month
from resources.archive.result import ArchiveResult
from resources.archive.rollups import require_rolled_up, waiting_days
from resources.archive.tables import HOT_MONTHS
from resources.clock import Clock
from resources.errors import ArchiveRefused, ConfigurationError, IntegrityError
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse

Tier = Literal["hot", "warm", "cold", "restored"]
Action = Literal["stays", "moves", "is finished", "takes late rows", "waits"]


@dataclass(frozen=True)
class Planned:
    """A month, where it is, and what retention would do with it. `bytes` are PostgreSQL's or the archive's."""

    month: TableMonth
    tier: Tier
    state: str
    rows: int
    bytes: int
    action: Action
    reason: str

    @property
    def is_due(self) -> bool:
        """Something is to be done."""
        return self.action not in ("stays", "waits")


@dataclass(frozen=True)
class Outcome:
    """What became of a month that was due: a result, or why it was refused."""

    month: TableMonth
    result: ArchiveResult | None
    refusal: str | None = None

    def __str__(self) -> str:
        return str(self.result) if self.result else str(self.refusal)


def months_kept(limits: Mapping[str, int]) -> dict[str, int]:
    """Whole months that stay in PostgreSQL, by table, with what RETENTION_MONTHS says in place of the defaults.

    Raises:
        ConfigurationError: a table is not one that is archived.
    """
    unknown = sorted(limits.keys() - TABLES.keys())
    if unknown:
        raise ConfigurationError(
            f"RETENTION_MONTHS names {', '.join(unknown)}; expected tables among {', '.join(TABLES)}"
        )
    return {table: limits.get(table, definition.months_kept) for table, definition in TABLES.items()}


def plan(warehouse: Warehouse, today: dt.date, limits: Mapping[str, int] | None = None) -> list[Planned]:
    """Every month of every table, oldest first, as `warehouse` (the owner) finds them; nothing changes.

    Rollups of what is to move are proven, as they will be when it moves.
    """
    return [_proven(warehouse, each) for each in _planned(warehouse, today, limits or {})]


def _planned(warehouse: Warehouse, today: dt.date, limits: Mapping[str, int]) -> list[Planned]:
    kept = months_kept(limits)
    late = {(table, each.month): each for each in waiting(warehouse) for table in each.partitioned}
    known = {(row["table_name"], row["month"]): row for row in warehouse.fetch("archive/manifests")}
    here = {(row["table_name"], row["month"]): row for row in _partitions(warehouse)}
    found = []
    for table, start in sorted(here.keys() | known.keys(), key=lambda key: (key[1], list(TABLES).index(key[0]))):
        month, manifest, partition = TableMonth(table, start), known.get((table, start)), here.get((table, start))
        state = manifest["state"] if manifest else "live"
        is_cold = state in SERVING
        if not is_cold and partition is None:
            continue
        figures = manifest if is_cold else partition
        assert figures is not None
        action, reason = _action(warehouse, month, today, kept[table], state, late.get((table, start)))
        tier = _tier(month, today, state)
        found.append(Planned(month, tier, state, figures["rows"], figures["bytes"], action, reason))
    return found


def run(
    warehouse: Warehouse, store: ObjectStore, clock: Clock, limits: Mapping[str, int] | None = None
) -> Iterator[Outcome]:
    """Move what is due, oldest month first, each told as it is done. Safe to repeat, and after a kill.

    What an earlier run left undone is finished first: a pending detach, a table that was not dropped, late rows. One
    month's refusal stops no other month; two things that must be equal and are not stop everything.
    """
    today, reopened = clock.today("UTC"), set[TableMonth]()
    for late in waiting(warehouse):
        try:
            reopened.update(merge_late_rows(warehouse, store, clock, late.table, late.month).places)
        except ArchiveRefused as error:
            yield Outcome(TableMonth(late.partitioned[0], late.month), None, str(error))
        except IntegrityError as error:
            yield Outcome(TableMonth(late.partitioned[0], late.month), None, str(error))
            return
    found = _planned(warehouse, today, limits or {})
    due = [each for each in found if each.month in reopened or _is_for_the_archive(each)]
    for each in sorted(due, key=lambda each: each.state not in SERVING):
        try:
            yield Outcome(each.month, archive_month(warehouse, store, each.month.table, each.month.start, today))
        except ArchiveRefused as error:
            yield Outcome(each.month, None, str(error))
        except IntegrityError as error:
            yield Outcome(each.month, None, str(error))
            return


def _is_for_the_archive(planned: Planned) -> bool:
    """Archiving does something about it, or says why not."""
    return planned.state == "serving_archive" or planned.action in ("moves", "waits")


def _partitions(warehouse: Warehouse) -> Iterator[dict[str, Any]]:
    parents = [TableMonth(table, dt.date.min).parent_name for table in TABLES]
    rows = {
        row["oid"]: row["rows"]
        for table in TABLES
        for row in warehouse.fetch("archive/partition_rows", parent=TableMonth(table, dt.date.min).parent)
    }
    for partition in warehouse.fetch("archive/partitions", {"parents": parents}):
        yield {**partition, "rows": rows.get(partition["oid"], 0)}


def _age(month: TableMonth, today: dt.date) -> int:
    """Months between a month and the running one: 1 is the last that is closed."""
    return (today.year - month.start.year) * 12 + today.month - month.start.month


def _tier(month: TableMonth, today: dt.date, state: str) -> Tier:
    if state == "restored":
        return "restored"
    if state in SERVING:
        return "cold"
    return "hot" if _age(month, today) <= HOT_MONTHS else "warm"


def _action(
    warehouse: Warehouse, month: TableMonth, today: dt.date, kept: int, state: str, late: Waiting | None
) -> tuple[Action, str]:
    if late:
        return "takes late rows", str(late)
    if state == "restored":
        return "stays", "restored; `adwarehouse restore --release` hands it back"
    if state == "serving_archive":
        return "is finished", "its table is still there"
    if state == "dropped":
        return "stays", ""
    if _age(month, today) <= 0:
        return "stays", "not closed"
    if _age(month, today) <= kept:
        return "stays", f"{kept} months are kept"
    days = waiting_days(warehouse.connection.cursor(), month)
    if days:
        return "waits", f"{days} days wait for the marts: `adwarehouse refresh`"
    return "moves", f"{kept} months are kept"


def _proven(warehouse: Warehouse, planned: Planned) -> Planned:
    """What moves, or waits when its rollups are not the sum of it."""
    if planned.action == "moves":
        try:
            require_rolled_up(warehouse, planned.month)
        except IntegrityError as error:
            return replace(planned, action="waits", reason=str(error))
    return planned
