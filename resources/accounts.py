"""Ad accounts and people's connections to them: who may be read, with which secret.

Several connections may point at one ad account (`warehouse.ad_accounts`); it is read once, through one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.rows import DictRow

from resources.credentials import Vault
from resources.errors import AccountError, ConfigurationError
from resources.platforms.base import AccountInfo, Tokens
from resources.redaction import register
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

Describe = Callable[[str, str], AccountInfo]
"""(secret, account_id) -> what the platform says about the account; raises PlatformError."""

ACTIONS = {
    "pause": ("paused", {"active"}),
    "resume": ("active", {"paused"}),
    "remove": ("removed", {"active", "paused", "revoked"}),
}
"""What a person may do with a connection: the status it gets, and those it may be in before."""


@dataclass(frozen=True)
class ConnectedAccount:
    """An ad account to read and the connection to read it through. `timezone` is an IANA name, `sealed` the platform's
    token as it is stored: encrypted."""

    ad_account_id: int
    platform: str
    account_id: str
    name: str
    currency: str
    timezone: str
    connection_id: UUID
    sealed: str = field(repr=False)


@dataclass(frozen=True)
class Connections:
    """Connections to one account: everybody's, or one person's."""

    platform: str
    account_id: str
    user_email: str | None = None

    def __str__(self) -> str:
        return f"{self.platform} account {self.account_id}" + (f" of {self.user_email}" if self.user_email else "")


@dataclass(frozen=True)
class Added:
    """What `add` did. `info` is the platform's description, with the account id in its canonical form."""

    info: AccountInfo
    user_created: bool


def add(
    warehouse: Warehouse,
    vault: Vault,
    platform: str,
    account_id: str,
    user_email: str,
    secret: str | Tokens,
    *,
    team: str | None = None,
    describe: Describe,
) -> Added:
    """Connect a person (made when new) to an account, after the platform accepted the secret. Renews an existing one.

    The secret is a token, or the pair that a code was exchanged for. `team` is a team's name or id. Nothing is stored
    unless everything is.

    Raises:
        PlatformError: the platform refused; AccountError also when its currency or zone is unknown or has changed.
        ConfigurationError: the email is none, or not exactly one team fits.
    """
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", user_email):
        raise ConfigurationError(f"{user_email!r} is not an email address; expected name@example.com")
    team_id = _team_id(warehouse, team) if team else None
    info = _described(warehouse, platform, account_id, secret, describe)
    with warehouse.transaction("accounts.add") as cursor:
        ad_account_id = _upsert_ad_account(cursor, platform, info)
        user = _row(cursor, "accounts/upsert_user", email=user_email, name=user_email.partition("@")[0])
        _row(
            cursor,
            "accounts/upsert_connection",
            user_id=user["id"],
            team_id=team_id,
            platform=platform,
            account_id=info.account_id,
            account_name=info.name,
            ad_account_id=ad_account_id,
            access_ends_at=info.access_ends_at,
            **vault.seal(secret),
        )
    return Added(info, user["created"])


def listing(warehouse: Warehouse) -> list[DictRow]:
    """Every connection with its state and last sync, as `sql/accounts/list.sql` has it. No secrets."""
    return warehouse.fetch("accounts/list")


def change(warehouse: Warehouse, which: Connections, action: str) -> int:
    """`pause` reading through connections, `resume` it, or `remove` them: their secrets are forgotten, facts stay.

    Returns how many changed.

    Raises:
        ConfigurationError: there are none, or none in a state that allows it.
    """
    status, allowed = ACTIONS[action]
    with warehouse.transaction("accounts.set_status") as cursor:
        found = _connections(cursor, which)
        ids = [row["id"] for row in found if row["status"] in allowed]
        states = {row["status"] for row in found}
        if not ids and status not in states:
            advice = "; `adwarehouse accounts rotate-token` revives a revoked one" if "revoked" in states else ""
            raise ConfigurationError(
                f"connections to {which} are {' and '.join(sorted(states)) or 'unknown'}, "
                f"expected {' or '.join(sorted(allowed))}{advice}"
            )
        cursor.execute(statement("accounts/set_status"), {"connection_ids": ids, "status": status})
    return len(ids)


