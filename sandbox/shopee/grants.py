"""What shops' owners have granted: codes, access tokens and refresh tokens, in memory and, if told so, in a file.

A code and a refresh token are worth one use. A shop may have several chains of tokens side by side. All times are real,
in seconds since 1970. The file is written before anything is said, so no token that somebody holds is ever lost.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sandbox.embedded.home import write_private
from sandbox.shopee.errors import (
    ended_consent,
    ended_refresh_token,
    foreign_code,
    foreign_refresh_token,
    invalid_code,
    invalid_refresh_token,
    spent_code,
)

FILE = "shopee-tokens.json"
_REMEMBERED = 86_400
"""Seconds for which the end of a token is told apart from a token that never was."""


@dataclass(frozen=True)
class Lifetimes:
    """Seconds: of a code, of tokens, of an access token after it was renewed, and of an owner's consent."""

    code: int = 600
    access: int = 14_400
    refresh: int = 2_592_000
    overlap: int = 300
    consent: int = 31_536_000


@dataclass
class Grant:
    """A code or a token. `access_token` is what was given out together with a refresh token."""

    shop_id: str
    ends_at: float
    used: bool = False
    access_token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Pair:
    """Fresh tokens of a shop."""

    shop_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    ends_at: float


@dataclass
class _State:
    codes: dict[str, Grant] = field(default_factory=dict)
    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    agreed: dict[str, float] = field(default_factory=dict)


class Grants:
    """The state. `folder` keeps it in a private file across restarts; without one it lives in memory."""

    def __init__(
        self, folder: Path | None = None, lifetimes: Lifetimes = Lifetimes(), now: Callable[[], float] = time.time
    ) -> None:
        self.lifetimes = lifetimes
        self._path = folder / FILE if folder else None
        self._now = now
        self._state = self._read()

    def agree(self, shop_id: str) -> str:
        """The shop's owner lets the application in: a code."""
        code = secrets.token_hex(16)
        self._state.codes[code] = Grant(shop_id, self._now() + self.lifetimes.code)
        self._state.agreed[shop_id] = self._now()
        self._write()
        return code

    def exchange(self, code: str, shop_id: str) -> Pair:
        """A code for the first tokens of a chain. Raises ShopeeError."""
        grant = self._state.codes.get(code)
        if grant is None:
            raise invalid_code()
        if grant.used or self.has_ended(grant):
            raise spent_code()
        if grant.shop_id != shop_id:
            raise foreign_code()
        grant.used = True
        return self._issue(shop_id)

    def renew(self, refresh_token: str, shop_id: str) -> Pair:
        """A refresh token for the next tokens; its access token serves a little longer. Raises ShopeeError."""
        grant = self._state.refresh.get(refresh_token)
        if grant is None or grant.used:
            raise invalid_refresh_token()
        if grant.shop_id != shop_id:
            raise foreign_refresh_token()
        if self.has_ended(grant):
            raise ended_refresh_token()
        if self.consent(shop_id)[1] <= self._now():
            raise ended_consent()
        grant.used = True
        if before := self._state.access.get(grant.access_token):
            before.ends_at = min(before.ends_at, self._now() + self.lifetimes.overlap)
        return self._issue(shop_id)

    def access(self, token: str) -> Grant | None:
        """What an access token opens, whether it has ended or not; None for one that is not known."""
        return self._state.access.get(token)

    def has_ended(self, grant: Grant) -> bool:
        """Its time is over."""
        return grant.ends_at <= self._now()

    def consent(self, shop_id: str) -> tuple[float, float]:
        """When the shop's owner last consented, and when that ends."""
        agreed = self._state.agreed.get(shop_id, 0.0)
        return agreed, agreed + self.lifetimes.consent

    def _issue(self, shop_id: str) -> Pair:
        now = self._now()
        access, refresh = secrets.token_hex(16), secrets.token_hex(16)
        self._state.access[access] = Grant(shop_id, now + self.lifetimes.access)
        self._state.refresh[refresh] = Grant(shop_id, now + self.lifetimes.refresh, access_token=access)
        self._write()
        return Pair(shop_id, access, refresh, now + self.lifetimes.access)

    def _read(self) -> _State:
        if self._path is None or not self._path.exists():
            return _State()
        kept = json.loads(self._path.read_text())
        found = {
            name: {key: Grant(**grant) for key, grant in kept[name].items()} for name in ("codes", "access", "refresh")
        }
        return _State(**found, agreed=kept["agreed"])

    def _write(self) -> None:
        forgotten = self._now() - _REMEMBERED
        for grants in (self._state.codes, self._state.access, self._state.refresh):
            for key in [key for key, grant in grants.items() if grant.ends_at < forgotten]:
                del grants[key]
        if self._path is not None:
            write_private(self._path, json.dumps(asdict(self._state), indent=1))
