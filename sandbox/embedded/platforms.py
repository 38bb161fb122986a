"""The platforms' sandbox as a part of the stack: `python -m sandbox` in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

import sandbox
from sandbox.embedded import processes


class PlatformsServer:
    """The default ledger as of the business day `today` (None: the real one); keeps what it issues in `state`."""

    def __init__(self, state: Path, port: int, google_port: int, log: Path, today: str | None) -> None:
        self.state, self.port, self.google_port, self.log, self.today = state, port, google_port, log, today

    @property
    def address(self) -> str:
        """Where it listens; each platform has a path of its own below."""
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> dict[str, Any]:
        """Start it and do not wait; the process's identity."""
        ports = ("--port", str(self.port), "--google-port", str(self.google_port))
        return processes.start(
            [sys.executable, "-P", "-m", "sandbox", *ports, "--state-dir", self.state, "--seed", "1"],
            self.log,
            {
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(_home_of_the_package()), os.environ.get("PYTHONPATH", "")]),
                "ADWAREHOUSE_TODAY": self.today or "",
            },
        )

    def await_ready(self, known: Mapping[str, Any]) -> None:
        """Wait until it answers. Raises ConfigurationError when it does not."""
        processes.await_ready("the platforms' sandbox", self.is_ready, known, self.log)

    def is_ready(self) -> bool:
        """It answers."""
        try:
            return requests.get(f"{self.address}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def environment(self) -> dict[str, str]:
        """The settings that make the product talk to it."""
        return addresses(self.address, f"localhost:{self.google_port}", self.state) | applications(self.credentials())

    def credentials(self) -> dict[str, Any]:
        """What it issued: by platform, its application and a token for each account, except Shopee's."""
        issued: dict[str, Any] = json.loads((self.state / "credentials.json").read_text())
        return issued


def addresses(http: str, google: str, state: Path) -> dict[str, str]:
    """Where the product finds each platform, by setting. `state` holds the certificate that signed Google's."""
    return {
        "META_GRAPH_URL": f"{http}/meta",
        "GOOGLE_ADS_ENDPOINT": google,
        "GOOGLE_OAUTH_TOKEN_URL": f"{http}/google/token",
        "GOOGLE_ADS_CA_FILE": str(state / "ca.pem"),
        "NAVER_API_URL": f"{http}/naver",
        "CLICKBANK_API_URL": f"{http}/clickbank",
        "CLICKBANK_FEED_URL": f"{http}/clickbank/feeds/marketplace_feed_v2.xml.zip",
        "SHOPEE_API_URL": f"{http}/shopee",
        "ECB_RATES_URL": f"{http}/ecb",
    }


def applications(issued: Mapping[str, Any]) -> dict[str, str]:
    """The applications that the platforms know, by setting."""
    return {
        "META_APP_ID": issued["meta"]["app_id"],
        "META_APP_SECRET": issued["meta"]["app_secret"],
        "GOOGLE_ADS_DEVELOPER_TOKEN": issued["google"]["developer_token"],
        "GOOGLE_ADS_LOGIN_CUSTOMER_ID": issued["google"]["login_customer_id"],
        "GOOGLE_OAUTH_CLIENT_ID": issued["google"]["client_id"],
        "GOOGLE_OAUTH_CLIENT_SECRET": issued["google"]["client_secret"],
        "SHOPEE_PARTNER_ID": str(issued["shopee"]["partner_id"]),
        "SHOPEE_PARTNER_KEY": issued["shopee"]["partner_key"],
    }


def _home_of_the_package() -> Path:
    return Path(str(sandbox.__file__)).parent.parent
