"""What a round of a soak consists of: commands, and what goes wrong meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.faults.case import Case
from tests.faults.postgres_server import Moment
from tests.faults.s3_proxy import Where

ANY_POINT = "passage"
"""In the place of a durable point's name: `passage:n` is the n-th time that any of them is passed, before or after."""


@dataclass(frozen=True)
class Command:
    """A command line. One that may refuse is told so by the state of the archive, with exit code 1."""

    words: tuple[str, ...]
    limits: str = ""
    may_refuse: bool = False

    def __str__(self) -> str:
        return " ".join((*self.words, *filter(None, [self.limits])))


@dataclass(frozen=True)
class Kill:
    """SIGKILL to the round's `command` (by its place) at a passage of a durable point."""

    command: int
    failpoint: str
    kind = "kill"

    def __str__(self) -> str:
        return f"kill {self.command + 1} at {self.failpoint}"


@dataclass(frozen=True)
class Postgres:
    """What becomes of the server (`crash`, `restart`) or of its backends (`terminate`) at a message to it."""

    how: str
    moment: Moment
    message: int

    @property
    def kind(self) -> str:
        return f"postgres {self.how}"

    def __str__(self) -> str:
        return f"{self.kind} {self.moment} message {self.message}"


@dataclass(frozen=True)
class Store:
    """What becomes of `times` requests to the object store, from the `since`-th of the round on."""

    how: Where
    code: str
    times: int
    since: int

    @property
    def kind(self) -> str:
        return f"store {self.how}{' ' + self.code if self.how == 'refused' else ''}"

    def __str__(self) -> str:
        return f"{self.kind} x{self.times} from request {self.since}"


@dataclass(frozen=True)
class Platform:
    """A case of tests/faults/platform_cases.py or record_cases.py."""

    case: Case

    @property
    def kind(self) -> str:
        return "token" if self.case.row == "15" else f"platform {'+'.join(each.name for each in self.case.faults)}"

    def __str__(self) -> str:
        return f"{self.case.platform}: {self.case}"


@dataclass(frozen=True)
class Clock:
    """The day moves on by so many at once; where it is below zero the commands are so many days behind."""

    days: int
    kind = "clock"

    def __str__(self) -> str:
        return f"clock {self.days:+} days"


Fault = Kill | Postgres | Store | Platform | Clock


@dataclass(frozen=True)
class Round:
    """`restated` is a month of which the platform tells other figures from now on; `again`: I6 is judged, too."""

    number: int
    day: dt.date
    commands: tuple[Command, ...]
    at_once: bool
    faults: tuple[Fault, ...]
    restated: dt.date | None
    again: bool

    @property
    def days_behind(self) -> int:
        """Of the commands."""
        return -sum(fault.days for fault in self.faults if isinstance(fault, Clock) and fault.days < 0)

    def __str__(self) -> str:
        commands = (" & " if self.at_once else "; ").join(map(str, self.commands))
        told = f", {self.restated:%Y-%m} restated" if self.restated else ""
        return f"round {self.number} ({self.day}{told}): {commands} | {', '.join(map(str, self.faults))}"
