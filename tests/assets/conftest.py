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
from sandbox.embedded.replacements import PLATFORMS, SERVICES
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import TODAY, Playground, playground

(PLATFORMS_SERVICE,) = SERVICES[PLATFORMS]
PLATFORM_SETTINGS = (*PLATFORMS_SERVICE.addresses, *PLATFORMS_SERVICE.credentials)


@pytest.fixture
def world(
    environment: pytest.MonkeyPatch, databases: Databases, store: ObjectStore, object_store_server: ObjectStoreServer
) -> Iterator[Playground]:
    """A world with two connected accounts: 1001 in dollars, 1002 in won."""
    with playground(databases.loader_url, store, Ledger.default(), with_google=True) as world:
        for name in PLATFORM_SETTINGS:
            environment.setenv(name, world.context.settings.require(name.lower()))
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
