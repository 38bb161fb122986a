"""Every fault that a platform can play, in a night of every platform that can play it: how it ends, and what is true.

Waits take no time and are written down, a request may take half a second instead of minutes; all else is as always.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from resources.object_store import ObjectStore
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.faults import Fault
from tests.conftest import Databases, fresh_bucket
from tests.faults import platform_cases, record_cases
from tests.faults.case import Case, Ending
from tests.faults.invariants import fingerprint, require
from tests.faults.nights import HISTORY, Night, Nights, prepared

pytestmark = pytest.mark.database
CASES = (*platform_cases.CASES, *record_cases.CASES)
HOW = "the platform's sandbox, over its own protocol"
ALL = "I1 I2 I3 I4 I6 I7 I9 I11"
ROWS: Mapping[str, str] = {
    "8": "a platform throttles: Retry-After in seconds, as a date or not at all, its own codes, the day's limit",
    "9": "a platform answers 500, 502 and 503: in bursts, or to everything",
    "10": "no answer, a byte a second, a reset, half a body, half a stream: once, or always",
    "11": "a body that is not what it says: cut, HTML, an error document, BOM, NaN, 1e309",
    "12": "pages that repeat, cursors that loop, pages that are empty, too large or lost",
    "14": "reports that fail, are skipped, stay, expire, change or are not final",
    "15": "a token expired or revoked, a permission lost, a clock that is off, a version that is over",
    "17": "a field or a word more, text for a number, micros for units, answers that collapse",
    "18": "records that no warehouse can take: keys, numbers, dates, currencies, text",
}
PUBLISHED_OTHERWISE = (Ending.QUARANTINED, Ending.VISIBLE)
MOST_SECONDS = 120
"""What a night may take on a slow machine when every request runs into its deadline."""


@pytest.fixture(scope="module")
def bucket(object_store_server: ObjectStoreServer) -> Iterator[ObjectStore]:
    """One for all nights: no two runs share a key."""
    with fresh_bucket(object_store_server) as store:
        yield store


@pytest.fixture(scope="module")
def nights(postgres: str, template: Databases, bucket: ObjectStore) -> Iterator[Nights]:
    """The evening before, of five platforms."""
    with prepared(postgres, template, bucket) as nights:
        yield nights


def played() -> Iterator[Any]:
    """Each case with its row of the matrix."""
    names = Counter(map(str, CASES))
    assert max(names.values()) == 1, names.most_common(3)
    for case in CASES:
        marks = [pytest.mark.fault(case.row, ROWS[case.row], how=HOW, invariants=ALL)]
        if not case.quick:
            marks.append(pytest.mark.thorough)
        yield pytest.param(case, id=str(case), marks=marks)


@pytest.mark.parametrize("case", tuple(played()))
def test_a_night_with_a_fault_ends_as_it_must_and_the_next_one_as_if_nothing_had_been(
    nights: Nights, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in case.small.items():
        monkeypatch.setattr(name, value)
    with nights.night(case.platform, case.stream) as night:
        before = night.rows()
        night.strike(*case.faults)
        begun = time.monotonic()
        bad = night.sync()
        assert time.monotonic() - begun < MOST_SECONDS
        assert all(night.struck().values()), night.struck()
        assert all(wait <= night.patience.budget for wait in night.patience.waited)
        told = [(batch.status, batch.error_class, batch.held_reason) for batch in bad]
        match case.ending:
            case Ending.HARMLESS:
                assert told == []
                require(night.world, clean=night.clean.fingerprint)
            case Ending.FAILED:
                assert {(status, error) for status, error, _ in told} == {("failed", case.says)}, bad
                assert night.rows() == before
            case Ending.HELD:
                assert {status for status, _, _ in told} == {"held"}, told
                assert all(case.says in (reason or "") for _, _, reason in told), told
                assert night.rows() == before
            case Ending.QUARANTINED:
                assert told == []
                is_set_aside(night, case.says)
            case Ending.VISIBLE:
                assert told == []
                assert night.rows() != night.clean.rows
                assert night.sums() == night.clean.sums
        night.recover()
        assert night.sync() == []
        clean = dict(night.clean.fingerprint)
        if case.ending in PUBLISHED_OTHERWISE:
            clean[HISTORY] = fingerprint(night.world)[HISTORY]
        require(night.world, clean=clean)


FIRST_LOOK = {"meta": "too_many_requests", "google": "hang"}
"""The fault that the platform's sandbox looks for first, once a request."""


@pytest.mark.fault("8", ROWS["8"], how=HOW, invariants=ALL)
@pytest.mark.parametrize(
    ("platform", "fault", "seconds"),
    [
        ("meta", Fault("throttle", "insights", times=2), 60),
        ("google", Fault("too_many_requests", "SearchStream.*FROM campaign WHERE", times=2, variant="45"), 45),
    ],
    ids=["meta", "google"],
)
def test_nobody_asks_before_the_time_that_the_platform_named(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, platform: str, fault: Fault, seconds: float
) -> None:
    with nights.night(platform, "campaign_daily") as night:
        take, clock = night.world.faults.take, night.patience.time.clock
        asked: list[float] = []
        refused: list[float] = []

        def watched(name: str, path: str, account: str | None = None) -> Fault | None:
            struck = take(name, path, account)
            if name == FIRST_LOOK[platform]:
                asked.append(clock())
            if struck and name == fault.name:
                refused.append(clock())
            return struck

        monkeypatch.setattr(night.world.faults, "take", watched)
        night.strike(fault)
        assert night.sync() == []
        assert len(refused) == 2
        for moment in refused:
            (following, *_) = [each for each in asked if each > moment]
            assert following - moment >= seconds
        require(night.world, clean=night.clean.fingerprint)


def is_set_aside(night: Night, says: str) -> None:
    """Every record is accounted for, and every row but those of what is in quarantine is as it should be."""
    set_aside = night.world.query("SELECT reasons FROM ops.quarantined_rows WHERE status = 'open'")
    assert len(set_aside) in (1, 2), "an order of ClickBank can have two lines"
    for record in set_aside:
        assert any(says in reason and "expected" in reason for reason in record["reasons"]), set_aside
    assert len(night.clean.rows - night.rows()) <= len(set_aside)
    lost = night.world.query(
        "SELECT id FROM ops.batches WHERE status = 'published' AND records_fetched <> records_staged "
        "+ records_quarantined + records_duplicate + records_summed + records_ignored"
    )
    assert lost == []
