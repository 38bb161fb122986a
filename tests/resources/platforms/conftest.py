"""Every platform's sandbox with the default ledger, for the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.ledger import Ledger
from tests.resources.platforms.contract import World
from tests.resources.platforms.subjects import TODAY
from tests.served import SteppingClock, served


@pytest.fixture(scope="package")
def default() -> Iterator[World]:
    """The default ledger, served by every platform's sandbox."""
    with served(Ledger.default(1), SteppingClock(TODAY), with_google=True) as there:
        yield World(there)


@pytest.fixture
def world(default: World) -> Iterator[World]:
    """The default ledger; what a test does to clock and faults is undone."""
    yield default
    default.served.faults.clear()
    default.time.waits.clear()
    default.served.clock.move_to(TODAY)
