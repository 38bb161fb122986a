"""Every table, view, column and function has its comment, and the page of the dictionary tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.warehouse import dictionary
from resources.warehouse.connection import Warehouse

pytestmark = pytest.mark.database
PAGE = Path(__file__).parents[3] / "docs" / "data-dictionary.md"


def test_everything_that_people_see_has_a_comment(warehouse: Warehouse) -> None:
    assert dictionary.uncommented(warehouse) == []


def test_the_page_is_what_the_database_says(warehouse: Warehouse) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == dictionary.render(warehouse), "run `adwarehouse dictionary` on a migrated database"


def test_a_comment_that_goes_is_noticed_and_so_is_a_column_that_comes(owner: Warehouse) -> None:
    before = dictionary.render(owner)
    owner.connection.execute("COMMENT ON TABLE app.orders IS NULL")
    owner.connection.execute("ALTER TABLE app.orders ADD COLUMN tip numeric")
    assert dictionary.uncommented(owner)[-2:] == ["app.orders", "app.orders.tip"]
    assert dictionary.render(owner) != before


def test_a_table_is_told_with_its_key_its_partitions_its_rules_and_its_columns(warehouse: Warehouse) -> None:
    page = dictionary.render(warehouse)
    start = page.index("### app.conversions\n")
    told = page[start : page.index("### ", start + 5)].splitlines()
    assert told[2:11] == [
        "Steps that visitors took on their way to a purchase; monthly partitions.",
        "",
        "- One row per `id`, `timestamp`",
        '- Partitions by month: `RANGE ("timestamp")`',
        "- Checks: `conversions_stage_is_known`",
        '- Indexes: `conversions_pkey` unique (id, "timestamp"), '
        '`conversions_team_timestamp_idx` (team_id, "timestamp"), `conversions_timestamp_idx` ("timestamp")',
        "- Policies: `pipeline`, `tenants_add`, `tenants_change`, `tenants_remove`, `tenants_see`",
        "",
        "| column | type | null | meaning |",
    ]
    assert "| id | uuid | no | Step taken |" in told
    assert "| source | text | yes | Where the visitor came from, in the application's words |" in told


def test_views_computed_columns_foreign_keys_and_functions_are_told(warehouse: Warehouse) -> None:
    page = dictionary.render(warehouse)
    assert "View. Document 000's performance_data: unique on (campaign_id, date).\n" in page
    assert "| roas | numeric | computed | Return on ad spend, a ratio: revenue / cost |" in page
    assert "- Refers to: `creative_id` in app.creatives (`creative_assets_creative_id_fkey`)" in page
    assert "| ops.partition_name(parent regclass, day date) | text | Unqualified name of the monthly partition" in page
    assert "_2025_03" not in page
