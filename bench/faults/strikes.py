"""One repetition: a load, a kill at a moment of it, what is visible then, and what the next run makes of it."""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from bench.faults.compared import Difference, Figures, Key, difference
from bench.faults.contenders import Contender, Place, Started
from sandbox.embedded.postgres import PostgresServer
from tests.faults.postgres_server import checkpoint, crash

MEASURED, RUNS = 3, 3
Truth = Mapping[Key, Figures]


@dataclass
class Tally:
    """`ended` loads were over before their moment; the others were struck.

    `seen` is how often the rows were `old`, `new` or `neither`, after the kill and after pending work was resumed.
    `found` adds what was wrong after the next run, in `wrong` repetitions. `failed` counts runs that ended with an
    error, `stuck` repetitions in which the last try did, too; `broken` the invariants that the whole checker named.
    """

    seconds: float
    struck: int = 0
    ended: int = 0
    seen: dict[str, Counter[str]] = field(default_factory=lambda: {"killed": Counter(), "resume": Counter()})
    found: Difference = field(default_factory=Difference)
    wrong: int = 0
    failed: int = 0
    stuck: int = 0
    broken: Counter[str] = field(default_factory=Counter)


@dataclass
class Load:
    """What is loaded, and the rows before and after it."""

    server: PostgresServer
    before: Truth
    after: Truth

    def seconds(self, contender: Contender) -> float:
        """Of undisturbed loads, the median; each of them must leave the ledger's rows.

        Raises:
            AssertionError: it does not.
        """
        measured = []
        for _ in range(MEASURED):
            with contender.place() as place:
                started = time.time()
                code, ended = place.order("run").ended()
                assert code == 0, place.output.read_text()
                measured.append(ended - started)
                assert not (found := difference(place.rows(), self.after)), f"undisturbed, {contender.name} has {found}"
        return statistics.median(measured)

    def strike(self, contender: Contender, fault: str, moment: float, tally: Tally) -> None:
        """One repetition; `fault` is `process` or `postgresql`, `moment` in seconds after the order."""
        with contender.place() as place:
            checkpoint(self.server.url())
            started = place.order("run")
            time.sleep(moment)
            self._kill(started, fault, tally)
            self.server.start()
            tally.seen["killed"][self._state(place)] += 1
            place.a_day_passes()
            self._run_again(contender, place, tally)

    def _kill(self, started: Started, fault: str, tally: Tally) -> None:
        killed_at = time.time()
        if fault == "process":
            with suppress(ProcessLookupError):
                os.kill(started.pid, signal.SIGKILL)
        else:
            crash(self.server)
            self.server.start()
        code, ended_at = started.ended()
        is_over = code == 0 and ended_at < killed_at
        tally.ended += is_over
        tally.struck += not is_over

    def _run_again(self, contender: Contender, place: Place, tally: Tally) -> None:
        for _ in range(RUNS):
            if self._succeeds(contender, place, tally):
                tally.broken.update(place.broken())
                return
            tally.failed += 1
            place.a_day_passes()
        tally.stuck += 1

    def _succeeds(self, contender: Contender, place: Place, tally: Tally) -> bool:
        for order in contender.again:
            code, _ = place.order(order).ended()
            if code != 0:
                return False
            if order == "resume":
                tally.seen[order][self._state(place)] += 1
        found = difference(place.rows(), self.after)
        tally.found += found
        tally.wrong += bool(found)
        return True

    def _state(self, place: Place) -> str:
        rows = place.rows()
        states = {"old": self.before, "new": self.after}
        return next((name for name, truth in states.items() if not difference(rows, truth)), "neither")
