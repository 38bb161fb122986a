"""Checks that look at what is published. None of them blocks: they tell."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import dagster as dg

from assets import metadata
from assets.loading import warehouse_key
from assets.marts import BASE, PERFORMANCE
from assets.runs import checked_window, opened
from resources import audits, reconciliation
from resources.loading.context import LoadContext
from resources.loading.publish.replace import FEEDS_MARTS
from resources.platforms.base import Platform, Stream
from resources.reconciliation import Difference
from resources.windows import Window

Rows = Sequence[dict[str, Any]]


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
    """Orphans and the platform's totals on facts; sums and exchange rates on the marts."""
    facts = [(platform, stream) for platform, stream in streams if "cost" in stream.schema.names]
    return [
        *(_orphans(*fact) for fact in facts),
        *(_platform_totals(*fact) for fact in facts if fact[1].table in FEEDS_MARTS),
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


def _orphans(platform: Platform, stream: Stream) -> dg.AssetChecksDefinition:
    table = f"warehouse.{stream.table}"
    return audit_check(
        warehouse_key(platform, stream),
        "campaigns_known",
        "Every fact of the run's days has its row in warehouse.campaigns; facts carry no foreign keys.",
        lambda load, window: audits.orphan_facts(load.warehouse, table, platform.name, window),
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
