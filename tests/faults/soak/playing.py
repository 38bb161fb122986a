"""One round: its commands under its faults, then the same commands undisturbed, then the checker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from resources.windows import DAY
from tests.faults.invariants import Slices, broken, fingerprint
from tests.faults.invariants.convergence import i6_convergence
from tests.faults.kills import KILLED
from tests.faults.s3_proxy import Fault, Request, is_read
from tests.faults.soak import children
from tests.faults.soak.children import Order
from tests.faults.soak.draws import ACCOUNTS, FIRST_DAY, START, SYNC
from tests.faults.soak.rounds import Command, Kill, Platform, Postgres, Round, Store
from tests.faults.soak.world import World
from tests.resources.loading.killing import LEFT_OVER

NIGHTS = tuple(Command(words) for words in SYNC.values())
FIRST = tuple(Command((*words, "--from", str(FIRST_DAY), "--to", str(START))) for words in SYNC.values())
REFRESH = Command(("refresh",))
MOVES_MONTHS = frozenset({"archive", "retention", "restore"})
UNDISTURBED = "UNDISTURBED"
"""Not an invariant of the list: a command that nothing disturbs succeeds, and every command ends."""


@dataclass
class Tally:
    """What has happened so far."""

    rounds: int = 0
    commands: int = 0
    kills: int = 0
    checks: int = 0
    watches: int = 0
    repeats: int = 0
    drawn: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)


@dataclass
class Played:
    """How a round ended: exit codes of its disturbed commands, and what is broken ({}: nothing)."""

    codes: list[int | None]
    broken: dict[str, list[str]]
    said: str


class Soak:
    """Plays rounds in a world. `bug` is one of tests/faults/mutants.py that every command has."""

    def __init__(self, world: World, bug: str | None = None) -> None:
        self.world, self.bug, self.tally = world, bug, Tally()
        self._read = 0

    def begin(self) -> Played:
        """Read everything there is up to the first day."""
        found = self._undisturbed(FIRST, at_once=True)
        return Played([], found or self._judge(), self._said())

    def play(self, drawn: Round) -> Played:
        """A round."""
        world, tally = self.world, self.tally
        tally.rounds += 1
        tally.commands += len(drawn.commands)
        tally.drawn.update(fault.kind for fault in drawn.faults)
        world.playground.clock.move_to(drawn.day)
        if drawn.restated:
            world.restate(drawn.restated)
        orders = self._disturbed(drawn)
        with Slices(world.playground) as slices:
            codes = self._run(orders, at_once=drawn.at_once)
            tally.kills += codes.count(KILLED)
            tally.struck.update({f"store {fault.how}": fault.struck for fault in world.proxy.faults if fault.struck})
            listed = world.playground.faults.listing()
            tally.struck.update({f"platform {fault['name']}": fault["struck"] for fault in listed if fault["struck"]})
            world.calm()
            found = {UNDISTURBED: ["a command did not end"]} if None in codes else {}
            found = found or self._undisturbed([*dict.fromkeys(drawn.commands), REFRESH])
        found = found or self._seen(drawn, slices) or self._judge()
        if drawn.again and not found:
            found = self._repeated()
        return Played(codes, found, self._said())

    def _disturbed(self, drawn: Round) -> list[Order]:
        """Switch the round's faults on; its commands."""
        world = self.world
        small: dict[str, int] = {}
        kills = {fault.command: fault.failpoint for fault in drawn.faults if isinstance(fault, Kill)}
        for fault in drawn.faults:
            if isinstance(fault, Postgres):
                strike = partial(world.strike_postgres, fault.how)
                world.wire.strike(fault.moment, strike, number=fault.message)
            elif isinstance(fault, Store):
                world.proxy.strike(_of_store(fault, len(world.proxy.requests)))
            elif isinstance(fault, Platform):
                small.update(fault.case.small)
                for each in fault.case.faults:
                    world.playground.faults.add(replace(each, account=each.account or ACCOUNTS[fault.case.platform]))
        today = {"ADWAREHOUSE_TODAY": str(drawn.day - drawn.days_behind * DAY)} if drawn.days_behind else {}
        return [
            replace(self._order(place, command, today | _failpoint(kills.get(place))), is_hasty=True, small=small)
            for place, command in enumerate(drawn.commands)
        ]

    def _undisturbed(self, commands: Sequence[Command], *, at_once: bool = False) -> dict[str, list[str]]:
        """Run commands with nothing in their way; {} when every one succeeds that has no reason to refuse."""
        codes = self._run([self._order(place, each, {}) for place, each in enumerate(commands)], at_once=at_once)
        failed = [
            f"{command} ended with {code}"
            for command, code in zip(commands, codes, strict=True)
            if code != 0 and not (code == 1 and command.may_refuse)
        ]
        return {UNDISTURBED: failed} if failed else {}

    def _order(self, place: int, command: Command, more: dict[str, str]) -> Order:
        limits = {"RETENTION_MONTHS": command.limits} if command.limits else {}
        environment = self.world.home(place) | limits | more
        return Order(command.words, environment, self.world.output, self.bug)

    def _run(self, orders: Sequence[Order], *, at_once: bool) -> list[int | None]:
        if at_once:
            return children.together(orders)
        return [code for order in orders for code in children.together([order])]

    def _judge(self) -> dict[str, list[str]]:
        self.tally.checks += 1
        with self.world.judged() as world:
            found = broken(world, logs=[self._said()])
            for what, text in LEFT_OVER.items():
                if rows := world.query(text):
                    found.setdefault("I9 LOG TRUTH", []).append(f"{what} left over: {rows[0]}")
        return found

    def _seen(self, drawn: Round, slices: Slices) -> dict[str, list[str]]:
        """I5, where the platform tells one thing all the while."""
        if drawn.days_behind or any(isinstance(fault, Platform) for fault in drawn.faults):
            return {}
        self.tally.watches += 1
        lines = slices.broken(months_move=any(command.words[0] in MOVES_MONTHS for command in drawn.commands))
        return {"I5 VISIBILITY": lines} if lines else {}

    def _repeated(self) -> dict[str, list[str]]:
        """An undisturbed night of every platform; and I6: another one changes nothing."""
        self.tally.repeats += 1
        failed = self._undisturbed(NIGHTS, at_once=True) or self._judge()
        if failed:
            return failed
        with self.world.judged() as world:
            clean = fingerprint(world)
            failed = self._undisturbed(NIGHTS, at_once=True)
            changed = i6_convergence(world, clean)
        return failed or ({"I6 CONVERGENCE": changed} if changed else {})

    def _said(self) -> str:
        """What the commands of this round have said."""
        with self.world.output.open(encoding="utf-8", errors="replace") as file:
            file.seek(self._read)
            return file.read()

    def forget(self) -> None:
        """Begin anew with what commands say."""
        self._read = self.world.output.stat().st_size


def _of_store(drawn: Store, begun: int) -> Fault:
    strikes = {
        "unanswered": _is_write,
        "cut": _is_write,
        "corrupted": is_read,
        "truncated": is_read,
    }.get(drawn.how, _is_any)
    return Fault(drawn.how, strikes, drawn.code, drawn.times, begun + drawn.since)


def _is_any(request: Request) -> bool:
    return True


def _is_write(request: Request) -> bool:
    return request.method in ("PUT", "POST")


def _failpoint(point: str | None) -> dict[str, str]:
    return {"ADWAREHOUSE_FAILPOINT": point} if point else {}
