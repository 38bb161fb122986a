"""Schedules. Each tick asks for one run over a range of days, so nightly, late data and backfill are one path."""

from __future__ import annotations

import dagster as dg

from assets.partitions import DUE, WINDOW_TAG, range_tags
from pipelines.health import look_after_health
from pipelines.jobs import (
    AUDIT_JOB,
    BACKUP_JOB,
    DEEP_AUDIT_JOB,
    DRAFTS_JOB,
    DRILL_JOB,
    RATES_JOB,
    SECURITY_JOB,
    SWEEP_JOBS,
    SWEEPS,
    SYNC_JOBS,
    make_months_ahead,
    retention_job,
)
from resources import accounts
from resources.loading.plan import covered, span
from resources.platforms import REGISTRY
from resources.platforms.base import Platform
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window

TWICE_A_DAY = "10 3,15 * * *"
"""Accounts live in many zones: at 03:10 UTC yesterday is over in America, at 15:10 UTC in Asia."""
MIDWEEK, SUNDAYS = "20 5 * * 3", "20 5 * * 0"
SHORT_SWEEP_DAYS = 7
AFTER_THE_ECB = "30 15 * * 1-5"
"""Reference rates come out around 16:00 in Frankfurt (15:00 UTC at the latest) on working days."""
RATE_DAYS = 7
FOUR_TIMES_AN_HOUR, EVERY_HOUR = "*/15 * * * *", "25 * * * *"
EVERY_MORNING = "40 4 * * *"
BEFORE_THE_MORNING = "0 4 * * *"
SATURDAYS, THURSDAYS = "0 5 * * 6", "0 6 * * 4"
ON_THE_TENTH = "0 7 10 * *"
MONDAYS = "50 4 * * 1"
ON_THE_THIRD = "0 6 3 * *"
ON, OFF = dg.DefaultScheduleStatus.RUNNING, dg.DefaultScheduleStatus.STOPPED
BEFORE_BACKFILLS = {"dagster/priority": "10"}


def due_window(platform: Platform) -> Window | None:
    """The days that hold what every connected account of a platform is owed; None without accounts."""
    found = settings()
    warehouse = Warehouse(found.require("database_url"))
    try:
        connected = accounts.due(warehouse, platform.name)
        marks = {stream.name: covered(warehouse, stream) for stream in platform.streams}
    finally:
        warehouse.close()
    return span([(stream, account) for stream in platform.streams for account in connected], found.clock, marks)


def sync_schedule(platform: Platform) -> dg.ScheduleDefinition:
    """Two ticks a day, each one run over what is due."""

    @dg.schedule(
        name=f"{platform.name}_twice_a_day",
        job=SYNC_JOBS[platform.name],
        cron_schedule=TWICE_A_DAY,
        execution_timezone="UTC",
        description=f"Reads what each {platform.name} account owes: its lookback, and any gap before it.",
    )
    def twice_a_day() -> dg.RunRequest | dg.SkipReason:
        window = due_window(platform)
        if window is None:
            return dg.SkipReason(f"no {platform.name} account is connected: `adwarehouse accounts add`")
        return dg.RunRequest(tags={**range_tags(window), WINDOW_TAG: DUE, **BEFORE_BACKFILLS})

    return twice_a_day


def sweep_schedule(platform: Platform, days: int) -> dg.ScheduleDefinition:
    """A longer look back, once a week: what the lookback of every night is too short for."""

    @dg.schedule(
        name=f"{platform.name}_sweep_{days}_days_weekly",
        job=SWEEP_JOBS[platform.name, days],
        cron_schedule=MIDWEEK if days <= SHORT_SWEEP_DAYS else SUNDAYS,
        execution_timezone="UTC",
        description=f"Reads the last {days} days of each {platform.name} account again.",
    )
    def weekly() -> dg.RunRequest:
        today = settings().clock.today("UTC")
        return dg.RunRequest(tags=range_tags(Window.closed(today - days * DAY, today)))

    return weekly


@dg.schedule(
    job=RATES_JOB,
    cron_schedule=AFTER_THE_ECB,
    execution_timezone="UTC",
    description="Reads the last week of exchange rates.",
)
def fx_rates_on_weekdays() -> dg.RunRequest:
    """The week up to today, so that a missed day fills by itself."""
    today = settings().clock.today("Europe/Berlin")
    return dg.RunRequest(tags={**range_tags(Window.closed(today - RATE_DAYS * DAY, today)), **BEFORE_BACKFILLS})


PLAIN = tuple(
    dg.ScheduleDefinition(
        name=name, job=job, cron_schedule=cron, execution_timezone="UTC", default_status=status, description=description
    )
    for name, job, cron, status, description in (
        ("backups_daily", BACKUP_JOB, BEFORE_THE_MORNING, OFF, "Backs every database up."),
        ("backup_drill_weekly", DRILL_JOB, SATURDAYS, OFF, "Restores the newest backups and compares them."),
        ("archive_audit_weekly", AUDIT_JOB, THURSDAYS, OFF, "Reads one object of every archived month again."),
        ("archive_audit_monthly", DEEP_AUDIT_JOB, ON_THE_TENTH, OFF, "Reads everything in the archive again."),
        (
            "retention_monthly",
            retention_job,
            ON_THE_THIRD,
            OFF,
            "Moves months that have had their time to S3.",
        ),
        ("expired_drafts_daily", DRAFTS_JOB, EVERY_MORNING, OFF, "Removes drafts of campaigns that have expired."),
        (
            "security_alerts_every_quarter_of_an_hour",
            SECURITY_JOB,
            FOUR_TIMES_AN_HOUR,
            OFF,
            "Looks for bursts of failed logins and of errors in the last two days.",
        ),
        (
            "months_ahead_weekly",
            make_months_ahead,
            MONDAYS,
            ON,
            "Makes the partitions of the next three months, into which the application writes by itself.",
        ),
        (
            "health_hourly",
            look_after_health,
            EVERY_HOUR,
            ON,
            "Looks at freshness, queues, partitions, tiers, backups and the disk.",
        ),
    )
)
"""Those that need nothing but a time; what is off waits until somebody switches it on."""

SCHEDULES = (
    *map(sync_schedule, REGISTRY.values()),
    *(sweep_schedule(*sweep) for sweep in SWEEPS),
    fx_rates_on_weekdays,
    *PLAIN,
)
