"""`python -m sandbox`: its port, its credentials, its end, its manual."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

import sandbox as package
from sandbox.embedded.home import free_ports
from sandbox.faults import CATALOGUE
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from tests.sandbox.shop import Application


@contextmanager
def running(state: Path, *options: str) -> Iterator[str]:
    """A sandbox process on 2025-06-10; ends it with TERM and expects success."""
    port, google_port = free_ports(2)
    ports = ["--port", str(port), "--google-port", str(google_port)]
    command = [sys.executable, "-m", "sandbox", *ports, "--state-dir", str(state), *options]
    process = subprocess.Popen(command, env={**os.environ, "ADWAREHOUSE_TODAY": "2025-06-10"})
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(f"{url}/healthz", timeout=1).raise_for_status()
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        assert process.wait(10) == 0


def kept(state: Path) -> dict[str, Any]:
    credentials: dict[str, Any] = json.loads((state / "credentials.json").read_text())
    return credentials


def test_credentials_are_private_and_survive_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        first = kept(tmp_path)
        assert requests.get(f"{url}/ecb/eurofxref-daily.xml", timeout=5).text.count("time='2025-06-10'") == 1
    assert (tmp_path / "credentials.json").stat().st_mode & 0o777 == 0o600
    assert set(first["meta"]) == {"app_id", "app_secret", "tokens"}
    assert set(first["meta"]["tokens"]) == {"1001", "1002", "1003", "1004", "1005"}
    assert set(first["shopee"]) == {"partner_id", "partner_key"}
    assert set(first["google"]["tokens"]) >= {"3001000001", "3001000002", "3001000003"}
    assert set(first["naver"]["tokens"]) == {"401001", "401002"}
    assert set(first["clickbank"]["tokens"]) == {"larkspurco", "trailaff", "marketplace"}
    with running(tmp_path):
        assert kept(tmp_path) == first


def test_what_a_shops_owner_granted_survives_a_restart(tmp_path: Path) -> None:
    with running(tmp_path) as url:
        application = Application(f"{url}/shopee", **kept(tmp_path)["shopee"])
        shop = application.shop("2003")
        renewed = application.renew(shop.refresh_token, "2003").json()
    application.http.close()
    assert {path.name for path in tmp_path.iterdir() if path.stat().st_mode & 0o077} == set()
    with running(tmp_path) as url:
        application = Application(f"{url}/shopee", **kept(tmp_path)["shopee"])
        shop.application, shop.access_token = application, renewed["access_token"]
        assert shop.get("shop/get_shop_info").json()["region"] == "ID"
        assert application.renew(shop.refresh_token, "2003").json()["message"] == "Invalid refresh_token."
        assert application.renew(renewed["refresh_token"], "2003").json()["error"] == ""
        application.http.close()


def test_another_ledger_gets_tokens_for_its_accounts(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    Ledger.default(1).save(folder, dt.date(2025, 1, 31))
    accounts = folder / "accounts.csv"
    accounts.write_text(accounts.read_text().replace("1005", "7777"))
    with running(tmp_path, "--ledger", str(folder)):
        assert "7777" in kept(tmp_path)["meta"]["tokens"]


def test_the_manual_names_every_table_column_and_fault() -> None:
    manual = (Path(str(package.__file__)).parent / "README.md").read_text()
    columns = {column for schema in SCHEMAS.values() for column in schema.names}
    missing = [name for name in {*SCHEMAS, *columns, *CATALOGUE} if not re.search(rf"`{name}`", manual)]
    assert not missing
