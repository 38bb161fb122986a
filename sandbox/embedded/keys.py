"""Where the embedded stack keeps the key that tokens are encrypted with, and why it is never made twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

import psycopg
from cryptography.fernet import Fernet

from resources.errors import ConfigurationError
from sandbox.embedded.home import Home

VARIABLE = "ADWAREHOUSE_ENCRYPTION_KEYS"
KEYS, SINCE = "encryption_key", "encryption_key_since"


class KeyRing:
    """The keys in a home's `state.json`, newest first."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @property
    def keys(self) -> list[str]:
        """Newest first; none before there is a warehouse."""
        kept = str(self._home.recall().get(KEYS, ""))
        return kept.split(",") if kept else []

    @property
    def since(self) -> dt.datetime | None:
        """When the newest came, while there is an older one."""
        moment = self._home.recall().get(SINCE)
        return dt.datetime.fromisoformat(moment) if moment else None

    def keep(self, keys: Sequence[str], since: dt.datetime | None = None) -> None:
        """Keep these and no others."""
        self._home.remember(**{KEYS: ",".join(keys), SINCE: since.isoformat() if since else None})

    def begin(self, database: str) -> None:
        """Have a key: one is made for a warehouse without tokens, later when the database cannot be asked now.

        Raises:
            ConfigurationError: there are tokens, so the key that they were encrypted with is lost.
        """
        if self.keys:
            return
        state = self._home.path / "state.json"
        with suppress(psycopg.OperationalError):
            if _tokens_are_stored(database):
                raise ConfigurationError(
                    f"the key that the stored tokens were encrypted with is not in {state}, and no other is made "
                    f"in its place: put it back there as {KEYS!r}, or set {VARIABLE} to it; if it is lost for good, "
                    f"set {VARIABLE} to a new one and store every token again with `adwarehouse accounts rotate-token`"
                )
            self.keep([Fernet.generate_key().decode()])


def _tokens_are_stored(database: str) -> bool:
    with psycopg.connect(database, connect_timeout=5) as connection:
        known = connection.execute("SELECT to_regclass('app.marketing_accounts') IS NOT NULL").fetchone()
        if known != (True,):
            return False
        stored = connection.execute(
            "SELECT EXISTS (SELECT FROM app.marketing_accounts WHERE num_nonnulls(access_token, refresh_token) > 0)"
        ).fetchone()
    return stored == (True,)
