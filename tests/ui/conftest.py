"""`adwarehouse dev` in a home of its own, with accounts, a good month, and a week in which one account's reports break.

Pictures go to `.adwarehouse/ui`, or to the folder that UI_IMAGES names.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, ViewportSize, sync_playwright

from pipelines.demo import world
from resources import settings as configuration
from resources.settings import settings
from resources.windows import DAY, Window
from sandbox.embedded.stack import Stack
from tests.ui.dagster import Dagster

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2025, 11, 20)
MONTH = Window.closed(TODAY - 34 * DAY, TODAY - 7 * DAY)
BAD_WEEK = Window.closed(TODAY - 6 * DAY, TODAY)
BROKEN = "1004"
VIEWPORT: ViewportSize = {"width": 1600, "height": 820}
FACETS = '["description", "checks", "latest-event", "status", "kind-tag", "partitions"]'


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home that a process without privileges can reach; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="adwarehouse-ui-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder) / "home"


@pytest.fixture(scope="session")
def dagster(home: Path) -> Iterator[Dagster]:
    """`adwarehouse dev` as a background shell starts it: with SIGINT ignored. TERM ends it and leaves no process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in configuration.Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        patch.setenv("ADWAREHOUSE_HOME", str(home))
        patch.setenv("ADWAREHOUSE_TODAY", str(TODAY))
        patch.chdir(home.parent)
        settings.cache_clear()
        process = subprocess.Popen(
            [sys.executable, "-c", "from pipelines.cli import main; main(['dev'])"],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
        assert process.stdout is not None
        said = process.stdout.readline()
        tree = psutil.Process(process.pid).children(recursive=True)
        assert said.startswith("Dagster: http"), said
        yield Dagster(said.split()[1])
        process.terminate()
        assert process.wait(90) == 0
        process.stdout.close()
        assert not [each for each in tree if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
        assert not (home / "stack.env").exists()
    settings.cache_clear()


@pytest.fixture(scope="session")
def month(dagster: Dagster, home: Path) -> str:
    """The backfill of a month in which all went well, and of its exchange rates; the marts followed by themselves."""
    world.connect_people(Stack(home), settings())
    backfill, status = dagster.backfill({"meta", "rates"}, MONTH, "Four weeks of Meta Ads")
    assert status == "COMPLETED_SUCCESS"
    dagster.await_materialized("marts", "channel_performance")
    return backfill


@pytest.fixture(scope="session")
def bad_week(month: str, dagster: Dagster, home: Path) -> str:
    """The backfill of a week in which the reports of one account are broken."""
    world.strike(Stack(home), name="not_a_number", match="insights", account=BROKEN, records=1000)
    backfill, status = dagster.backfill({"meta"}, BAD_WEEK, "A week with a broken report")
    assert status == "COMPLETED_FAILED"
    return backfill


@pytest.fixture(scope="session")
def images() -> Path:
    """Where pictures go."""
    folder = ROOT / os.environ.get("UI_IMAGES", ".adwarehouse/ui")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def page(dagster: Dagster) -> Iterator[Page]:
    """A headless browser."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    assert browser_path, "these tests need a browser: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        page = browser.new_page(viewport=VIEWPORT, base_url=dagster.address)
        page.add_init_script(f"localStorage.setItem('asset-node-facets', '{FACETS}')")
        page.set_default_timeout(30_000)
        yield page
        browser.close()
