"""`adwarehouse reconcile` after a real sync from the sandbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import Playground, playground

TODAY = dt.date(2025, 2, 10)
WINDOW = Window(dt.date(2025, 2, 3), TODAY)
Run = Callable[..., Result]


@pytest.fixture
def world(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """Two accounts with a week of days and hours."""
    with playground(databases.loader_url, store, Ledger.default(), TODAY) as world:
        world.connect("1001", "1005")
        assert world.sync(WINDOW, streams=("campaigns", "campaign_daily", "campaign_hourly")) == []
        yield world


@pytest.fixture
def run(world: Playground, environment: pytest.MonkeyPatch) -> Run:
    environment.setenv("ADWAREHOUSE_TODAY", str(TODAY))
    return lambda *arguments: CliRunner().invoke(main, ["reconcile", *arguments])


def test_synced_facts_equal_the_ledger_to_the_last_digit(run: Run, tmp_path: Path) -> None:
    equal = run("--ledger", "built-in")
    assert equal.exit_code == 0, equal.output
    daily, hourly = equal.stdout.splitlines()
    # Five accounts have 41 days each until today; two of them have seven loaded.
    assert daily == "days, 14 account days compared with the ledger (191 not loaded, 0 archived): no differences"
    assert hourly == "hours, 14 account days compared with the ledger (0 not loaded, 0 archived): no differences"
    Ledger.default().save(tmp_path / "ledger", TODAY)
    assert run("--ledger", str(tmp_path / "ledger")).stdout == equal.stdout


def test_every_planted_error_is_named_and_the_exit_code_is_1(run: Run, owner: Warehouse) -> None:
    owner.connection.execute(
        "UPDATE warehouse.campaign_metrics SET cost = cost + 0.01 WHERE (date, campaign_id, channel_id) ="
        " (SELECT date, campaign_id, channel_id FROM warehouse.campaign_metrics WHERE currency = 'USD'"
        " ORDER BY date LIMIT 1)"
    )
    owner.connection.execute("DELETE FROM warehouse.campaign_metrics WHERE date = '2025-02-05'")
    owner.connection.execute("UPDATE warehouse.campaign_metrics_hourly SET clicks = clicks + 1 WHERE hour = 3")
    wrong = run("--ledger", "built-in")
    assert wrong.exit_code == 1
    lines = wrong.stdout.splitlines()
    assert sum("cost expected" in line and line.startswith("meta account 1001 2025-02-03 USD") for line in lines) == 1
    assert sum("2025-02-05" in line and line.endswith("rows expected 1, found 0") for line in lines) > 10
    assert sum(" 03h " in line and "clicks expected" in line for line in lines) > 10


def test_without_a_ledger_facts_equal_marts_and_the_platforms_totals(run: Run, owner: Warehouse) -> None:
    equal = run()
    assert equal.exit_code == 0, equal.output
    assert equal.stdout == (
        "facts against marts: no differences\nplatforms' own totals against facts: no differences\n"
    )
    owner.connection.execute("UPDATE warehouse.campaign_metrics SET clicks = clicks + 1")
    owner.connection.execute(
        "INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT id, '2025-02-05', 'publish'"
        " FROM warehouse.ad_accounts"
    )
    wrong = run()
    assert wrong.exit_code == 1
    assert "meta 2025-02-05 JPY: clicks expected" in wrong.stdout
    assert wrong.stdout.splitlines()[-1].startswith("2 account days wait for `adwarehouse refresh`")


def test_a_ledger_that_is_no_folder_is_refused(run: Run, tmp_path: Path) -> None:
    refused = run("--ledger", str(tmp_path / "none"))
    assert refused.exit_code == 1
    assert "is not a folder; expected one, or 'built-in'" in refused.stderr


SHOP = "2001"
DAYS = Window.closed(dt.date(2025, 1, 30), TODAY)


@pytest.fixture
def shop(world: Playground) -> Playground:
    """A shop beside the accounts, whose orders and catalogue are loaded."""
    world.connect(SHOP, platform_name="shopee")
    assert world.sync(DAYS, streams=("orders", "products"), platform_name="shopee") == []
    return world


def test_orders_and_products_equal_the_ledger_and_what_was_never_read_is_told_apart(
    shop: Playground, run: Run, tmp_path: Path
) -> None:
    equal = run("--ledger", "built-in")
    assert equal.exit_code == 0, equal.output
    *_, orders, products = equal.stdout.splitlines()
    read = (shop.ledger.orders, shop.ledger.returns)
    known = [row for table in read for row in table("shopee", SHOP, TODAY).to_pylist()]
    zone = ZoneInfo(shop.ledger.account("shopee", SHOP)["timezone"])
    changed = sum(row["update_time"].astimezone(zone).date() in DAYS for row in known)
    assert 0 < changed < len(known)
    assert orders == (
        f"orders and returns, {changed} compared with the ledger ({len(known) - changed} not loaded, 0 archived): "
        "no differences"
    )
    listed = shop.ledger.products("shopee", SHOP, TODAY).num_rows
    assert products == f"products, {listed} compared with the ledger (0 not loaded, 0 archived): no differences"
    Ledger.default().save(tmp_path / "ledger", TODAY)
    assert run("--ledger", str(tmp_path / "ledger")).stdout == equal.stdout


def test_a_wrong_order_item_and_product_are_named(shop: Playground, run: Run, owner: Warehouse) -> None:
    rows = owner.connection.execute("SELECT order_sn FROM warehouse.orders WHERE return_sn = '' ORDER BY 1 LIMIT 2")
    first, second = (row["order_sn"] for row in rows)
    owner.connection.execute("UPDATE warehouse.orders SET total_amount = 7 WHERE order_sn = %s", (first,))
    owner.connection.execute("DELETE FROM warehouse.order_items WHERE order_sn = %s AND line = 0", (second,))
    owner.connection.execute("UPDATE warehouse.products SET stock = stock + 1")
    wrong = run("--ledger", "built-in")
    assert wrong.exit_code == 1
    assert f"shopee account {SHOP} order {first}: total_amount expected " in wrong.stdout
    assert f"shopee account {SHOP} order {second} line 0: document expected 1, found 0" in wrong.stdout
    listed = shop.ledger.products("shopee", SHOP, TODAY).num_rows
    assert wrong.stdout.splitlines()[-1].endswith(f": {listed} differences")
    assert wrong.stdout.count(": stock expected ") == listed
