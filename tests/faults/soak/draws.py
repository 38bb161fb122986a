"""What happens in each round of a soak: drawn from the seed and the round's number alone, whatever the timing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import TypeVar

from resources.windows import DAY
from tests.durable_points import durable_points
from tests.faults import platform_cases, record_cases
from tests.faults.postgres_server import Moment
from tests.faults.s3_proxy import Where
from tests.faults.soak.rounds import ANY_POINT, Clock, Command, Fault, Kill, Platform, Postgres, Round, Store

T = TypeVar("T")
FIRST_DAY, START = dt.date(2025, 1, 30), dt.date(2025, 3, 20)
"""The first day that is read, and the business day on which a soak begins."""
ACCOUNTS = {"meta": "1001", "naver": "401001", "clickbank": "larkspurco", "shopee": "2002"}
SYNC: dict[str, tuple[str, ...]] = {
    platform: ("sync", platform, *(("--stream", "campaign_daily") if platform == "naver" else ()))
    for platform in ACCOUNTS
}
"""Naver's hours are left out: four fifths of all records, and published as all others."""
SLOW = {"hang", "slow_drip"}
LIMITED = ("campaign_metrics", "campaign_metrics_hourly", "orders", "analytics_events", "product_metrics")
"""Tables that are archived by name, or whose limit retention is told."""
COMMANDS = {
    "night": 8, "backfill": 4, "late": 4, "archive": 5, "retention": 2, "restore": 3, "release": 2, "refresh": 1,
    "replay": 1, "verify": 1, "backup": 1, "drill": 1,
}  # fmt: skip
FAULTS = {"kill": 7, "postgres": 4, "store": 4, "platform": 5, "clock": 1}
POINTS = {
    "sync": ("run.", "batch.create", "batch.fail", "landing.", "staging.", "contract.verdict", "publish.", "sync.",
             "marts.commit", "sweep.", "accounts.mark_revoked", "accounts.refresh_description", "late.publish",
             "tokens."),
    "quarantine": ("run.", "batch.create", "staging.", "contract.verdict", "publish.", "marts.commit", "late.publish"),
    "refresh": ("marts.commit",),
    "archive": ("archive.", "late."),
    "retention": ("archive.", "late."),
    "restore": ("archive.manifest.re", "late.", "restore."),
    "backup": ("backup.", "upload."),
}  # fmt: skip
"""How the names of the durable points begin that a command may pass."""
PASSAGES = {"sync": 2.0, "backup": 0.5, "refresh": 0.4}
"""The power of ten up to which passages are drawn at which a command dies; 1 where it is not told."""


def drawn(seed: int) -> Iterator[Round]:
    """The rounds of a soak, in order and without end."""
    day = START
    for number in _count():
        chance = Random(f"{seed} {number}")
        day += chance.choice((0, 1, 1, 1, 2)) * DAY
        jump = chance.choice((-2, -1, 5, 9)) if chance.random() < 0.08 else 0
        day += max(0, jump) * DAY
        kinds = [_of(chance, COMMANDS) for _ in range(chance.choices((1, 2, 3), (5, 4, 2))[0])]
        late = _month(chance, day) if "late" in kinds else None
        commands = [_command(chance, kind, day, late) for kind in kinds]
        if chance.random() < 0.2:
            commands.append(commands[0])
        at_once = len(commands) > 1 and chance.random() < 0.5
        faults = tuple(_faults(chance, commands)) + ((Clock(jump),) if jump else ())
        yield Round(number, day, tuple(commands), at_once, faults, late, again=chance.random() < 0.25)


