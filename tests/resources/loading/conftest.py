"""The world that loading tests play in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources.object_store import ObjectStore
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.playground import Playground, playground

LEDGER = Ledger.default(seed=1)


@pytest.fixture
def world(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """The default ledger on 2025-03-20, with no account connected yet."""
    with playground(databases.loader_url, store, LEDGER) as world:
        yield world
