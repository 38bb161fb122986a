"""A client of a scripted Graph, and time that only passes on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources.platforms.meta.client import MetaClient
from resources.platforms.retry import Pace, Retry
from resources.settings import Settings
from tests.resources.scripted import Script, Time, scripted

TOKEN, APP_SECRET = "EAAtokentokentoken", "appsecretappsecret"


@pytest.fixture
def graph() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(graph: Script, time: Time) -> MetaClient:
    """One account's client; it tries three times."""
    settings = Settings.model_validate(
        {"meta_graph_url": graph.url, "meta_app_id": "1234", "meta_app_secret": APP_SECRET}
    )
    retry = Retry(attempts=3, seed=1, sleep=time.sleep)
    return MetaClient(settings, TOKEN, retry=retry, pace=Pace(1000, time.sleep, time.clock), deadline=2)