def rotate_token(
    warehouse: Warehouse, vault: Vault, which: Connections, secret: str | Tokens, describe: Describe
) -> None:
    """Replace the secret of one connection, after the platform accepted it; a revoked connection works again.

    Raises:
        PlatformError: the platform refused the secret.
        ConfigurationError: not exactly one connection is meant.
    """
    info = _described(warehouse, which.platform, which.account_id, secret, describe)
    with warehouse.transaction("accounts.rotate_token") as cursor:
        _upsert_ad_account(cursor, which.platform, info)
        kept = [row for row in _connections(cursor, which) if row["status"] != "removed"]
        if len(kept) != 1:
            people = ", ".join(row["user_email"] for row in kept) or "nobody"
            raise ConfigurationError(f"expected one connection to {which}, found those of {people}; name the user")
        connection = {"connection_id": kept[0]["id"]}
        cursor.execute(statement("accounts/set_tokens"), {**connection, **vault.seal(secret)})
        cursor.execute(statement("accounts/revive"), {**connection, "access_ends_at": info.access_ends_at})


def due(warehouse: Warehouse, platform: str, account: str | None = None) -> list[ConnectedAccount]:
    """The active accounts of a platform, or the one named, each once: through its newest working connection.

    Raises:
        ConfigurationError: the named account has no active connection.
    """
    rows = warehouse.fetch("accounts/due", {"platform": platform, "account": account})
    if account is not None and not rows:
        raise ConfigurationError(
            f"{platform} account {account} has no active connection; see `adwarehouse accounts list`"
        )
    return [ConnectedAccount(**row) for row in rows]


def mark_revoked(warehouse: Warehouse, account: ConnectedAccount) -> None:
    """The platform refused this secret: do not use its connection again until it is given another."""
    refused = {"connection_id": account.connection_id, "sealed": account.sealed}
    warehouse.execute("accounts/mark_revoked", refused, boundary="accounts.mark_revoked")


def refresh_description(warehouse: Warehouse, account: ConnectedAccount, info: AccountInfo) -> None:
    """Keep an account's name and status, and when the consent behind its connection ends, as the platform has them.

    Raises:
        AccountError: its currency or time zone is another than the one its facts were loaded in.
    """
    with warehouse.transaction("accounts.refresh_description") as cursor:
        _upsert_ad_account(cursor, account.platform, info)
        ends = {"connection_id": account.connection_id, "access_ends_at": info.access_ends_at}
        cursor.execute(statement("accounts/set_access_end"), ends)


def _described(
    warehouse: Warehouse, platform: str, account_id: str, secret: str | Tokens, describe: Describe
) -> AccountInfo:
    token = secret if isinstance(secret, str) else secret.access_token
    register(token)
    info = describe(token, account_id)
    if not warehouse.fetch_one("accounts/currency_is_known", {"currency": info.currency})["known"]:
        raise AccountError(
            f"currency {info.currency!r} is unknown; expected an ISO 4217 code of warehouse.currencies",
            platform=platform,
            account=account_id,
            field="currency",
        )
    try:
        ZoneInfo(info.timezone)
    except (ValueError, OSError, KeyError):
        raise AccountError(
            f"time zone {info.timezone!r} is unknown; expected an IANA name such as Asia/Seoul",
            platform=platform,
            account=account_id,
            field="timezone",
        ) from None
    return info


def _upsert_ad_account(cursor: Cursor, platform: str, info: AccountInfo) -> int:
    said = {name: value for name, value in asdict(info).items() if name != "access_ends_at"}
    row = _row(cursor, "accounts/upsert_ad_account", platform=platform, **said)
    for name, reported in (("currency", info.currency), ("timezone", info.timezone)):
        if row[name] != reported:
            raise AccountError(
                f"{name} is {row[name]} in the warehouse and {reported} at the platform; facts of both must not mix, "
                "so nothing more is loaded",
                platform=platform,
                account=info.account_id,
                field=name,
            )
    return int(row["id"])


def _connections(cursor: Cursor, which: Connections) -> list[DictRow]:
    parameters = {"platform": which.platform, "account_id": which.account_id, "user_email": which.user_email}
    return cursor.execute(statement("accounts/select_connections"), parameters).fetchall()


def _team_id(warehouse: Warehouse, team: str) -> UUID:
    found: list[UUID] = [row["id"] for row in warehouse.fetch("accounts/find_team", {"team": team})]
    if len(found) != 1:
        raise ConfigurationError(f"{len(found)} teams in use are called {team!r}; expected one, name it by its id")
    return found[0]


def _row(cursor: Cursor, name: str, /, **parameters: object) -> DictRow:
    (row,) = cursor.execute(statement(name), parameters).fetchall()
    return row
