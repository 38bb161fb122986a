"""Which days of which account a run reads. The one place that turns calendars into windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resources.accounts import ConnectedAccount
from resources.clock import Clock
from resources.errors import RequestRejected
from resources.platforms.base import Stream
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window


class DaysNotServed(RequestRejected):
    """The platform no longer answers for `days`."""

    def __init__(self, stream: Stream, account: ConnectedAccount, days: Window, earliest: dt.date) -> None:
        self.days = days
        super().__init__(
            f"the platform serves {stream.name} from {earliest} on; earlier days were asked for and are left out",
            platform=account.platform,
            account=account.account_id,
            window=days,
            field="date",
        )


@dataclass(frozen=True)
class Plan:
    """The windows to read of one stream of one account, and the days the platform no longer serves, by name."""

    windows: tuple[Window, ...]
    refused: DaysNotServed | None = None


def covered(warehouse: Warehouse, stream: Stream) -> Mapping[int, dt.date]:
    """By ad account: the day up to which the stream is published without a gap."""
    rows = warehouse.fetch("sync/covered_through", {"stream": stream.name})
    return {row["ad_account_id"]: row["covered_through"] for row in rows}


def due(stream: Stream, today: dt.date, covered_through: dt.date | None) -> Window:
    """What a scheduled run owes an account: its lookback and, after a gap, the gap and the lookback before it.

    Days that could still change when the gap began may have changed while nobody looked.
    """
    last_seen = today if covered_through is None else min(today, covered_through + DAY)
    return Window.closed(last_seen - stream.lookback_days * DAY, today - stream.lag_days * DAY)


def plan(
    stream: Stream, account: ConnectedAccount, clock: Clock, asked: Window | None, covered_through: dt.date | None
) -> Plan:
    """Windows of at most the stream's chunk, oldest first. `asked` None means what is due.

    Days that the platform does not tell yet are left out; days before the platform's retention are refused by name.
    """
    today = clock.today(account.timezone)
    wanted = asked or due(stream, today, covered_through)
    if not stream.windowed:
        return Plan((Window.closed(today, today),))
    earliest = stream.earliest(today)
    servable = wanted.intersect(Window(min(earliest, today), today - stream.lag_days * DAY + DAY))
    refused = None
    if wanted.start < earliest:
        refused = DaysNotServed(stream, account, Window(wanted.start, min(earliest, wanted.end)), earliest)
    return Plan(tuple(servable.chunks(stream.chunk_days)) if servable else (), refused)


def span(
    streams: Iterable[tuple[Stream, ConnectedAccount]], clock: Clock, marks: Mapping[str, Mapping[int, dt.date]]
) -> Window | None:
    """The smallest window that holds what each account is due of the streams that serve it; None without any."""
    windows = [
        due(stream, clock.today(account.timezone), marks[stream.name].get(account.ad_account_id))
        for stream, account in streams
        if stream.serves(account.account_id)
    ]
    return Window(min(w.start for w in windows), max(w.end for w in windows)) if windows else None
