"""Access tokens that are renewed. A refresh token is worth one use, so the renewals of a connection follow one another.

The connection's row is locked from before the platform is asked until the new pair is committed, and nobody uses a pair
that is not stored. A process that dies in between leaves a refresh token that is spent: the next renewal is refused,
and the error says how the account's owner lets the application in again.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import Any

from resources.accounts import ConnectedAccount
from resources.credentials import Vault
from resources.errors import CredentialsRejected, RetryableError
from resources.platforms import platform
from resources.redaction import safe_message
from resources.settings import Settings
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement

log = logging.getLogger(__name__)
LASTS_AT_LEAST = dt.timedelta(minutes=30)
"""A token that ends sooner is renewed before it is used: a window is read in less."""


def usable(
    warehouse: Warehouse, vault: Vault, settings: Settings, account: ConnectedAccount, *, refused: bool = False
) -> ConnectedAccount:
    """The account with a token that lasts; renewed first when it ends soon, or when the platform `refused` it.

    A token that another process has renewed meanwhile is taken from the database. Where renewing fails for the moment
    and the old token still holds, that one serves on.

    Raises:
        CredentialsRejected: the refresh token is not worth anything; says what to do.
        RetryableError: the platform could not be asked, and there is no good token.
    """
    consent = platform(account.platform).consent
    if consent is None:
        return account
    with warehouse.transaction("tokens.renew") as cursor:
        stored = _locked(cursor, account)
        held = replace(account, sealed=stored["access_token"])
        left = stored["token_expires_at"] - dt.datetime.now(dt.UTC)
        is_refused = refused and held.sealed == account.sealed
        if left > LASTS_AT_LEAST and not is_refused:
            return held
        try:
            tokens = consent.renew(settings, account.account_id, vault.decrypt(stored["refresh_token"]))
        except RetryableError as error:
            if is_refused or left <= dt.timedelta(0):
                raise
            log.warning(
                "%s account %s: %s; the old token serves on", account.platform, account.account_id, safe_message(error)
            )
            return held
        sealed = vault.seal(tokens)
        cursor.execute(statement("accounts/set_tokens"), {"connection_id": account.connection_id, **sealed})
    return replace(account, sealed=sealed["access_token"])


def _locked(cursor: Cursor, account: ConnectedAccount) -> dict[str, Any]:
    stored = cursor.execute(statement("accounts/lock_tokens"), {"connection_id": account.connection_id}).fetchone()
    if stored is None or not stored["refresh_token"]:
        raise CredentialsRejected(
            "the connection has no refresh token; let the account's owner consent anew with "
            f"`adwarehouse accounts authorize {account.platform}`, then `adwarehouse accounts rotate-token "
            f"{account.platform} {account.account_id}`",
            platform=account.platform,
            account=account.account_id,
        )
    return stored
