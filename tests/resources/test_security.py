"""Security alerts: what counts as a burst, what is known already, and what an alert says of a person."""

from __future__ import annotations

import datetime as dt
import hashlib
import signal
from typing import Any

import pytest

from resources.clock import Clock
from resources.security import RULES, Raised, raise_alerts
from resources.warehouse.connection import Warehouse
from tests.faults.kills import killed
from tests.forked import killed_at

pytestmark = pytest.mark.database
TODAY = dt.date(2026, 3, 20)
CLOCK = Clock(TODAY)
NOON = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)
ANN = "Ann.Lee@example.com"
ANN_DIGEST = hashlib.sha256(b"ann.lee@example.com").hexdigest()[:32]


@pytest.fixture
def desk(warehouse: Warehouse) -> Desk:
    """An application that nobody has used."""
    return Desk(warehouse)


class Desk:
    """Writes what the application notes, and reads what it is told."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse

    def fail(self, count: int, start: dt.datetime = NOON, apart: dt.timedelta = SECOND, **login: Any) -> None:
        """Logins of one user name, each so long after the one before; they fail unless told otherwise."""
        for number in range(count):
            self.warehouse.connection.execute(
                "INSERT INTO app.login_attempts (username, success, timestamp) VALUES (%s, %s, %s)",
                (login.get("username", ANN), login.get("success", False), start + number * apart),
            )

    def call(self, count: int, failed: int, start: dt.datetime = NOON, endpoint: str = "/v2/reports") -> None:
        """Requests a second apart, the first ones answered with 503."""
        for number in range(count):
            self.warehouse.connection.execute(
                "INSERT INTO app.api_logs (endpoint, method, status_code, timestamp) VALUES (%s, 'GET', %s, %s)",
                (endpoint, 503 if number < failed else 200, start + number * SECOND),
            )

    def look(self, clock: Clock = CLOCK) -> Raised:
        """One look of the rules."""
        return raise_alerts(self.warehouse, clock)

    def alerts(self, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of the alerts, oldest first."""
        found = self.warehouse.connection.execute("SELECT * FROM app.security_alerts ORDER BY started_at, subject")
        return [tuple(row[name] for name in columns) for row in found]


def test_ten_failures_of_one_name_in_ten_minutes_are_an_alert_that_hides_the_name(desk: Desk) -> None:
    desk.fail(9, apart=MINUTE)
    desk.fail(1, NOON + 10 * MINUTE, username=ANN.lower())
    assert desk.look() == Raised(new=1)
    ((*named, description),) = desk.alerts("type", "severity", "subject", "started_at", "resolved", "description")
    assert named == ["failed_logins", "medium", ANN_DIGEST, NOON, False]
    assert description == "10 failed logins of a***@example.com from 2026-03-20 12:00:00 to 12:10:00 UTC"


@pytest.mark.parametrize(
    ("username", "shown"),
    [("ann", "a***"), ("p@ssw0rd", "p***"), ("x@shop.co.uk", "x***@shop.co.uk"), ("", "***"), ("é", "é***")],
)
def test_what_is_no_address_shows_a_letter_only(desk: Desk, username: str, shown: str) -> None:
    desk.fail(10, username=username)
    desk.look()
    ((description,),) = desk.alerts("description")
    assert f" of {shown} from " in description


def test_nine_failures_slow_ones_and_successes_are_none(desk: Desk) -> None:
    desk.fail(9, username="nine")
    desk.fail(1, NOON + 11 * MINUTE, username="nine")
    desk.fail(30, apart=2 * MINUTE, username="slow")
    desk.fail(30, username="welcome", success=True)
    desk.fail(5, username="one")
    desk.fail(5, username="two")
    assert desk.look() == Raised()


def test_looking_again_raises_nothing_and_leaves_what_was_resolved(desk: Desk) -> None:
    desk.fail(10)
    desk.look()
    desk.warehouse.connection.execute("UPDATE app.security_alerts SET resolved = true")
    assert desk.look() == Raised()
    desk.fail(20, NOON + MINUTE)
    assert desk.look() == Raised(renewed=1)
    assert desk.alerts("severity", "started_at", "resolved") == [("high", NOON, True)]
    desk.fail(70, NOON + 5 * MINUTE)
    desk.look()
    assert desk.alerts("severity", "started_at", "resolved") == [("critical", NOON, True)]


