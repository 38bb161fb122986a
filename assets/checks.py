"""Checks that look at what is published. None of them blocks: they tell."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from assets import metadata
from assets.loading import warehouse_key
from assets.marts import BASE, PERFORMANCE, mart_key
from assets.runs import checked_window, opened
from resources import audits, reconciliation
from resources.loading.context import LoadContext
from resources.loading.publish.replace import FEEDS_MARTS
from resources.platforms.base import Platform, Stream
from resources.reconciliation import Difference
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import MARTS, Mart
from resources.windows import Window

Rows = Sequence[dict[str, Any]]
Audit = Callable[[Warehouse, str, Window], Rows]
DOCUMENT_AUDITS: Mapping[str, Sequence[tuple[str, str, Audit]]] = {
    "orders": (
        (
            "items_have_orders",
            "Every item that the run wrote has its order or return; they carry no foreign keys.",
            audits.orphan_items,
        ),
        (
            "items_add_up",
            "Quantity and amount of every order and return that the run wrote are the sums of its items.",
            audits.items_that_do_not_add_up,
        ),
    ),
    "products": (
        (
            "products_known",
            "Every figure of the run's days has its row in warehouse.products; they carry no foreign keys.",
            audits.unknown_products,
        ),
    ),
    "analytics_events": (
        (
            "campaigns_known",
            "Every event of the run's days that names a campaign hangs on its row in warehouse.campaigns.",
            audits.unknown_campaigns,
        ),
    ),
}
"""By warehouse table: a check's name, what it means, and the audit that finds what is wrong."""


def audit_check(
    asset: dg.AssetKey,
    name: str,
    description: str,
    find: Callable[[LoadContext, Window], Rows],
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
) -> dg.AssetChecksDefinition:
    """A check that passes when an audit finds nothing, and else shows what it found."""

    @dg.asset_check(asset=asset, name=name, description=description)
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        with opened(context) as load:
            wrong = find(load, checked_window(context, load.clock))
        return dg.AssetCheckResult(
            passed=not wrong,
            severity=severity,
            description=f"{len(wrong)} found" if wrong else "none found",
            metadata={"found": metadata.table(wrong)} if wrong else {},
        )

    return check


def checks(streams: Iterable[tuple[Platform, Stream]]) -> list[dg.AssetChecksDefinition]:
    """Orphans and the platform's totals on facts; what belongs together on documents; sums and rates on the marts."""
    streams = list(streams)
    facts = [(platform, stream) for platform, stream in streams if "cost" in stream.schema.names]
    return [
        *(
            _document_audit(platform, stream, *audit)
            for platform, stream in streams
            for audit in DOCUMENT_AUDITS.get(stream.table, ())
        ),
        *(_orphans(*fact) for fact in facts),
        *(_platform_totals(*fact) for fact in facts if fact[1].table in FEEDS_MARTS),
        *(check for mart in MARTS for check in _mart_checks(mart)),
        audit_check(
            BASE,
            "sums_equal_facts",
            "Per platform, day and currency, the sums of this mart are the sums of the facts, to the last digit.",
            lambda load, _: _unexplained(load),
        ),
        audit_check(
            PERFORMANCE,
            "exchange_rates",
            "Every amount could be converted. Where a rate is missing, totals are NULL and missing_rates names it.",
            lambda load, _: audits.missing_rates(load.warehouse),
        ),
    ]


def _mart_checks(mart: Mart) -> Iterator[dg.AssetChecksDefinition]:
    key = mart_key(mart.name)
    grain = f"No two rows have the same {', '.join(mart.key)}."
    yield audit_check(key, "grain_unique", grain, lambda load, _: audits.broken_grain(load.warehouse, mart))
    for name, description in mart.checks:
        yield _mart_check(key, mart, name, description)


def _mart_check(key: dg.AssetKey, mart: Mart, name: str, description: str) -> dg.AssetChecksDefinition:
    return audit_check(key, name, description, lambda load, _: audits.broken_mart(load.warehouse, mart, name))


def _orphans(platform: Platform, stream: Stream) -> dg.AssetChecksDefinition:
    table = f"warehouse.{stream.table}"
    return audit_check(
        warehouse_key(platform, stream),
        "campaigns_known",
        "Every fact of the run's days has its row in warehouse.campaigns; facts carry no foreign keys.",
        lambda load, window: audits.orphan_facts(load.warehouse, table, platform.name, window),
    )


def _document_audit(
    platform: Platform, stream: Stream, name: str, description: str, find: Audit
) -> dg.AssetChecksDefinition:
    return audit_check(
        warehouse_key(platform, stream),
        name,
        description,
        lambda load, window: find(load.warehouse, platform.name, window),
    )


def _platform_totals(platform: Platform, stream: Stream) -> dg.AssetChecksDefinition:
    return audit_check(
        warehouse_key(platform, stream),
        "platform_totals",
        f"What {platform.name} says an account's whole window comes to, asked for separately, is what was published. "
        "Rows in quarantine are one reason for a difference.",
        lambda load, _: _shown(
            found for found in reconciliation.against_platform_totals(load.warehouse) if found.platform == platform.name
        ),
        dg.AssetCheckSeverity.WARN,
    )


def _unexplained(load: LoadContext) -> Rows:
    """Differences, unless days wait for their refresh: then the marts may lag behind."""
    differences = reconciliation.against_marts(load.warehouse)
    return _shown(differences) if differences and not reconciliation.waiting_days(load.warehouse) else []


def _shown(differences: Iterable[Difference]) -> Rows:
    return [
        {
            "platform": found.platform,
            "account": found.account_id or "all",
            "first day": str(found.date),
            "last day": str(found.last_date or found.date),
            "currency": found.currency,
            "measure": found.measure,
            "expected": str(found.expected),
            "found": str(found.found),
        }
        for found in differences
    ]
