"""The calendar of the assets. Partition keys are plain days in the account's zone; nothing shifts them."""

import dagster as dg

from resources.windows import Window

DAYS = dg.DailyPartitionsDefinition("2022-01-01", end_offset=2)
"""From before the longest platform retention (37 months) on. Two days past UTC's yesterday: the zones east of it
(Auckland, UTC+13) are a day ahead for half of the day, and their today has its key."""

MONTHS = dg.MonthlyPartitionsDefinition("2022-01-01")
"""Closed months, for the archive."""

RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
WINDOW_TAG, DUE = "adwarehouse/window", "due"
"""A run tagged so reads what each account owes; the run's days are only the frame around that."""


def window_of(context: dg.AssetExecutionContext) -> Window:
    """The run's days."""
    start, end = context.partition_time_window
    return Window(start.date(), end.date())


def range_tags(window: Window) -> dict[str, str]:
    """The tags of one run over a window, as far as there are partitions."""
    last = DAYS.get_last_partition_key()
    assert last is not None
    return {
        RANGE_START: max(str(window.start), DAYS.get_first_partition_key() or ""),
        RANGE_END: min(str(window.last), last),
    }
