"""Keys, and the logs of the last two months: sign-ins and calls, every other day with a burst of failures of each."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from typing import Any

import numpy as np

from sandbox.ledger.synthetic.application.made import Rows, at, made
from sandbox.ledger.synthetic.application.people import FOUNDED, PEOPLE, user_id

_BURST_LOGINS, _BURST_CALLS = 12, 24
_LOGINS_A_DAY, _CALLS_A_DAY = 1, 2
_ENDPOINTS = (("GET", "/v2/campaigns"), ("POST", "/v2/campaigns"), ("GET", "/v2/reports"), ("PUT", "/v2/budgets"))
_STATUSES, _SHARES = (200, 201, 404, 422, 500), (0.8, 0.12, 0.04, 0.03, 0.01)
_UTC = "UTC"
_MONTHS_KEPT = 2


def keys() -> Rows:
    """Rows of `api_keys`: hashes only."""
    for person in PEOPLE[:4]:
        yield {
            "id": made("key", person.email), "user_id": user_id(person.email), "active": person.role != "manager",
            "key_hash": hashlib.sha256(f"key of {person.email}".encode()).hexdigest(),
            "created_at": at(FOUNDED, _UTC, 50_000),
        }  # fmt: skip


def logins(seed: int, months: list[dt.date]) -> Rows:
    """Rows of `login_attempts`."""
    for first in months[-_MONTHS_KEPT:]:
        draw = np.random.default_rng([seed, 25, first.year * 12 + first.month])
        for day in _days(first):
            for number in range(_LOGINS_A_DAY):
                person = PEOPLE[int(draw.integers(len(PEOPLE)))]
                moment = at(day, _UTC, int(draw.integers(86_400)))
                yield _login(moment, person.email, f"{day} {number}", success=bool(draw.random() < 0.9))
            for number in range(_BURST_LOGINS if _is_attacked(day) else 0):
                yield _login(at(day, _UTC, 300 + 9 * number), PEOPLE[0].email, f"{day} burst {number}", success=False)


def calls(seed: int, months: list[dt.date]) -> Rows:
    """Rows of `api_logs`."""
    for first in months[-_MONTHS_KEPT:]:
        draw = np.random.default_rng([seed, 26, first.year * 12 + first.month])
        for day in _days(first):
            for number in range(_CALLS_A_DAY):
                status = int(draw.choice(_STATUSES, p=_SHARES))
                moment = at(day, _UTC, int(draw.integers(86_400)))
                yield _call(moment, _ENDPOINTS[int(draw.integers(len(_ENDPOINTS)))], status, f"{day} {number}")
            for number in range(_BURST_CALLS if _is_attacked(day) else 0):
                status = 503 if number % 5 else 200
                yield _call(at(day, _UTC, 420 + 6 * number), _ENDPOINTS[2], status, f"{day} burst {number}")


def _is_attacked(day: dt.date) -> bool:
    return day.toordinal() % 2 == 0


def _days(first: dt.date) -> list[dt.date]:
    return [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]


def _login(moment: dt.datetime, username: str, name: str, *, success: bool) -> dict[str, Any]:
    return {
        "id": made("login", name), "username": username, "success": success, "timestamp": moment, "created_at": moment,
    }  # fmt: skip


def _call(moment: dt.datetime, endpoint: tuple[str, str], status: int, name: str) -> dict[str, Any]:
    return {
        "id": made("call", name), "method": endpoint[0], "endpoint": endpoint[1], "status_code": status,
        "timestamp": moment, "created_at": moment,
    }  # fmt: skip
