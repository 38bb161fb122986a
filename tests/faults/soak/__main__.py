"""`python -m tests.faults.soak --seed N --hours H`: rounds until the time is over or an invariant is broken."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from types import FrameType

import click

from tests.faults.invariants import INVARIANTS
from tests.faults.mutants import MUTANTS
from tests.faults.soak import children
from tests.faults.soak.draws import START, drawn
from tests.faults.soak.playing import Played, Soak
from tests.faults.soak.rounds import Round
from tests.faults.soak.world import World, soak_world

JUDGED = sorted(
    (*INVARIANTS, "I5 VISIBILITY", "I6 CONVERGENCE", "I11 SECRETS"), key=lambda name: int(name[1:].split()[0])
)
SHOWN, LAST_LINES = 5, 40
KILLED_CHILDREN = "ignore:resource_tracker"
"""They leave semaphores, which Python cleans up with a warning."""


@click.command()
@click.option("--seed", type=int, required=True, help="Draws every round; the same seed draws the same rounds.")
@click.option("--hours", type=float, default=None, help="How long; the round that has begun is played to its end.")
@click.option("--rounds", type=int, default=None, help="How many rounds at most.")
@click.option("--bug", type=click.Choice(list(MUTANTS)), help="A bug to plant in every command: the soak must stop.")
def soak(seed: int, hours: float | None, rounds: int | None, bug: str | None) -> None:
    """Play random rounds of commands and faults, and stop at the first broken invariant with exit code 1."""
    if hours is None and rounds is None:
        raise click.UsageError("tell --hours or --rounds")
    begun = time.monotonic()
    children.warm()
    try:
        with soak_world() as world:
            played = Soak(world, bug)
            with _told_at_the_end(played, world, seed, begun):
                _require(played, played.begin, seed, None)
                for each in islice(drawn(seed), rounds):
                    if hours is not None and time.monotonic() - begun > hours * 3600:
                        break
                    _require(played, partial(played.play, each), seed, each)
    except KeyboardInterrupt:
        sys.exit(130)


def _require(soak: Soak, play: Callable[[], Played], seed: int, drawn: Round | None) -> None:
    """Play a round and tell how it ended; the end of the soak when something is broken."""
    begun = time.monotonic()
    played = play()
    told = str(drawn or f"begin ({START}): everything is read up to the first day")
    ended = "BROKEN" if played.broken else "ok"
    click.echo(f"{told} | exit {played.codes} | {time.monotonic() - begun:.0f} s | {ended}")
    if not played.broken:
        soak.forget()
        return
    click.echo("\n".join(played.said.splitlines()[-LAST_LINES:]))
    for name, lines in played.broken.items():
        click.echo(f"{name}: {'; '.join(lines[:SHOWN])}")
    number = drawn.number if drawn else 0
    click.echo(f"seed {seed}, {told}")
    click.echo(f"to repeat it: python -m tests.faults.soak --seed {seed} --rounds {number}")
    sys.exit(1)


@contextmanager
def _told_at_the_end(soak: Soak, world: World, seed: int, begun: float) -> Iterator[None]:
    """Print the counts, however it ends."""
    try:
        yield
    finally:
        tally, minutes = soak.tally, (time.monotonic() - begun) / 60
        click.echo(
            f"seed {seed}: {tally.rounds} rounds, {tally.commands} disturbed commands, {tally.kills} killed, "
            f"{world.struck['crash']} server crashes, {world.struck['restart']} immediate restarts, "
            f"{world.struck['terminate']} times all backends ended; {tally.checks} times {len(JUDGED)} invariants "
            f"judged ({', '.join(name.split()[0] for name in JUDGED)}; I5 {tally.watches} times, "
            f"I6 {tally.repeats} times); {minutes:.1f} minutes"
        )
        for words, counts in (("drawn", tally.drawn), ("struck", tally.struck)):
            click.echo(f"{words}: {', '.join(f'{name} {count}' for name, count in sorted(counts.items()))}")


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    os.environ["PYTHONWARNINGS"] = KILLED_CHILDREN
    signal.signal(signal.SIGTERM, _end)
    soak()
