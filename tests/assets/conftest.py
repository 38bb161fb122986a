"""The playground with a process that is configured for it, as a Dagster run process is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg
import pytest

from resources.credentials import Vault
from resources.object_store import ObjectStore
from resources.settings import settings
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import TODAY, Playground, playground


@pytest.fixture
def world(
    environment: pytest.MonkeyPatch, databases: Databases, store: ObjectStore, object_store_server: ObjectStoreServer
) -> Iterator[Playground]:
    """A world with two connected accounts: 1001 in dollars, 1002 in won."""
    with playground(databases.loader_url, store, Ledger.default()) as world:
        served = world.context.settings
        environment.setenv("META_GRAPH_URL", served.meta_graph_url)
        environment.setenv("ECB_RATES_URL", served.ecb_rates_url)
        environment.setenv("META_APP_ID", served.require("meta_app_id"))
        environment.setenv("META_APP_SECRET", served.require("meta_app_secret"))
        environment.setenv("ADWAREHOUSE_TODAY", str(TODAY))
        environment.setenv("S3_ENDPOINT_URL", object_store_server.endpoint)
        environment.setenv("S3_BUCKET", store.bucket)
        environment.setenv("AWS_ACCESS_KEY_ID", object_store_server.access_key)
        environment.setenv("AWS_SECRET_ACCESS_KEY", object_store_server.secret_key)
        settings.cache_clear()
        world.context = replace(world.context, settings=settings(), vault=Vault.from_settings(settings()))
        world.connect("1001", "1002")
        yield world


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance in memory."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance
