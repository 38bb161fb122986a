"""The contract of every platform when something goes wrong: no row is lost, or an error says what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from resources.errors import BadPage, DailyQuotaSpent, RetryableError, TokenExpired
from resources.platforms import REGISTRY
from sandbox.faults import Fault
from tests.resources.platforms import variants
from tests.resources.platforms.contract import Subject, World
from tests.resources.platforms.subjects import ACCOUNTS, EVERY_SUBJECT, SOME, SUBJECTS, refusal


@EVERY_SUBJECT
def test_credentials_that_expired_are_renewed_or_refused_with_what_to_do(world: World, subject: Subject) -> None:
    expired = variants.EXPIRED[subject.platform]
    if isinstance(expired, variants.Passing):
        does_no_harm(world, subject, expired)
        return
    world.strike(subject, expired.fault)
    refusal(world, subject, SOME, expired.kind, expired.says)
    consent = REGISTRY[subject.platform].consent
    assert (expired.kind is TokenExpired) is (consent is not None)
    if consent is not None:
        world.served.faults.clear()
        world.renew(subject)
        assert world.rows(subject, SOME) == world.truth(subject, SOME)


@EVERY_SUBJECT
def test_credentials_that_were_revoked_are_refused_with_what_to_do(world: World, subject: Subject) -> None:
    revoked = variants.REVOKED[subject.platform]
    world.strike(subject, revoked.fault)
    refusal(world, subject, SOME, revoked.kind, revoked.says)
    other = replace(subject, account=ACCOUNTS[subject.platform][1])
    assert world.rows(other, SOME) == world.truth(other, SOME), "the other accounts of the platform are read"


def does_no_harm(world: World, subject: Subject, passing: variants.Passing) -> None:
    """Every fault strikes as often as it says, and every row comes all the same."""
    world.strike(subject, *passing.faults)
    assert world.rows(subject, SOME) == world.truth(subject, SOME)
    assert world.struck() == [fault.times for fault in passing.faults]


@EVERY_SUBJECT
@pytest.mark.parametrize("with_hint", [True, False], ids=["with a hint", "without a hint"])
def test_a_rate_limit_is_waited_for(world: World, subject: Subject, with_hint: bool) -> None:
    limit = (variants.WITH_HINT if with_hint else variants.WITHOUT_HINT)[subject.platform]
    if isinstance(limit, variants.Staying):
        world.strike(subject, limit.fault)
        refusal(world, subject, SOME, limit.kind, limit.says)
        assert not world.time.waits
        return
    calm = sum(world.waits(subject, SOME))
    world.time.waits.clear()
    does_no_harm(world, subject, limit)
    if limit.waits is None:
        assert sum(world.time.waits) > calm + 0.4
    else:
        assert limit.waits in world.time.waits


def test_a_limit_that_outlasts_the_run_puts_the_window_off_and_says_until_when(world: World) -> None:
    subject = SUBJECTS["google.campaign_daily"]
    world.strike(subject, Fault("too_many_requests", match="SearchStream", variant="86400"))
    error = refusal(world, subject, SOME, DailyQuotaSpent, "nothing is answered until")
    assert isinstance(error, DailyQuotaSpent)
    assert dt.timedelta(hours=23) < error.until - dt.datetime.now(dt.UTC) <= dt.timedelta(days=1, seconds=1)
    assert not world.time.waits


@EVERY_SUBJECT
def test_a_burst_of_server_errors_does_no_harm(world: World, subject: Subject) -> None:
    does_no_harm(world, subject, variants.BURST[subject.platform])
    assert len(world.time.waits) >= 4


@EVERY_SUBJECT
def test_an_outage_is_an_error_to_try_again_later(world: World, subject: Subject) -> None:
    world.strike(subject, Fault("account_down"))
    assert type(refusal(world, subject, SOME, RetryableError, r"platform=.*account=.*")) is RetryableError


@EVERY_SUBJECT
@pytest.mark.parametrize("case", ["TRUNCATED", "BROKEN"])
def test_half_an_answer_is_asked_for_again_and_never_taken_for_a_whole(
    world: World, subject: Subject, case: str
) -> None:
    table: Mapping[str, variants.Passing] = getattr(variants, case)
    passing = table[subject.platform]
    does_no_harm(world, subject, passing)
    world.served.faults.clear()
    world.strike(subject, replace(passing.faults[0], times=None))
    refusal(world, subject, SOME, BadPage if case == "TRUNCATED" else RetryableError, "expected|error|unavailable")