def test_a_pause_of_more_than_ten_minutes_begins_another_burst_and_slow_failures_around_do_not_join_them(
    desk: Desk,
) -> None:
    desk.fail(40, NOON - 60 * MINUTE, 5 * MINUTE)
    desk.fail(10, NOON)
    desk.fail(10, NOON + 30 * MINUTE)
    assert desk.look() == Raised(new=2)
    starts = [started_at for (started_at,) in desk.alerts("started_at")]
    assert starts[1] - starts[0] > 10 * MINUTE


def test_a_failure_that_is_noted_late_does_not_raise_its_burst_again(desk: Desk) -> None:
    desk.fail(10)
    desk.look()
    desk.fail(1, NOON - MINUTE)
    assert desk.look() == Raised(renewed=1)
    assert desk.alerts("started_at") == [(NOON,)]


def test_a_burst_that_began_before_the_look_back_is_not_taken_for_a_new_one(desk: Desk) -> None:
    edge = dt.datetime(2026, 3, 19, tzinfo=dt.UTC)
    desk.fail(120, edge - 60 * MINUTE, MINUTE)
    assert desk.look(Clock(TODAY - dt.timedelta(days=1))) == Raised(new=1)
    assert desk.look() == Raised()
    assert desk.look(Clock(TODAY + dt.timedelta(days=1))) == Raised()


def test_errors_are_an_alert_by_their_share_of_an_endpoints_requests(desk: Desk) -> None:
    desk.call(40, failed=10)
    desk.call(40, failed=3, endpoint="/few")
    desk.call(19, failed=19, endpoint="/seldom")
    assert desk.look() == Raised(new=1)
    assert desk.alerts("type", "severity", "subject", "started_at", "description") == [
        (
            "error_rate", "high", "/v2/reports", NOON,
            "10 of 40 requests to /v2/reports failed with 5xx from 2026-03-20 12:00 to 12:10 UTC, "
            "up to 25.0 % in ten minutes",
        )
    ]  # fmt: skip


def test_errors_that_go_on_are_one_alert_that_is_told_how_bad_it_became(desk: Desk) -> None:
    desk.call(20, failed=2)
    desk.look()
    desk.call(20, failed=20, start=NOON + 10 * MINUTE)
    assert desk.look() == Raised(renewed=1)
    desk.call(20, failed=4, start=NOON + 30 * MINUTE)
    assert desk.look() == Raised(new=1)
    assert desk.alerts("severity", "started_at") == [("critical", NOON), ("medium", NOON + 30 * MINUTE)]
    assert desk.look() == Raised()


def test_ten_minutes_that_are_not_over_are_not_judged(desk: Desk) -> None:
    now = dt.datetime.now(dt.UTC)
    begun = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)
    desk.call(20, failed=20, start=begun - MINUTE)
    desk.call(20, failed=20, start=begun)
    desk.look(Clock())
    assert desk.alerts("started_at") == [(begun - 10 * MINUTE,)]


def test_severities_rise_with_their_thresholds() -> None:
    for rule in RULES:
        thresholds = [threshold for threshold, _ in rule.levels]
        assert thresholds == sorted(thresholds)
        assert [rule.severity(threshold) for threshold in thresholds] == ["medium", "high", "critical"]


@killed("1-6", "a look at the database's security is killed", "all or nothing")
@pytest.mark.kills
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_look_leaves_all_of_its_alerts_or_none(desk: Desk, moment: str) -> None:
    desk.fail(10)
    desk.fail(10, username="bob@example.com")
    code = killed_at(f"security.alerts:{moment}", lambda: raise_alerts(Warehouse(desk.warehouse.url), CLOCK))
    assert code == -signal.SIGKILL
    assert len(desk.alerts("subject")) == (2 if moment == "after" else 0)
    desk.look()
    assert len(desk.alerts("subject")) == 2