def _count() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def _of(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _month(chance: Random, day: dt.date) -> dt.date:
    """A closed month."""
    closed = (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month
    month = chance.randrange(closed)
    return dt.date(FIRST_DAY.year + (FIRST_DAY.month - 1 + month) // 12, (FIRST_DAY.month - 1 + month) % 12 + 1, 1)


def _command(chance: Random, kind: str, day: dt.date, late: dt.date | None) -> Command:
    month = ("--month", f"{_month(chance, day):%Y-%m}", "--table", chance.choice((LIMITED[0], *LIMITED)))
    platform = chance.choice(list(ACCOUNTS))
    match kind:
        case "night":
            return Command(SYNC[platform])
        case "backfill":
            first = max(FIRST_DAY, day - chance.randint(3, 70) * DAY)
            last = min(day, first + chance.randint(0, 9) * DAY)
            return Command((*SYNC[platform], "--from", str(first), "--to", str(last)))
        case "late":
            assert late is not None
            first = max(FIRST_DAY, late + chance.randrange(24) * DAY)
            days = ("--from", str(first), "--to", str(first + 3 * DAY))
            return Command(("sync", "meta", *days, "--stream", "campaign_daily"))
        case "archive":
            return Command(("archive", "month", *month), may_refuse=True)
        case "retention":
            kept = ",".join(f"{table}={chance.randint(1, 4)}" for table in chance.sample(LIMITED, 3))
            return Command(("retention",), kept)
        case "restore":
            return Command(("restore", *month), may_refuse=True)
        case "release":
            return Command(("restore", *month, "--release"), may_refuse=True)
        case "refresh":
            return Command(("refresh", *(["--everything"] if chance.random() < 0.3 else [])))
        case "replay":
            return Command(("quarantine", "replay"))
        case "verify":
            return Command(("archive", "verify", "--deep"))
        case "backup":
            return Command(("backup", "now"))
    return Command(("backup", "drill"), may_refuse=True)


def _faults(chance: Random, commands: Sequence[Command]) -> Iterator[Fault]:
    kinds = [_of(chance, FAULTS) for _ in range(chance.choices((1, 2, 3), (5, 3, 1))[0])]
    places = list(range(len(commands)))
    platforms = [command.words[1] for command in commands if command.words[0] == "sync"]
    for kind in kinds:
        if kind == "kill" and places:
            yield _kill(chance, places.pop(chance.randrange(len(places))), commands)
        elif kind == "platform" and platforms:
            yield _platform(chance, platforms)
        elif kind in ("store", "platform"):
            yield _store(chance)
    if "postgres" in kinds:
        how = chance.choice(("crash", "crash", "restart", "terminate"))
        moments: tuple[Moment, ...] = ("before", "midway", "answered")
        yield Postgres(how, chance.choice(moments), int(10 ** chance.uniform(0.5, 2.7)))


def _kill(chance: Random, place: int, commands: Sequence[Command]) -> Kill:
    word = commands[place].words[0]
    if chance.random() < 0.7:
        return Kill(place, f"{ANY_POINT}:{int(10 ** chance.uniform(0, PASSAGES.get(word, 1)))}")
    begins = POINTS[word]
    points = [point for point in _points() if point.startswith(begins)]
    passage = chance.choices(("", ":2", ":3", ":5"), (5, 2, 1, 1))[0]
    return Kill(place, f"{chance.choice(points)}:{chance.choice(('before', 'after'))}{passage}")


def _store(chance: Random) -> Store:
    how: Where = chance.choices(("refused", "unanswered", "cut", "corrupted", "truncated"), (5, 3, 2, 1, 1))[0]
    code = chance.choice(("InternalError", "SlowDown", "SlowDown", "AccessDenied"))
    times = chance.choice((1, 2, 5, 20) if how == "refused" else (1, 2))
    return Store(how, code, times, chance.randrange(40))


def _platform(chance: Random, platforms: Sequence[str]) -> Platform:
    fast = [
        case
        for case in (*platform_cases.CASES, *record_cases.CASES)
        if case.platform in platforms and not any(fault.name in SLOW and fault.times is None for fault in case.faults)
    ]
    return Platform(chance.choice(fast))


@cache
def _points() -> list[str]:
    return sorted(durable_points())
