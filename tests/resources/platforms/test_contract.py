"""The contract of every platform, over the wire: what is read is the ledger's truth, to the last cent, or an error.

A platform that is registered and not covered fails the file. Where a platform does not know one of the cases, its
line in the case's table says why, and names the nearest thing that it does know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from resources.errors import RequestRejected
from resources.platforms import REGISTRY
from resources.windows import DAY, Window
from tests.resources.platforms import variants
from tests.resources.platforms.contract import Rows, Subject, World
from tests.resources.platforms.happenings import Happening, at_home, campaign_id, ledger_of
from tests.resources.platforms.subjects import (
    ACCOUNTS,
    EVERY_SUBJECT,
    SOME,
    STREAMS,
    SUBJECTS,
    TODAY,
    WEEK,
    YESTERDAY,
    refusal,
    small,
)


def test_every_registered_platform_is_covered_in_every_case() -> None:
    by_subject: list[Mapping[str, object]] = [variants.PAGING, variants.RESTATED, variants.UNLISTED]
    by_subject += [variants.NEW_WORD, variants.LIMITS]
    by_platform: list[Mapping[str, object]] = [ACCOUNTS, STREAMS, variants.EXPIRED, variants.REVOKED]
    by_platform += [variants.WITH_HINT, variants.WITHOUT_HINT, variants.BURST, variants.TRUNCATED, variants.BROKEN]
    by_platform += [variants.EAST_AND_WEST]
    assert {frozenset(table) for table in by_subject} == {frozenset(SUBJECTS)}
    assert {frozenset(table) for table in by_platform} == {frozenset(REGISTRY)}


def sums(rows: Rows) -> list[Any]:
    """By figure, what is known of it."""
    columns = zip(*rows.values(), strict=True)
    return [sum((value for value in column if value is not None), Decimal(0)) for column in columns]


@EVERY_SUBJECT
def test_every_row_of_every_account_is_as_in_the_ledger_and_so_is_its_total(world: World, subject: Subject) -> None:
    for each in (replace(subject, account=account) for account in ACCOUNTS[subject.platform]):
        client = world.client(each)
        rows = world.rows(each, WEEK, client)
        assert len(rows) > 5
        assert rows == world.truth(each, WEEK)
        if subject.stream.total is not None:
            total = subject.stream.total(client, each.account, WEEK)
            impressions, clicks, cost, conversions, revenue = sums(rows)
            assert (total.impressions, total.clicks) == (impressions, clicks)
            assert (total.conversions, total.revenue) == (conversions, revenue)
            assert abs(total.cost - cost) <= total.cost_within


@EVERY_SUBJECT
def test_a_window_in_which_nothing_happened_is_empty_and_so_is_its_total(subject: Subject) -> None:
    here = at_home(subject)
    with small(ledger_of(subject, [Happening(SOME.start - DAY), Happening(TODAY)])) as world:
        parsed = world.read(here, SOME)
        assert (here.rows(parsed.table), parsed.rejects) == ({}, [])
        if subject.stream.total is not None:
            total = subject.stream.total(world.client(here), here.account, SOME)
            assert not any((total.impressions, total.clicks, total.cost, total.conversions, total.revenue))


@EVERY_SUBJECT
def test_a_single_row_is_read_to_the_cent(subject: Subject) -> None:
    here = at_home(subject)
    with small(ledger_of(subject, [Happening(YESTERDAY, size=7)])) as world:
        rows = world.rows(here, SOME)
        assert len(rows) == 1
        assert rows == world.truth(here, SOME)


@EVERY_SUBJECT
def test_three_pages_are_read_to_the_last_row(subject: Subject) -> None:
    here, paging = at_home(subject), variants.PAGING[str(subject)]
    window = Window.closed(TODAY - paging.days * DAY, YESTERDAY)
    numbers = range(1, paging.rows // paging.days + 1)
    happenings = [Happening(day, number, size=number % 7 + 1) for day in window.days() for number in numbers]
    with small(ledger_of(subject, happenings), google_rows=paging.page) as world:
        rows = world.rows(here, window)
        assert len(rows) == paging.rows > 2 * paging.page
        assert rows == world.truth(here, window)


@EVERY_SUBJECT
def test_a_restated_window_is_read_as_it_stands_on_the_day_of_reading(subject: Subject) -> None:
    here, day = at_home(subject), TODAY - 5 * DAY
    ledger = ledger_of(subject, [Happening(day, size=2)], restated={TODAY - 2 * DAY: Happening(day, size=5)})
    with small(ledger) as world:
        world.served.clock.move_to(TODAY - 3 * DAY)
        early = Window.closed(day - DAY, TODAY - 4 * DAY)
        before = world.rows(here, early)
        assert before == world.truth(here, early)
        world.served.clock.move_to(TODAY)
        late = Window.closed(day - DAY, YESTERDAY)
        after = world.rows(here, late)
        assert after == world.truth(here, late)
    if variants.RESTATED[str(subject)]:
        assert before.items() < after.items()
    else:
        assert before.keys() == after.keys()
        assert before != after


@EVERY_SUBJECT
def test_figures_of_a_campaign_that_is_not_listed_are_not_lost(subject: Subject) -> None:
    here = at_home(subject)
    happenings = [Happening(YESTERDAY, number=1), Happening(YESTERDAY, number=2, size=3)]
    with small(ledger_of(subject, happenings, unlisted=frozenset({2}))) as world:
        rows, truth = world.rows(here, SOME), world.truth(here, SOME)
        assert len(truth) == 2
        match str(subject):
            case "naver.campaign_daily":
                name = campaign_id(subject, 2)
                told = {(day, each, "UNKNOWN" if each == name else at): row for (day, each, at), row in truth.items()}
                assert rows == told
            case "shopee.campaign_daily":
                total = here.stream.total
                assert len(rows) == 1, variants.UNLISTED[str(subject)]
                assert total is not None
                assert total(world.client(here), here.account, SOME).cost == sums(truth)[2] > sums(rows)[2]
            case _:
                assert rows == truth, variants.UNLISTED[str(subject)]


@EVERY_SUBJECT
def test_a_word_never_seen_before_stays_visible_and_costs_no_row(world: World, subject: Subject) -> None:
    new = variants.NEW_WORD[str(subject)]
    world.strike(subject, new.fault)
    if isinstance(new, variants.Staying):
        refusal(world, subject, SOME, new.kind, new.says)
        return
    parsed = world.read(subject, SOME)
    assert parsed.rejects == []
    assert new.word in parsed.table[new.column].to_pylist()
    rows, truth = subject.rows(parsed.table), world.truth(subject, SOME)
    assert (len(rows), figures(rows)) == (len(truth), figures(truth))


def figures(rows: Rows) -> list[tuple[Decimal | int, ...]]:
    """Counts and amounts, whatever they belong to."""
    return sorted(tuple(value for value in row if isinstance(value, Decimal | int)) for row in rows.values())


@EVERY_SUBJECT
def test_a_day_is_the_accounts_own_wherever_it_is_tomorrow_or_yesterday(world: World, subject: Subject) -> None:
    world.served.clock.move_to(dt.datetime(2026, 2, 28, 2, 30, tzinfo=dt.UTC))
    for account, today in variants.EAST_AND_WEST[subject.platform].items():
        here = replace(subject, account=account)
        assert world.today(here) == today
        last = today - DAY if subject.platform == "naver" else today
        rows = world.rows(here, Window.closed(last - 2 * DAY, last))
        assert rows == world.truth(here, Window.closed(last - 2 * DAY, last))
        assert max(key[0] if subject.stream_name == "campaign_daily" else row[0] for key, row in rows.items()) == last
        if subject.stream_name == "events":
            elsewhere = [key for (key,), (day, *_) in rows.items() if f"/{day}T" not in key]
            assert elsewhere, "sales of an evening that is of the next day in UTC"


@EVERY_SUBJECT
def test_the_first_day_that_is_kept_is_read_and_days_before_those_are_refused(subject: Subject) -> None:
    here, limit = at_home(subject), variants.LIMITS[str(subject)]
    is_kept_for_ever = subject.stream.retention_days is None
    first = limit.day if is_kept_for_ever else subject.stream.earliest(TODAY)
    with small(ledger_of(subject, [Happening(limit.day, size=2), Happening(first, number=2)])) as world:
        window = Window.closed(first, first)
        rows = world.rows(here, window)
        assert rows == world.truth(here, window)
        assert rows
        if limit.says is not None:
            refusal(world, here, Window.closed(limit.day, limit.day), RequestRejected, limit.says)
        assert is_kept_for_ever is (limit.says is None)
