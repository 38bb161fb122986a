"""Restoring: under another schema than the archive's, of several months, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.archive import ArchiveRefused, restore_month
from resources.archive.manifest import SERVING
from resources.archive.restore import restorable
from tests.resources.archive.conftest import SEPTEMBER, ColdWorld

pytestmark = pytest.mark.database
TABLE = "campaign_metrics"
JANUARY, DECEMBER = dt.date(2025, 1, 31), dt.date(2025, 12, 1)


def test_a_column_that_the_table_has_gained_since_is_null_or_what_its_default_says(cold: ColdWorld) -> None:
    before = cold.rows()
    cold.archive()
    cold.run("ALTER TABLE warehouse.campaign_metrics ADD reach bigint, ADD source text NOT NULL DEFAULT 'report'")
    cold.restore()
    assert cold.rows() == [{**row, "reach": None, "source": "report"} for row in before]


@pytest.mark.parametrize(
    ("before", "since", "named"),
    [
        ("ADD legacy text", "DROP legacy", 'column "legacy" of relation "campaign_metrics_2025_09" does not exist'),
        ("ADD legacy text", "RENAME legacy TO heritage", 'column "legacy" of relation'),
        ("", "ADD owner text NOT NULL", 'null value in column "owner" of relation'),
    ],
)
def test_a_column_that_makes_the_month_no_longer_fit_is_named_and_nothing_changes(
    cold: ColdWorld, before: str, since: str, named: str
) -> None:
    if before:
        cold.run(f"ALTER TABLE warehouse.campaign_metrics {before}")
    cold.archive()
    cold.run(f"ALTER TABLE warehouse.campaign_metrics {since}")
    with pytest.raises(
        ArchiveRefused, match=f"^campaign_metrics of 2025-09 was archived at schema .*{named}.* --into "
    ):
        cold.restore()
    assert (cold.states(), cold.partition_exists()) == (["dropped"], False)


def test_the_months_of_a_range_that_can_come_back_are_found_and_those_that_are_back_are_not(cold: ColdWorld) -> None:
    cold.run("SELECT ops.ensure_partition('warehouse.campaign_metrics', '2025-10-01')")
    with pytest.raises(ArchiveRefused, match="no month of campaign_metrics from 2025-01 to 2025-12 is serving_archive"):
        restorable(cold.owner, TABLE, JANUARY, DECEMBER, *SERVING)
    cold.archive()
    assert restorable(cold.owner, TABLE, JANUARY, DECEMBER, *SERVING) == [SEPTEMBER]
    assert restorable(cold.owner, TABLE, SEPTEMBER, SEPTEMBER, "dropped") == [SEPTEMBER]
    restore_month(cold.owner, cold.store, TABLE, SEPTEMBER)
    with pytest.raises(ArchiveRefused, match="no month"):
        restorable(cold.owner, TABLE, JANUARY, DECEMBER, *SERVING)
    assert restorable(cold.owner, TABLE, JANUARY, DECEMBER, "restored") == [SEPTEMBER]
