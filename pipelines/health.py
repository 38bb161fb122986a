"""An hourly look at how everything is, so that `ops.health` has a history and the alert sensor something to read."""

from contextlib import closing

import dagster as dg

from assets.runs import configured
from resources import health
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import check_version


@dg.op(description="Freshness of every account, queues, partitions, tiers, backups and the disk, into ops.health.")
def look_around(context: dg.OpExecutionContext) -> None:
    """Record what was found; a subject that is not well is told of by the alert `unhealthy` or by one of its own."""
    found = configured()
    with closing(Warehouse(found.require("database_url"))) as warehouse:
        check_version(warehouse)
        findings = health.look(warehouse, found.clock, found.adwarehouse_home)
        health.record(warehouse, findings, found.clock)
    for finding in findings:
        if not finding.is_healthy:
            context.log.warning("%s: %s", finding.subject, finding.detail)


@dg.job(description="Look at how everything is and remember it in ops.health.")
def look_after_health() -> None:
    """One op; it changes nothing but ops.health."""
    look_around()
