"""What a person sees in Dagster's UI."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from resources.platforms import REGISTRY
from resources.platforms.base import Platform
from tests.ui.conftest import BAD_WEEK, BROKEN, MONTH, VIEWPORT
from tests.ui.dagster import Dagster

pytestmark = [pytest.mark.ui, pytest.mark.timeout(900)]

FACTS = "/assets/warehouse/campaign_metrics/meta"
WHOLE_GRAPH: ViewportSize = {"width": 3200, "height": 1800}
"""In a smaller one Dagster shortens the names."""
SETTLED = 1500
"""Milliseconds for a picture to come to rest."""


def keep(page: Page, path: Path) -> None:
    """Take a picture once nothing moves any more."""
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=path)


@pytest.mark.parametrize("platform", REGISTRY.values(), ids=REGISTRY)
def test_a_platforms_graph_holds_every_stream(page: Page, month: str, images: Path, platform: Platform) -> None:
    page.set_viewport_size(WHOLE_GRAPH)
    page.goto(f"/locations/adwarehouse/asset-groups/{platform.name}/lineage")

    for stream in platform.streams:
        expect(page.get_by_text(stream.name, exact=True).first).to_be_visible()
    keep(page, images / f"{platform.name}-assets.png")
    page.set_viewport_size(VIEWPORT)


def test_the_lineage_of_a_mart_leads_back_to_the_platform(page: Page, month: str, images: Path) -> None:
    page.set_viewport_size(WHOLE_GRAPH)
    page.goto("/assets/marts/channel_performance?view=lineage&lineageScope=upstream&lineageDepth=4")

    for name in ("campaign_daily", "account_channel_daily", "channel_performance", "ecb"):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    keep(page, images / "asset-graph.png")
    page.set_viewport_size(VIEWPORT)


def test_the_plot_of_spend_is_an_image_with_a_size(page: Page, month: str, images: Path) -> None:
    page.goto(f"{FACTS}?view=partitions&partition={MONTH.last}")
    page.get_by_text("[Show Markdown]").click()

    plot = page.locator("img[src^='data:image/png']")
    expect(plot).to_be_visible()
    assert plot.evaluate("image => image.naturalWidth") > 600
    assert plot.evaluate("image => image.naturalHeight") > 300
    keep(page, images / "spend-by-day.png")


def test_a_day_shows_its_own_figures(page: Page, month: str, images: Path) -> None:
    page.goto(f"{FACTS}?view=partitions&partition={MONTH.start}")

    for entry in ("dagster/partition_row_count", "cost KRW", "revenue USD", "rows_inserted"):
        expect(page.get_by_text(entry, exact=True)).to_be_attached()
    keep(page, images / "day.png")


def test_columns_are_described_as_in_the_database(page: Page, month: str, images: Path) -> None:
    page.goto(f"{FACTS}?view=overview")

    expect(page.get_by_text("Money spent, major units of currency").first).to_be_visible()
    keep(page, images / "columns.png")


def test_a_range_is_backfilled_in_one_run(page: Page, month: str, dagster: Dagster, images: Path) -> None:
    assert len(dagster.run_ids(month)) == 1

    page.goto(f"/runs/b/{month}")

    expect(page.get_by_text(f"{MONTH.start}...{MONTH.last}")).to_be_visible()
    expect(page.get_by_text("warehouse / campaign_metrics / meta").first).to_be_visible()
    keep(page, images / "backfill.png")


def test_the_broken_contract_names_account_expectation_and_samples(page: Page, bad_week: str, images: Path) -> None:
    page.goto("/assets/staging/meta/campaign_daily?view=checks")

    expect(page.get_by_text("1 of 5 batches are not published")).to_be_visible()
    expect(page.get_by_text("share_of_bad_rows", exact=True).first).to_be_visible()
    expect(page.get_by_text(re.compile(f"account {BROKEN}")).first).to_be_visible()
    expect(page.get_by_text(re.compile("reasons=spend: ")).first).to_be_visible()
    keep(page, images / "broken-contract.png")


def test_the_red_run_names_the_account_that_failed_after_the_others_were_published(
    page: Page, bad_week: str, dagster: Dagster, images: Path
) -> None:
    (run,) = dagster.run_ids(bad_week)

    page.goto(f"/runs/{run}")

    expect(
        page.get_by_text(re.compile(rf"were not published \(accounts {BROKEN}\); the others were")).first
    ).to_be_visible()
    expect(page.get_by_text(re.compile(f"account {BROKEN}, {BAD_WEEK}")).first).to_be_visible()
    keep(page, images / "red-run.png")
