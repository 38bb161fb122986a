"""Connections to ad accounts: accepted before stored, encrypted, read once however many people connect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from resources import accounts
from resources.accounts import Added, Connections
from resources.credentials import Vault, new_key
from resources.errors import AccountError, ConfigurationError, CredentialsRejected
from resources.platforms.base import AccountInfo
from resources.warehouse.connection import Warehouse

SHOP = AccountInfo("1001", "Shop", "KRW", "Asia/Seoul", "ACTIVE")
GOOD, BETTER, BAD = "good-token", "better-token", "bad-token"


def describe(secret: str, account_id: str) -> AccountInfo:
    """A platform that refuses one token and says `act_` before its ids."""
    if secret == BAD:
        raise CredentialsRejected("the token is expired", platform="meta", account=account_id)
    return replace(SHOP, account_id=account_id.removeprefix("act_"))


@pytest.fixture
def vault() -> Vault:
    return Vault(new_key())


def connect(warehouse: Warehouse, vault: Vault, account: str = "act_1001", **others: Any) -> Added:
    given = {"user_email": "Ann.Lee@example.com", "secret": GOOD, "describe": describe, **others}
    return accounts.add(warehouse, vault, "meta", account, given.pop("user_email"), given.pop("secret"), **given)


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in warehouse.connection.execute(query).fetchall()]


def states(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return rows(
        warehouse,
        "SELECT email, connection.status, is_connected FROM app.marketing_accounts AS connection"
        " JOIN app.users ON users.id = user_id ORDER BY email",
    )


def test_adding_stores_account_person_and_encrypted_token(warehouse: Warehouse, vault: Vault) -> None:
    assert connect(warehouse, vault) == Added(SHOP, user_created=True)
    assert rows(warehouse, "SELECT platform, account_id, name, currency, timezone FROM warehouse.ad_accounts") == [
        ("meta", "1001", "Shop", "KRW", "Asia/Seoul")
    ]
    assert rows(warehouse, "SELECT email, name, role FROM app.users") == [("Ann.Lee@example.com", "Ann.Lee", "analyst")]
    ((stored,),) = rows(warehouse, "SELECT access_token FROM app.marketing_accounts")
    assert GOOD not in stored
    assert vault.decrypt(stored) == GOOD


def test_adding_again_renews_the_connection_and_does_not_double(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    accounts.change(warehouse, Connections("meta", "1001"), "pause")
    again = connect(warehouse, vault, account="1001", user_email="ann.lee@EXAMPLE.com", secret=BETTER)
    assert not again.user_created
    (account,) = accounts.due(warehouse, "meta")
    assert vault.decrypt(account.sealed) == BETTER
    assert states(warehouse) == [("Ann.Lee@example.com", "active", True)]


def test_a_token_that_the_platform_refuses_stores_nothing(warehouse: Warehouse, vault: Vault) -> None:
    with pytest.raises(CredentialsRejected):
        connect(warehouse, vault, secret=BAD)
    assert rows(warehouse, "SELECT id FROM app.users UNION ALL SELECT user_id FROM app.marketing_accounts") == []
    assert rows(warehouse, "SELECT id FROM warehouse.ad_accounts") == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("currency", "XYZ", "currency 'XYZ' is unknown.*field=currency"),
        ("timezone", "Mars/Olympus", "time zone 'Mars/Olympus' is unknown.*field=timezone"),
        ("timezone", "../etc", "time zone '../etc' is unknown"),
    ],
)
def test_an_unknown_currency_or_zone_is_refused(
    warehouse: Warehouse, vault: Vault, field: str, value: str, said: str
) -> None:
    odd = replace(SHOP, **{field: value})
    with pytest.raises(AccountError, match=said):
        connect(warehouse, vault, describe=lambda secret, account_id: odd)
    assert rows(warehouse, "SELECT id FROM app.users") == []


@pytest.mark.parametrize("email", ["", "ann", "@example.com", "ann@", "ann lee@example.com"])
def test_an_address_that_is_none_is_refused(warehouse: Warehouse, vault: Vault, email: str) -> None:
    with pytest.raises(ConfigurationError, match="is not an email address"):
        connect(warehouse, vault, user_email=email)


def test_a_team_is_found_by_name_or_id_and_must_be_one(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    with pytest.raises(ConfigurationError, match="0 teams in use are called 'Growth'"):
        connect(warehouse, vault, team="Growth")
    ((team,),) = rows(
        warehouse, "INSERT INTO app.teams (owner_id, name) SELECT id, 'Growth' FROM app.users RETURNING id"
    )
    connect(warehouse, vault, team="Growth")
    assert [row["team"] for row in accounts.listing(warehouse)] == ["Growth"]
    rows(warehouse, "INSERT INTO app.teams (owner_id, name) SELECT id, 'Growth' FROM app.users RETURNING id")
    with pytest.raises(ConfigurationError, match="2 teams in use"):
        connect(warehouse, vault, team="Growth")
    connect(warehouse, vault, team=str(team).upper())
    connect(warehouse, vault)
    assert [row["team"] for row in accounts.listing(warehouse)] == ["Growth"]


def test_an_account_with_several_connections_is_due_once_through_the_newest_that_works(
    warehouse: Warehouse, vault: Vault
) -> None:
    connect(warehouse, vault)
    connect(warehouse, vault, account="1002")
    connect(warehouse, vault, user_email="bob@example.com", secret=BETTER)
    shop, other = accounts.due(warehouse, "meta")
    assert (shop.account_id, vault.decrypt(shop.sealed), shop.currency, shop.timezone) == (
        "1001",
        BETTER,
        "KRW",
        "Asia/Seoul",
    )
    assert (other.account_id, vault.decrypt(other.sealed)) == ("1002", GOOD)
    assert BETTER not in repr(shop)
    accounts.mark_revoked(warehouse, shop)
    assert [vault.decrypt(account.sealed) for account in accounts.due(warehouse, "meta", "1001")] == [GOOD]


def test_only_active_accounts_of_the_platform_are_due(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    assert accounts.due(warehouse, "google") == []
    accounts.change(warehouse, Connections("meta", "1001"), "pause")
    assert accounts.due(warehouse, "meta") == []
    with pytest.raises(ConfigurationError, match="meta account 1001 has no active connection"):
        accounts.due(warehouse, "meta", "1001")


def test_pausing_resuming_and_removing_move_everybodys_or_one_persons_connection(
    warehouse: Warehouse, vault: Vault
) -> None:
    connect(warehouse, vault)
    connect(warehouse, vault, user_email="bob@example.com")
    everybody, bob = Connections("meta", "1001"), Connections("meta", "1001", "BOB@example.com")
    assert accounts.change(warehouse, bob, "pause") == 1
    assert states(warehouse) == [("Ann.Lee@example.com", "active", True), ("bob@example.com", "paused", True)]
    assert accounts.change(warehouse, everybody, "pause") == 1
    assert accounts.change(warehouse, everybody, "pause") == 0
    assert accounts.change(warehouse, everybody, "resume") == 2
    assert accounts.change(warehouse, bob, "remove") == 1
    assert [vault.decrypt(account.sealed) for account in accounts.due(warehouse, "meta")] == [GOOD]


def test_removing_forgets_the_token_and_keeps_the_account(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    accounts.change(warehouse, Connections("meta", "1001"), "remove")
    assert rows(warehouse, "SELECT status, access_token FROM app.marketing_accounts") == [("removed", None)]
    assert rows(warehouse, "SELECT account_id FROM warehouse.ad_accounts") == [("1001",)]
    with pytest.raises(ConfigurationError, match="are removed, expected paused"):
        accounts.change(warehouse, Connections("meta", "1001"), "resume")


def test_connections_that_are_not_there_are_said_to_be_unknown(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigurationError, match="meta account 9 of eve@x are unknown, expected active"):
        accounts.change(warehouse, Connections("meta", "9", "eve@x"), "pause")


def test_a_revoked_connection_is_revived_by_a_new_token_only(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    which = Connections("meta", "1001")
    (account,) = accounts.due(warehouse, "meta")
    accounts.mark_revoked(warehouse, account)
    assert states(warehouse) == [("Ann.Lee@example.com", "revoked", False)]
    with pytest.raises(ConfigurationError, match="rotate-token"):
        accounts.change(warehouse, which, "resume")
    with pytest.raises(CredentialsRejected):
        accounts.rotate_token(warehouse, vault, which, BAD, describe)
    accounts.rotate_token(warehouse, vault, which, BETTER, describe)
    assert [vault.decrypt(account.sealed) for account in accounts.due(warehouse, "meta")] == [BETTER]


def test_a_token_is_rotated_for_one_person_and_a_pause_outlives_it(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    connect(warehouse, vault, user_email="bob@example.com")
    with pytest.raises(
        ConfigurationError, match=r"found those of Ann\.Lee@example\.com, bob@example\.com; name the user"
    ):
        accounts.rotate_token(warehouse, vault, Connections("meta", "1001"), BETTER, describe)
    bob = Connections("meta", "1001", "bob@example.com")
    accounts.change(warehouse, bob, "pause")
    accounts.rotate_token(warehouse, vault, bob, BETTER, describe)
    assert [vault.decrypt(account.sealed) for account in accounts.due(warehouse, "meta")] == [GOOD]
    assert states(warehouse)[1] == ("bob@example.com", "paused", True)


def test_a_later_description_renews_name_and_status(warehouse: Warehouse, vault: Vault) -> None:
    connect(warehouse, vault)
    (account,) = accounts.due(warehouse, "meta")
    accounts.refresh_description(warehouse, account, replace(SHOP, name="Store", platform_status="CLOSED"))
    assert rows(warehouse, "SELECT name, platform_status FROM warehouse.ad_accounts") == [("Store", "CLOSED")]


@pytest.mark.parametrize(("field", "value"), [("currency", "USD"), ("timezone", "UTC")])
def test_a_changed_currency_or_zone_is_refused_naming_both(
    warehouse: Warehouse, vault: Vault, field: str, value: str
) -> None:
    connect(warehouse, vault)
    (account,) = accounts.due(warehouse, "meta")
    changed = replace(SHOP, name="Store", **{field: value})
    said = (
        f"{field} is {getattr(SHOP, field)} in the warehouse and {value} at the platform.*account=1001, field={field}"
    )
    with pytest.raises(AccountError, match=said):
        accounts.refresh_description(warehouse, account, changed)
    with pytest.raises(AccountError, match=said):
        connect(warehouse, vault, user_email="bob@example.com", describe=lambda secret, account_id: changed)
    assert rows(warehouse, "SELECT name FROM warehouse.ad_accounts") == [("Shop",)]
    assert [email for email, *_ in states(warehouse)] == ["Ann.Lee@example.com"]


def test_the_listing_has_the_last_sync_and_how_the_last_attempt_went(
    warehouse: Warehouse, vault: Vault, owner: Warehouse
) -> None:
    connect(warehouse, vault)
    (listed,) = accounts.listing(warehouse)
    assert (listed["last_sync_at"], listed["last_attempt_failed"]) == (None, None)
    assert not {"access_token", "refresh_token"} & listed.keys()
    owner.connection.execute(
        "INSERT INTO ops.stream_state SELECT id, 'campaign_daily', '2026-11-19', '2026-11-20 03:00+00'"
        " FROM warehouse.ad_accounts"
    )
    owner.connection.execute(
        "INSERT INTO ops.data_sync_logs (ad_account_id, platform, stream, run_id, sync_type, status, window_start,"
        " window_end, error_class, started_at) SELECT id, 'meta', 'campaign_daily', 'r', 'full', 'failed',"
        " '2026-11-19', '2026-11-20', 'RateLimited', now() FROM warehouse.ad_accounts"
    )
    (listed,) = accounts.listing(warehouse)
    assert listed["last_sync_at"].isoformat() == "2026-11-20T03:00:00+00:00"
    assert (listed["last_attempt_failed"], listed["error_class"]) == (True, "RateLimited")
