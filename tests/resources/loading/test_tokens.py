"""Tokens that are renewed, against a platform whose refresh tokens are worth one use."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from pydantic import SecretStr

from pipelines.demo.consent import secret_of
from resources import accounts, tokens
from resources.accounts import ConnectedAccount, Connections
from resources.credentials import Vault, new_key
from resources.errors import CredentialsRejected, RetryableError
from resources.loading.context import LoadContext
from resources.platforms import platform
from resources.platforms.base import Tokens
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from tests.faults.kills import killed
from tests.playground import TODAY, Playground

pytestmark = pytest.mark.database
SHOP = "2002"
WINDOW = Window.closed(TODAY, TODAY)
SOON, LONG_AGO = dt.timedelta(minutes=5), -dt.timedelta(hours=1)


@pytest.fixture
def shop(world: Playground) -> Iterator[ConnectedAccount]:
    """A connected shop."""
    world.connect(SHOP, platform_name="shopee")
    (account,) = accounts.due(world.warehouse, "shopee")
    return account


def stored(world: Playground) -> dict[str, Any]:
    """The shop's connection."""
    return world.query("SELECT * FROM app.marketing_accounts WHERE platform = 'shopee'")[0]


def end_in(world: Playground, left: dt.timedelta) -> None:
    """Have the warehouse believe that the access token ends then."""
    world.warehouse.connection.execute(
        "UPDATE app.marketing_accounts SET token_expires_at = now() + %s WHERE platform = 'shopee'", (left,)
    )


def usable(world: Playground, account: ConnectedAccount, *, refused: bool = False) -> ConnectedAccount:
    """As a load asks for it."""
    context = world.context
    return tokens.usable(context.warehouse, context.vault, context.settings, account, refused=refused)


def read(world: Playground, account: ConnectedAccount) -> str:
    """Use the account's token: the shop's name."""
    client = platform("shopee").connect(world.context.settings, world.context.vault.decrypt(account.sealed))
    return client.describe(SHOP).name


def test_a_token_that_lasts_is_used_as_it_is(world: Playground, shop: ConnectedAccount) -> None:
    assert usable(world, shop) == shop
    assert dt.timedelta(hours=3) < stored(world)["token_expires_at"] - dt.datetime.now(dt.UTC) <= dt.timedelta(hours=4)
    assert dt.timedelta(days=29) < stored(world)["renewable_until"] - dt.datetime.now(dt.UTC) <= dt.timedelta(days=30)


@pytest.mark.parametrize("left", [SOON, LONG_AGO])
def test_a_token_that_ends_soon_is_renewed_and_stored_before_it_is_used(
    world: Playground, shop: ConnectedAccount, left: dt.timedelta
) -> None:
    before = stored(world)
    end_in(world, left)
    renewed = usable(world, shop)
    after = stored(world)
    assert renewed.sealed == after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert after["token_expires_at"] > dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)
    assert read(world, renewed)


def test_a_token_the_platform_refuses_is_renewed_in_the_midst_of_a_sync(
    world: Playground, shop: ConnectedAccount
) -> None:
    before = stored(world)["access_token"]
    world.strike("token_expired", match="get_order_list", times=1)
    assert world.sync(WINDOW, SHOP, ("orders",), "shopee") == []
    assert stored(world)["access_token"] != before
    assert [row["status"] for row in world.query("SELECT status FROM ops.data_sync_logs")] == ["success"]


def test_a_refresh_token_used_twice_is_refused_with_the_way_out(world: Playground, shop: ConnectedAccount) -> None:
    consent = platform("shopee").consent
    assert consent is not None
    spent = world.context.vault.decrypt(stored(world)["refresh_token"])
    assert isinstance(consent.renew(world.context.settings, SHOP, spent), Tokens)
    end_in(world, LONG_AGO)
    with pytest.raises(CredentialsRejected, match=r"accounts authorize shopee.*accounts rotate-token shopee"):
        usable(world, shop)


def test_an_answer_that_is_lost_leaves_the_old_token_serving_while_it_lasts(
    world: Playground, shop: ConnectedAccount
) -> None:
    end_in(world, SOON)
    world.strike("refresh_lost", times=1)
    assert usable(world, shop) == shop
    assert read(world, shop)
    end_in(world, LONG_AGO)
    with pytest.raises((RetryableError, CredentialsRejected)):
        usable(world, shop)


