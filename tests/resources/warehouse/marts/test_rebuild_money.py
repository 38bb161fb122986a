"""Whatever happened, in whatever order: what refreshes made bit by bit is what computing everything anew makes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.clock import Clock
from resources.loading.context import LoadContext
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import rebuild_marts
from resources.warehouse.marts.money import MONEY
from tests.resources.loading.bazaar import known, run
from tests.resources.warehouse.marts.history import ACTS, TODAY, History
from tests.resources.warehouse.marts.till import Till

pytestmark = pytest.mark.database


@pytest.fixture
def context(warehouse: Warehouse) -> Iterator[LoadContext]:
    """A run in an empty warehouse that knows the bazaar."""
    with known():
        yield run(warehouse)


def marts(till: Till) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the marts, without the moments they were written at."""
    found = {}
    for mart in MONEY:
        rows = till.rows(f"SELECT * FROM marts.{mart.name} ORDER BY {', '.join(mart.key)}")
        found[mart.name] = [
            tuple(value for name, value in row.items() if name not in ("created_at", "updated_at")) for row in rows
        ]
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2**16)), min_size=30, max_size=60))
def test_computing_everything_anew_changes_nothing(context: LoadContext, acts: list[tuple[Any, int]]) -> None:
    history = History(context)
    for step, (act, seed) in enumerate(acts, 1):
        history.step, history.chance = step, random.Random(seed)
        act(history)
    history.refresh()
    bit_by_bit = marts(history.till)
    for mart in MONEY:
        history.till.rows(f"DELETE FROM marts.{mart.name}")
    rebuild_marts(context.warehouse, Clock(TODAY))
    assert marts(history.till) == bit_by_bit
