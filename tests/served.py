"""Every platform's sandbox served from one ledger, and the settings that make the product talk to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from resources.clock import Clock
from resources.settings import Settings
from sandbox import credentials
from sandbox.embedded.platforms import addresses, applications
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from tests import authority

NOWHERE = "localhost:1"
ROWS_A_MESSAGE = 10_000


@dataclass(frozen=True)
class SteppingClock(Clock):
    """Business time that a test moves; wire time stays real."""

    _moves: list[tuple[dt.datetime, dt.date | None]] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._moves.append((dt.datetime.min.replace(tzinfo=dt.UTC), self.pinned))

    def move_to(self, day: dt.date) -> None:
        """Make `day` the business day everywhere, in product and sandbox."""
        self._moves.append((self.now(), day))
        object.__setattr__(self, "pinned", day)

    def at(self, instant: dt.datetime) -> Clock:
        """Business time as it was at a moment of wire time."""
        pinned = [pinned for since, pinned in self._moves if since <= instant][-1]
        return Clock(instant if pinned is None else pinned)


@dataclass(frozen=True)
class Served:
    """What is served: its truth and business time, what goes wrong with it, and how to get in."""

    ledger: Ledger
    clock: SteppingClock
    faults: Faults
    issued: dict[str, Any]
    settings: Settings


@contextmanager
def served(
    ledger: Ledger, clock: SteppingClock, *, with_google: bool, google_rows: int = ROWS_A_MESSAGE
) -> Iterator[Served]:
    """Serve on free ports until the end. Google's part takes two seconds and 100 MB to import, once a process;
    at most `google_rows` rows come in one of its messages."""
    faults, issued = Faults(), credentials.issue(ledger)
    with ExitStack() as running:
        http = running.enter_context(serve(create_app(ledger, clock, issued, faults)))
        endpoint = NOWHERE
        if with_google:
            endpoint = running.enter_context(_google(ledger, clock, issued, faults, google_rows))
        environment = addresses(http, endpoint, authority.folder()) | applications(issued)
        settings = Settings.model_validate({name.lower(): value for name, value in environment.items()})
        yield Served(ledger, clock, faults, issued, settings)


@contextmanager
def _google(ledger: Ledger, clock: Clock, issued: dict[str, Any], faults: Faults, rows: int) -> Iterator[str]:
    from sandbox.google.platform import Google
    from sandbox.google.server import Running

    platform = Google(ledger, clock, credentials.google(issued), faults)
    running = Running(platform, authority.trust(), 0, rows)
    try:
        yield running.endpoint
    finally:
        running.stop()
