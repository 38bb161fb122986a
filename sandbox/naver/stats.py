"""Statistics of campaigns or ad groups: one total each, one of them day by day, or the hours of campaigns.

`salesAmt` is the cost with VAT in whole won, rounded for each thing and day; things that were not shown are not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from resources.windows import DAY
from sandbox.naver import conversions
from sandbox.naver.books import Book
from sandbox.naver.calls import ZONE, Parameters
from sandbox.naver.days import CampaignDay, with_vat
from sandbox.naver.errors import foreign, mixed, unsupported
from sandbox.naver.lines import rank
from sandbox.naver.questions import Question, read
from sandbox.naver.tallies import Tally

Record = dict[str, Any]

HOURS = "hh24"
KNOWN_BREAKDOWNS = frozenset({HOURS, "pcMblTp", "dayw", "regnNo"})
HOURS_DAYS = {"BRAND_SEARCH": 90}
HOURS_DAYS_ELSE = 7
LATENCY = dt.timedelta(hours=2)


def stats(book: Book, parameters: Parameters, now: dt.datetime) -> Record:
    """The reply to any question. `now` is real time. Raises NaverError."""
    question = read(parameters, book.today)
    _check(book, question.ids)
    reply: Record = {"data": _answer(book, question), **_freshness(book.today, now)}
    if question.is_daily:
        reply["summary"] = {"dateStart": str(question.window.start), "dateEnd": str(question.window.last)}
    return reply


def _answer(book: Book, question: Question) -> list[Record]:
    if question.breakdown == HOURS:
        return _by_hour(book, question)
    if question.breakdown in KNOWN_BREAKDOWNS:
        raise unsupported()
    if question.breakdown is not None:
        return []
    return _by_day(book, question) if question.is_daily else _totals(book, question)


def _totals(book: Book, question: Question) -> list[Record]:
    found: dict[str, Tally] = {}
    for day in book.days(question.window):
        for name, tally in _tallies(book, question.ids, day):
            found[name] = found.get(name, Tally()) + tally
    return [{"id": name, **_told(book, name, found[name], question)} for name in question.ids if name in found]


def _by_day(book: Book, question: Question) -> list[Record]:
    return [
        {"dateStart": str(day), "dateEnd": str(day), **_told(book, name, tally, question)}
        for day in book.days(question.window)
        for name, tally in _tallies(book, question.ids, day)
    ]


def _by_hour(book: Book, question: Question) -> list[Record]:
    """The cost of a day's hours adds up to the day's: each is that of the day so far less that of the hour before."""
    if any(name in book.adgroups for name in question.ids):
        raise unsupported()
    if question.window.start < book.today - HOURS_DAYS.get(book.types[question.ids[0]], HOURS_DAYS_ELSE) * DAY:
        raise unsupported()
    found: dict[str, dict[int, Tally]] = {}
    for day in book.days(question.window):
        spent: dict[str, int] = {}
        for each in book.hours(day):
            before = spent.get(each.campaign_id, 0)
            after = spent[each.campaign_id] = before + each.spend
            hours = found.setdefault(each.campaign_id, {})
            tally = Tally(each.impressions, each.clicks, with_vat(after) - with_vat(before))
            hours[each.hour or 0] = hours.get(each.hour or 0, Tally()) + tally
    return [
        {
            "id": name,
            **_told(book, name, sum(found[name].values(), Tally()), question),
            "breakdowns": [
                {"name": f"{hour:02d}시~{hour + 1:02d}시", **_told(book, name, tally, question)}
                for hour, tally in sorted(found[name].items())
            ],
        }
        for name in question.ids
        if name in found
    ]


def _tallies(book: Book, ids: tuple[str, ...], day: dt.date) -> Iterator[tuple[str, Tally]]:
    """What was shown on a day."""
    parents = {book.adgroups.get(name, name) for name in ids}
    for found in book.day(day):
        if found.campaign_id in parents:
            is_whole = found.campaign_id in ids
            tallies = {found.campaign_id: _of_campaign(found)} if is_whole else _of_adgroups(found)
            yield from ((name, tallies[name]) for name in ids if name in tallies and tallies[name].is_shown)


def _of_campaign(found: CampaignDay) -> Tally:
    tally = Tally(found.impressions, found.clicks, with_vat(found.spend))
    for kind, (count, sales) in conversions.totals(found).items():
        tally += Tally.of_conversions(kind, count, sales)
    return tally


def _of_adgroups(found: CampaignDay) -> dict[str, Tally]:
    parts = found.parts()
    spent: dict[str, int] = {}
    tallies: dict[str, Tally] = {}
    for part in parts:
        name = part.cell.adgroup
        tallies[name] = tallies.get(name, Tally()) + Tally(part.impressions, part.clicks)
        spent[name] = spent.get(name, 0) + part.spend
    for name, spend in spent.items():
        tallies[name] += Tally(cost=with_vat(spend))
    for each in conversions.split(found, parts):
        tallies[each.cell.adgroup] += Tally.of_conversions(each.kind, each.count, each.sales)
    return tallies


def _check(book: Book, ids: tuple[str, ...]) -> None:
    """All of the customer, of one level and of one type of campaign. Raises NaverError."""
    if not all(name in book.campaigns or name in book.adgroups for name in ids):
        raise foreign()
    if len({(name in book.adgroups, book.types[book.adgroups.get(name, name)]) for name in ids}) > 1:
        raise mixed()


def _told(book: Book, name: str, tally: Tally, question: Question) -> Record:
    return dict(tally.told(question.fields, rank(book.adgroups.get(name, name))))


def _freshness(today: dt.date, now: dt.datetime) -> Record:
    """Minutes of Seoul, on the business day."""
    seoul = now.astimezone(ZoneInfo(ZONE))
    computed = seoul.replace(year=today.year, month=today.month, day=today.day)
    return {"compTm": f"{computed:%Y%m%d%H%M}", "cycleBaseTm": f"{computed - LATENCY:%Y%m%d%H%M}"}
