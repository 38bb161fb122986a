"""Stored tokens from an older encryption key to the newest, a few at a time; what is interrupted goes on."""

from __future__ import annotations

import datetime as dt

from resources.credentials import Vault
from resources.errors import ConfigurationError
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

AT_ONCE = 100
"""Connections a transaction; their tokens cannot be renewed for as long."""
TOKENS = ("access_token", "refresh_token")


def reencrypt(warehouse: Warehouse, vault: Vault) -> int:
    """Encrypt every stored token with the vault's first key; the number of connections that had another.

    Raises:
        ConfigurationError: a token was encrypted with none of the keys; names its account. What was done before stays.
    """
    changed, after = 0, None
    while True:
        with warehouse.transaction("keys.rotate") as cursor:
            rows = cursor.execute(statement("keys/next"), {"after": after, "limit": AT_ONCE}).fetchall()
            for row in rows:
                where = f"{row['platform']} account {row['account_id']}"
                renewed = {name: _renewed(vault, row[name], where) for name in TOKENS}
                if renewed != {name: row[name] for name in TOKENS}:
                    cursor.execute(statement("keys/store"), {"id": row["id"], **renewed})
                    changed += 1
        if not rows:
            return changed
        after = rows[-1]["id"]


def older_sessions(warehouse: Warehouse, since: dt.datetime) -> list[int]:
    """Server processes of the pipeline's sessions that began before: theirs may still write with an older key."""
    return [row["pid"] for row in warehouse.fetch("keys/older_sessions", {"since": since})]


def _renewed(vault: Vault, ciphertext: str | None, where: str) -> str | None:
    if ciphertext is None or vault.is_newest(ciphertext):
        return ciphertext
    try:
        return vault.renew(ciphertext)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from None
