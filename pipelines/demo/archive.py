"""The demo's tiers: retention over its months, and one month that comes back exactly and goes again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from pipelines.cli.console import console
from pipelines.cli.retention import tiers, told
from pipelines.demo import report
from pipelines.demo.tiers import Sums, sums
from resources.archive import release_month, restore_month
from resources.archive.late import waiting
from resources.archive.retention import Outcome, Planned, plan, run
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse

TABLE = "campaign_metrics"
READ_WHOLE = ("user_behavior", "conversions", "page_views")
"""The demo imports the whole file of these again and again, so they stay."""
YEARS = 100 * 12


def keep_in_tiers(configured: Settings) -> list[str]:
    """Run retention, restore the oldest cold month of the daily facts and release it; what was not as it must be."""
    limits = _limits(configured)
    before = sums(configured)
    store = ObjectStore.from_settings(configured)
    with closing(store.client), closing(Warehouse(configured.require("database_owner_url"))) as owner:
        outcomes: list[Outcome] = [*told(run(owner, store, configured.clock, limits))]
        today = configured.clock.today("UTC")
        planned = plan(owner, today, limits)
        console.print(tiers(each for each in planned if each.tier != "warm" or each.is_due))
        is_back = False
        oldest = next((each for each in planned if (each.month.table, each.tier) == (TABLE, "cold")), None)
        if oldest:
            console.print(f"  {restore_month(owner, store, TABLE, oldest.month.start)}")
            outcomes += told(run(owner, store, configured.clock, limits))
            is_back = _tier(owner, configured, oldest) == "restored"
            console.print(f"  {release_month(owner, TABLE, oldest.month.start)}")
            outcomes += told(run(owner, store, configured.clock, limits))
    problems = _unfinished(outcomes)
    if not is_back:
        problems.append(f"no month of {TABLE} was archived and restored")
    after = sums(configured)
    report.show("The same query over all tiers, before and after", list(_compared(before, after)))
    if after != before:
        problems.append("retention changed the sums over all tiers")
    return problems


def take_in_late_rows(configured: Settings) -> list[str]:
    """Run retention again: rows that wait for an archived month become a new version of it; what was not done."""
    store = ObjectStore.from_settings(configured)
    with closing(store.client), closing(Warehouse(configured.require("database_owner_url"))) as owner:
        for late in (before := waiting(owner)):
            console.print(f"  {late}")
        problems = _unfinished(told(run(owner, store, configured.clock, _limits(configured))))
        if not before or waiting(owner):
            problems.append("late rows did not wait for the archive, or still do")
        return problems


def _compared(before: Sums, after: Sums) -> Iterator[dict[str, object]]:
    for table, figures in before.items():
        for name, value in figures.items():
            yield {"table": table, "figure": name, "before": value, "after": after[table][name]}


def _limits(configured: Settings) -> dict[str, int]:
    return {**dict.fromkeys(READ_WHOLE, YEARS), **configured.retention_months}


def _unfinished(outcomes: Iterable[Outcome]) -> list[str]:
    return [str(outcome) for outcome in outcomes if outcome.refusal or (outcome.result and outcome.result.is_pending)]


def _tier(owner: Warehouse, configured: Settings, planned: Planned) -> str:
    found = plan(owner, configured.clock.today("UTC"))
    return next(each.tier for each in found if each.month == planned.month)
