"""A client of a scripted Google, a sandbox with its truth, and time that only passes on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from resources.clock import Clock
from resources.platforms.base import ParseContext, Parsed, Totals
from resources.platforms.google import GOOGLE
from resources.platforms.google.client import GoogleClient
from resources.platforms.retry import Retry
from resources.settings import Settings
from resources.windows import Window
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.google.server import serve
from sandbox.ledger import Ledger
from tests import authority
from tests.resources.platforms.google.api import Api, serving
from tests.resources.platforms.google.landed import page
from tests.resources.scripted import Script, Time, scripted

authority.trust()

ACCOUNT, MANAGER = "3001000001", "3009999999"
REFRESH_TOKEN, DEVELOPER_TOKEN, SECRET = "1//refreshtoken", "developertoken", "oauthclientsecret"
ACCESS_TOKEN = "ya29.accesstoken"
GRANT = {"access_token": ACCESS_TOKEN, "expires_in": 3599, "token_type": "Bearer"}


@pytest.fixture
def tokens() -> Iterator[Script]:
    """The token server; it gives access tokens."""
    with scripted() as script:
        script.will_answer(GRANT)
        yield script


@pytest.fixture(scope="package")
def served() -> Iterator[Api]:
    with serving(authority.folder()) as api:
        yield api


@pytest.fixture
def api(served: Api) -> Api:
    served.answers, served.listing, served.asked = [], [], []
    return served


@pytest.fixture
def time() -> Time:
    return Time()


def configured(endpoint: str, token_url: str, **changes: object) -> Settings:
    """Settings for a Google at an address."""
    return Settings.model_validate(
        {
            "google_ads_endpoint": endpoint,
            "google_ads_developer_token": DEVELOPER_TOKEN,
            "google_ads_login_customer_id": MANAGER,
            "google_oauth_token_url": token_url,
            "google_oauth_client_id": "client.apps",
            "google_oauth_client_secret": SECRET,
            **changes,
        }
    )


@pytest.fixture
def client(api: Api, tokens: Script, time: Time) -> GoogleClient:
    """A client that tries three times."""
    settings = configured(api.endpoint, f"{tokens.url}/token")
    return GoogleClient(settings, REFRESH_TOKEN, retry=Retry(attempts=3, seed=1, sleep=time.sleep), deadline=5)


TODAY = dt.date(2026, 2, 28)
ACCOUNTS = ("3001000001", "3001000002", "3001000003")


@dataclass
class World:
    """A sandbox with its truth, and time that only passes on paper."""

    ledger: Ledger
    settings: Settings
    secrets: Mapping[str, str]
    faults: Faults
    time: Time

    def client(self, account: str, *, secret: str | None = None, **changes: object) -> GoogleClient:
        """A client that tries three times; `changes` are other settings."""
        settings = Settings.model_validate({**self.settings.model_dump(), **changes})
        retry = Retry(attempts=3, seed=1, sleep=self.time.sleep)
        return GoogleClient(settings, secret or self.secrets[account], retry=retry, deadline=30)

    def read(self, stream_name: str, account: str, window: Window) -> Parsed:
        """Fetch and parse, with the pages on the way written as landing writes them."""
        stream, client = GOOGLE.stream(stream_name), self.client(account)
        pages = [page(*each.records) for each in stream.fetch(client, account, window)]
        about = client.describe(account)
        context = ParseContext(account, about.currency, about.timezone, window, frozenset({about.currency}))
        return stream.parse(pages, context)

    def total(self, stream_name: str, account: str, window: Window) -> Totals:
        ask = GOOGLE.stream(stream_name).total
        assert ask is not None
        return ask(self.client(account), account, window)


@pytest.fixture(scope="package")
def running() -> Iterator[World]:
    ledger, faults = Ledger.default(1), Faults()
    issued = credentials.google(credentials.issue(ledger))
    with serve(ledger, Clock(TODAY), issued, faults, authority.folder()) as google:
        settings = Settings.model_validate(
            {
                "google_ads_endpoint": google.endpoint,
                "google_ads_developer_token": issued.developer_token,
                "google_ads_login_customer_id": issued.login_customer_id,
                "google_oauth_token_url": google.token_url,
                "google_oauth_client_id": issued.client_id,
                "google_oauth_client_secret": issued.client_secret,
            }
        )
        yield World(ledger, settings, issued.refresh_tokens, faults, Time())


@pytest.fixture
def world(running: World) -> Iterator[World]:
    yield running
    running.faults.clear()
    running.time.waits.clear()
