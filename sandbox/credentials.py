"""The credentials that the sandbox accepts: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from sandbox.ledger import Ledger
from sandbox.meta.access import MetaCredentials

FILE = "credentials.json"


def issue(ledger: Ledger, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """{"meta": {"app_id", "app_secret", "tokens": {account_id: token}}}; what `known` has already stays."""
    meta = {"app_id": _digits(15), "app_secret": secrets.token_hex(16), "tokens": {}, **(known or {}).get("meta", {})}
    fresh = {account["account_id"]: f"EAA{secrets.token_hex(40)}" for account in ledger.accounts("meta")}
    return {**(known or {}), "meta": {**meta, "tokens": {**fresh, **meta["tokens"]}}}


def keep(state_dir: Path, ledger: Ledger) -> dict[str, Any]:
    """The credentials of a state folder, made or completed for the ledger's accounts, mode 0600."""
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / FILE
    known = json.loads(path.read_text()) if path.exists() else None
    credentials = issue(ledger, known)
    if credentials != known:
        _write(path, json.dumps(credentials, indent=2))
    return credentials


def meta(credentials: dict[str, Any]) -> MetaCredentials:
    """Meta's part."""
    return MetaCredentials(**credentials["meta"])


def _write(path: Path, text: str) -> None:
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)


def _digits(count: int) -> str:
    return str(secrets.randbelow(9 * 10 ** (count - 1)) + 10 ** (count - 1))
