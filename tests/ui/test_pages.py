"""What a person sees in Dagster's UI."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import BAD_WEEK, BROKEN, MONTH, Scene

pytestmark = [pytest.mark.ui, pytest.mark.timeout(900)]

FACTS = "/assets/warehouse/campaign_metrics/meta"
SETTLED = 1500
"""Milliseconds for a picture to come to rest."""


def keep(page: Page, path: Path) -> None:
    """Take a picture once nothing moves any more."""
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=path)


def test_the_graph_leads_from_landing_to_the_marts(page: Page, scene: Scene, images: Path) -> None:
    page.goto("/asset-groups")
    expect(page.get_by_text("marts").first).to_be_visible()
    page.keyboard.press("Alt+KeyE")

    for name in (
        "campaign_daily",
        "campaign_hourly",
        "campaigns",
        "channel_performance",
        "account_channel_daily",
        "ecb",
    ):
        expect(page.get_by_text(name, exact=True).first).to_be_visible()
    keep(page, images / "asset-graph.png")


def test_the_plot_of_spend_is_an_image_with_a_size(page: Page, scene: Scene, images: Path) -> None:
    page.goto(f"{FACTS}?view=partitions&partition={MONTH.last}")
    page.get_by_text("[Show Markdown]").click()

    plot = page.locator("img[src^='data:image/png']")
    expect(plot).to_be_visible()
    assert plot.evaluate("image => image.naturalWidth") > 600
    assert plot.evaluate("image => image.naturalHeight") > 300
    keep(page, images / "spend-by-day.png")


def test_a_day_shows_its_own_figures(page: Page, scene: Scene, images: Path) -> None:
    page.goto(f"{FACTS}?view=partitions&partition={MONTH.start}")

    for entry in ("dagster/partition_row_count", "cost KRW", "revenue USD", "rows_inserted"):
        expect(page.get_by_text(entry, exact=True)).to_be_visible()
    keep(page, images / "day.png")


def test_columns_are_described_as_in_the_database(page: Page, scene: Scene, images: Path) -> None:
    page.goto(f"{FACTS}?view=overview")

    expect(page.get_by_text("Money spent, major units of currency").first).to_be_visible()
    keep(page, images / "columns.png")


def test_the_broken_contract_names_account_expectation_and_samples(page: Page, scene: Scene, images: Path) -> None:
    page.goto("/assets/staging/meta/campaign_daily?view=checks")

    expect(page.get_by_text("1 of 5 batches are not published")).to_be_visible()
    expect(page.get_by_text("share_of_bad_rows", exact=True).first).to_be_visible()
    expect(page.get_by_text(re.compile(f"account {BROKEN}")).first).to_be_visible()
    expect(page.get_by_text(re.compile("spend: expected")).first).to_be_visible()
    keep(page, images / "broken-contract.png")


def test_a_range_is_backfilled_in_one_run(page: Page, scene: Scene, images: Path) -> None:
    assert len(scene.dagster.run_ids(scene.month)) == 1

    page.goto(f"/runs/b/{scene.month}")

    expect(page.get_by_text(f"{MONTH.start}...{MONTH.last}")).to_be_visible()
    expect(page.get_by_text("warehouse / campaign_metrics / meta")).to_be_visible()
    keep(page, images / "backfill.png")


def test_the_red_run_says_which_account_failed_after_the_others_were_published(
    page: Page, scene: Scene, images: Path
) -> None:
    (run,) = scene.dagster.run_ids(scene.bad_week)

    page.goto(f"/runs/{run}")

    expect(page.get_by_text(re.compile("the others were")).first).to_be_visible()
    expect(page.get_by_text(re.compile(f"account {BROKEN}, {BAD_WEEK}")).first).to_be_visible()
    keep(page, images / "red-run.png")
