"""`make faults-dlt`: the product and dlt under the same kills, into tests/faults/peers.md. KILLS and CRASHES a load."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template

import psycopg

from bench.faults.contenders import WINDOW
from bench.faults.strikes import Tally
from bench.faults.world import Setting, settings
from sandbox.embedded.postgres import PostgresServer

KILLS, CRASHES = int(os.environ.get("KILLS", 20)), int(os.environ.get("CRASHES", 8))
FAULTS = {"process": ("SIGKILL to the process", KILLS), "postgresql": ("SIGKILL to PostgreSQL", CRASHES)}
HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "tests" / "faults" / "peers.md"
HEAD = ("Fault", "Repetitions, ours and dlt", "Ours, after the next run", "dlt, after the next run")
SEEN = ("Fault", "Ours, killed", "dlt, killed", "dlt, pending packages resumed")
NAMES = ("ours", "dlt")
Found = dict[str, dict[str, Tally]]
"""By fault, by contender."""


def main() -> None:
    """Play, print, write."""
    found: Found = {}
    with settings() as loads:
        for name, setting in loads:
            postgres = _version(setting.load.server)
            for fault, tallies in _played(setting):
                found[f"{FAULTS[fault][0]} during {name}"] = tallies
                print(fault, name, tallies, flush=True)
    PAGE.write_text(_page(found, postgres), encoding="utf-8")


def _played(setting: Setting) -> Iterator[tuple[str, dict[str, Tally]]]:
    durations = {name: setting.load.seconds(contender) for name, contender in setting.contenders.items()}
    for fault, (_, times) in FAULTS.items():
        tallies = {name: Tally(seconds) for name, seconds in durations.items()}
        for number in range(times):
            for name, contender in setting.contenders.items():
                moment = durations[name] * (number + 0.5) / times
                setting.load.strike(contender, fault, moment, tallies[name])
        yield fault, tallies


def _page(found: Found, postgres: str) -> str:
    outcomes = [
        (fault, f"{_repetitions(by['ours'])} and {_repetitions(by['dlt'])}", *(_outcome(by[name]) for name in by))
        for fault, by in found.items()
    ]
    seen = [
        (fault, _seen(by["ours"], "killed"), _seen(by["dlt"], "killed"), _seen(by["dlt"], "resume"))
        for fault, by in found.items()
    ]
    seconds = [f"{name} {', '.join(sorted({f'{by[name].seconds:.1f} s' for by in found.values()}))}" for name in NAMES]
    return Template((HERE / "page.md").read_text(encoding="utf-8")).substitute(
        outcomes=_table(HEAD, outcomes),
        seen=_table(SEEN, seen),
        seconds="; ".join(seconds),
        days=(WINDOW.end - WINDOW.start).days,
        date=dt.datetime.now(dt.UTC).date(),
        versions=f"Python {platform.python_version()}, {postgres}, {_dlt()}, {os.cpu_count()} cores",
        kills=KILLS,
        crashes=CRASHES,
    )


def _version(server: PostgresServer) -> str:
    with psycopg.connect(server.url()) as connection:
        return f"PostgreSQL {connection.info.server_version // 10000}.{connection.info.server_version % 10000}"


def _dlt() -> str:
    return (HERE.parent / "dlt" / "requirements.in").read_text().strip().replace("==", " ")


def _repetitions(tally: Tally) -> str:
    return f"{tally.struck}" + (f" (of {tally.struck + tally.ended}: {tally.ended} had ended)" if tally.ended else "")


def _outcome(tally: Tally) -> str:
    broken = "".join(f"; {name} broken in {times}" for name, times in sorted(tally.broken.items()))
    return f"{tally.found}; wrong in {tally.wrong}; runs failed {tally.failed}, stuck {tally.stuck}{broken}"


def _seen(tally: Tally, when: str) -> str:
    return ", ".join(f"{tally.seen[when][state]} {state}" for state in ("old", "new", "neither"))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, (":--",) * len(head), *rows))


if __name__ == "__main__":
    main()
