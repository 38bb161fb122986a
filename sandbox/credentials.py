"""The credentials that the sandbox accepts: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from sandbox.embedded.home import write_private
from sandbox.ledger import Ledger
from sandbox.meta.access import MetaCredentials
from sandbox.shopee.access import ShopeeCredentials

FILE = "credentials.json"


def issue(ledger: Ledger, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Meta's application with a token an account, and Shopee's application; what `known` has already stays.

    {"meta": {"app_id", "app_secret", "tokens": {account_id: token}}, "shopee": {"partner_id", "partner_key"}}; the
    tokens of Shopee's shops come from their owners' consent.
    """
    known = known or {}
    meta = {"app_id": _digits(15), "app_secret": secrets.token_hex(16), "tokens": {}, **known.get("meta", {})}
    fresh = {account["account_id"]: f"EAA{secrets.token_hex(40)}" for account in ledger.accounts("meta")}
    shopee = {"partner_id": int(_digits(7)), "partner_key": secrets.token_hex(32), **known.get("shopee", {})}
    return {**known, "meta": {**meta, "tokens": {**fresh, **meta["tokens"]}}, "shopee": shopee}


def keep(state_dir: Path, ledger: Ledger) -> dict[str, Any]:
    """The credentials of a state folder, made or completed for the ledger's accounts, mode 0600."""
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / FILE
    known = json.loads(path.read_text()) if path.exists() else None
    credentials = issue(ledger, known)
    if credentials != known:
        write_private(path, json.dumps(credentials, indent=2))
    return credentials


def meta(credentials: dict[str, Any]) -> MetaCredentials:
    """Meta's part."""
    return MetaCredentials(**credentials["meta"])


def shopee(credentials: dict[str, Any]) -> ShopeeCredentials:
    """Shopee's part."""
    return ShopeeCredentials(**credentials["shopee"])


def _digits(count: int) -> str:
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))