def environment(world: Playground) -> dict[str, str]:
    """What a process of its own needs to renew the shop's token."""
    settings = world.context.settings
    return {
        "DATABASE_URL": world.warehouse.url,
        "SHOPEE_API_URL": settings.shopee_api_url,
        "SHOPEE_PARTNER_ID": str(settings.shopee_partner_id),
        "SHOPEE_PARTNER_KEY": settings.require("shopee_partner_key"),
        "ADWAREHOUSE_ENCRYPTION_KEYS": settings.require("adwarehouse_encryption_keys"),
    }


def renew(environ: dict[str, str], start: Any, results: Any) -> None:
    """What a child does: wait for the others, then ask for a usable token."""
    os.environ.update(environ)
    configured = Settings.model_validate({name.lower(): value for name, value in environ.items() if "FAIL" not in name})
    with closing(Warehouse(environ["DATABASE_URL"])) as warehouse:
        (account,) = accounts.due(warehouse, "shopee")
        start.wait(60)
        results.put(tokens.usable(warehouse, Vault.from_settings(configured), configured, account).sealed)


@pytest.fixture
def shared(world: Playground) -> Playground:
    """The world with its key in the settings, so that other processes can have it."""
    key = new_key()
    settings = world.context.settings.model_copy(update={"adwarehouse_encryption_keys": SecretStr(key)})
    world.context = LoadContext("r", settings, world.clock, world.warehouse, world.context.store, Vault(key))
    world.connect(SHOP, platform_name="shopee")
    return world


@pytest.mark.fault(
    "15",
    "four processes renew an access token whose refresh token is worth one use",
    how="processes started together, a token that has ended",
    invariants="I9",
)
def test_four_processes_that_renew_at_once_renew_once(shared: Playground) -> None:
    end_in(shared, LONG_AGO)
    context = multiprocessing.get_context("forkserver")
    start, results = context.Barrier(4), context.Queue()
    children = [context.Process(target=renew, args=(environment(shared), start, results)) for _ in range(4)]
    for child in children:
        child.start()
    found = {results.get(timeout=60) for _ in children}
    for child in children:
        child.join(60)
    assert found == {stored(shared)["access_token"]}
    (account,) = accounts.due(shared.warehouse, "shopee")
    assert read(shared, usable(shared, account, refused=True)), "the refresh token that was stored is the last one"


@killed(
    "1",
    "a process is killed while it stores a token that was renewed",
    "the shop is connected, or it is said what to do",
)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_around_the_commit_leaves_the_shop_connected_or_says_what_to_do(
    shared: Playground, moment: str
) -> None:
    end_in(shared, LONG_AGO)
    context = multiprocessing.get_context("forkserver")
    dies = {**environment(shared), "ADWAREHOUSE_FAILPOINT": f"tokens.renew:{moment}"}
    start, results = context.Barrier(1), context.Queue()
    child = context.Process(target=renew, args=(dies, start, results))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    bad = shared.sync(WINDOW, SHOP, ("orders",), "shopee")
    if moment == "after":
        assert bad == []
        return
    assert [batch.error_class for batch in bad] == ["CredentialsRejected"]
    assert "adwarehouse accounts authorize shopee" in str(bad[0].error_message)
    assert stored(shared)["status"] == "revoked"
    settings = shared.context.settings
    fresh = secret_of(settings, shared.issued, "shopee", SHOP)
    accounts.rotate_token(
        shared.warehouse,
        shared.context.vault,
        Connections("shopee", SHOP),
        fresh,
        lambda token, account: platform("shopee").connect(settings, token).describe(account),
    )
    assert shared.sync(WINDOW, SHOP, ("orders",), "shopee") == []


def test_a_connection_that_got_another_secret_meanwhile_is_not_marked_revoked(
    world: Playground, shop: ConnectedAccount
) -> None:
    end_in(world, SOON)
    usable(world, shop)
    accounts.mark_revoked(world.warehouse, shop)
    assert stored(world)["status"] == "active"


def test_a_token_that_was_stored_with_a_lost_key_stops_its_own_account_only(world: Playground) -> None:
    world.connect("1001", "1002")
    world.warehouse.connection.execute(
        "UPDATE app.marketing_accounts SET access_token = %s WHERE account_id = '1001'",
        (Vault(new_key()).encrypt("a-token-of-another-key"),),
    )
    (bad,) = world.sync(WINDOW)
    assert (bad.account_id, bad.error_class) == ("1001", "ConfigurationError")
    assert "encrypted with none of the keys" in str(bad.error_message)
    assert world.query("SELECT count(DISTINCT ad_account_id) AS n FROM warehouse.campaign_metrics")[0]["n"] == 1
