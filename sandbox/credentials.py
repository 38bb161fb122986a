"""The credentials that the sandbox accepts: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sandbox.clickbank.access import ClickBankCredentials
from sandbox.embedded.home import write_private
from sandbox.google.credentials import GoogleCredentials
from sandbox.ledger import Ledger
from sandbox.meta.access import MetaCredentials
from sandbox.naver.access import NaverCredentials
from sandbox.shopee.access import ShopeeCredentials

FILE = "credentials.json"
MANAGER = "3009999999"
"""The Google Ads manager of every account."""


def issue(ledger: Ledger, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What each platform issues; what `known` has already stays.

    {platform: {setting: value, ..., "tokens": {account_id: secret}}}, a secret being what `accounts add` takes. The
    tokens of Shopee's shops come from their owners' consent instead.
    """
    tokens = {
        name: {account["account_id"]: secret() for account in ledger.accounts(name)}
        for name, secret in _SECRETS.items()
    }
    fresh: dict[str, dict[str, Any]] = {
        "meta": {"app_id": _digits(15), "app_secret": secrets.token_hex(16)},
        "google": {
            "developer_token": secrets.token_urlsafe(16),
            "client_id": f"{_digits(12)}.apps.example.com",
            "client_secret": f"GOCSPX-{secrets.token_urlsafe(20)}",
            "login_customer_id": MANAGER,
        },
        "naver": {},
        "clickbank": {},
        "shopee": {"partner_id": int(_digits(7)), "partner_key": secrets.token_hex(32)},
    }
    kept = dict(known or {})
    for name, application in fresh.items():
        before = kept.get(name, {})
        kept[name] = {**application, **before}
        if name in tokens:
            kept[name]["tokens"] = {**tokens[name], **before.get("tokens", {})}
    return kept


def keep(state_dir: Path, ledger: Ledger) -> dict[str, Any]:
    """The credentials of a state folder, made or completed for the ledger's accounts, mode 0600."""
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / FILE
    known = json.loads(path.read_text()) if path.exists() else None
    credentials = issue(ledger, known)
    if credentials != known:
        write_private(path, json.dumps(credentials, indent=2))
    return credentials


def meta(issued: Mapping[str, Any]) -> MetaCredentials:
    """Meta's part."""
    return MetaCredentials(**issued["meta"])


def google(issued: Mapping[str, Any]) -> GoogleCredentials:
    """Google's part."""
    application = {name: value for name, value in issued["google"].items() if name != "tokens"}
    return GoogleCredentials(**application, refresh_tokens=issued["google"]["tokens"])


def naver(issued: Mapping[str, Any]) -> NaverCredentials:
    """Naver's part."""
    pairs = {account: secret.split(":") for account, secret in issued["naver"]["tokens"].items()}
    return NaverCredentials({account: (licence, key) for account, (licence, key) in pairs.items()})


def clickbank(issued: Mapping[str, Any]) -> ClickBankCredentials:
    """ClickBank's part."""
    return ClickBankCredentials(issued["clickbank"]["tokens"])


def shopee(issued: Mapping[str, Any]) -> ShopeeCredentials:
    """Shopee's part."""
    return ShopeeCredentials(**issued["shopee"])


def _digits(count: int) -> str:
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))


_SECRETS: dict[str, Callable[[], str]] = {
    "meta": lambda: f"EAA{secrets.token_hex(40)}",
    "google": lambda: f"1//{secrets.token_urlsafe(40)}",
    "naver": lambda: f"{secrets.token_hex(33)}:{secrets.token_urlsafe(40)}",
    "clickbank": lambda: f"API-{secrets.token_hex(18).upper()}",
}
