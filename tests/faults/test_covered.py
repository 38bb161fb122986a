"""Every durable point of the code is visited by a kill."""

from __future__ import annotations

from pathlib import Path

from tests.durable_points import durable_points
from tests.faults.covered import COVERED, place_of, stale

ROOT = Path(__file__).parents[2]


def test_every_durable_point_is_visited_by_a_kill() -> None:
    assert sorted(point for point in durable_points() if place_of(point) is None) == []
    assert stale() == set()


def test_the_tests_that_visit_them_exist() -> None:
    for place in set(COVERED.values()):
        path, _, test = place.partition("::")
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), place
