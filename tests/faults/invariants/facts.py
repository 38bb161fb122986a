"""I1 COUNT, I2 MONEY, I3 NODUP: published rows are the ledger's, each once, to the last digit."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from resources.archive.months import TABLES, ArchivedTable
from tests.faults.invariants.detail import DAILY, HOURLY, Figures, Grain, Key, Slice, expected, found, rows_of
from tests.faults.invariants.documents import documents
from tests.playground import Playground

MONEY = ("cost", "revenue", "clicks")


def i1_count(world: Playground) -> list[str]:
    """Rows of every published slice are the distinct full-grain keys of the ledger."""
    broken = []
    for grain in (DAILY, HOURLY):
        told, published, excused = expected(world, grain), found(world, grain), in_quarantine(world, grain)
        for where in sorted(told | published):
            rows, truth = published.get(where, {}), told.get(where, {})
            surplus, missing = rows.keys() - truth.keys(), truth.keys() - rows.keys()
            if len(surplus) + len(missing) > excused[where]:
                first = min(surplus | missing)
                broken.append(
                    f"{grain.table} {_named(where)}: {len(rows)} rows, the ledger has {len(truth)}; "
                    f"{len(missing)} missing, {len(surplus)} surplus, first {_named(first)}"
                )
    return broken + [str(each) for each in documents(world) if each.field == "document"]


def i2_money(world: Playground) -> list[str]:
    """Spend, revenue and clicks of every channel, account, day and currency are the ledger's, difference exactly 0."""
    broken = []
    for grain in (DAILY, HOURLY):
        told, published, excused = expected(world, grain), found(world, grain), in_quarantine(world, grain)
        for where in sorted(told | published):
            rows, truth = published.get(where, {}), told.get(where, {})
            differing = [key for key in rows.keys() | truth.keys() if rows.get(key) != truth.get(key)]
            if 0 < len(differing) <= excused[where]:
                continue
            ours, theirs = _sums(rows), _sums(truth)
            broken += [
                f"{grain.table} {_named(where)} {channel} {currency}: {name} is {ours[channel, currency][name]}, "
                f"the ledger says {theirs[channel, currency][name]}"
                for channel, currency in sorted(ours.keys() | theirs.keys())
                for name in MONEY
                if ours[channel, currency][name] != theirs[channel, currency][name]
            ]
    return broken + [str(each) for each in documents(world) if each.field != "document"]


def i3_nodup(world: Playground) -> list[str]:
    """No key of a table is there twice, in one tier or in two."""
    broken = []
    for table, definition in TABLES.items():
        if table in (DAILY.table, HOURLY.table):
            keys = Counter(tuple(row[name] for name in definition.key) for row in rows_of(world, table))
            repeated = [(key, count) for key, count in keys.items() if count > 1]
        else:
            repeated = _repeated(world, definition, table)
        broken += [f"{table}: {_named(key)} is there {count} times" for key, count in repeated]
    return broken


def in_quarantine(world: Playground, grain: Grain) -> Counter[Slice]:
    """Records of each slice that wait in quarantine: as many rows of it may be missing or be what they were."""
    rows = world.query(
        "SELECT platform, account_id, date, records_quarantined FROM ops.loaded_days "
        "JOIN warehouse.ad_accounts ON ad_accounts.id = ad_account_id WHERE stream = %s",
        grain.stream,
    )
    return Counter({Slice(*tuple(row.values())[:3]): row["records_quarantined"] for row in rows})


def _repeated(world: Playground, definition: ArchivedTable, table: str) -> list[tuple[Any, int]]:
    key = ", ".join(definition.key)
    text = f"SELECT {key}, count(*) FROM {definition.schema}.{table} GROUP BY {key} HAVING count(*) > 1"
    return [(tuple(row.values())[:-1], row["count"]) for row in world.query(text)]


def _sums(rows: dict[Key, Figures]) -> dict[tuple[str, str], dict[str, Decimal]]:
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for key, figures in rows.items():
        for name in MONEY:
            sums[key.channel, key.currency][name] += figures.get(name) or 0
    return sums


def _named(parts: Any) -> str:
    return " ".join(str(part) for part in parts if part not in ("", -1))
