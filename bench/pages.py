"""Landed pages to published facts: ours with and without the contract, dlt's merge of flat pages, and our memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Series, Target
from bench.world import World, open_batch, validated
from resources.loading import publish as publishing
from resources.loading import staging
from resources.loading.context import LoadContext
from resources.loading.contract import Judge

DLT = Path(__file__).parent / "dlt"
DLT_PYTHON = DLT.parents[1] / ".venv-dlt/bin/python"
MOST_MEGABYTES = 700
MOST_SLOW_REPETITIONS = 3


@dataclass
class Pages:
    """Seconds of each kind, and the megabytes of a process that did it all once."""

    plain: Series = field(default_factory=lambda: Series("ours: landed pages to facts, without the contract"))
    judged: Series = field(default_factory=lambda: Series("ours: landed pages to facts, with the contract"))
    graph: Series = field(default_factory=lambda: Series("dlt, landed pages: merged as they are, lists as JSON"))
    lines: Series = field(default_factory=lambda: Series("dlt, flat lines: merged, a third of the JSON"))
    arrow: Series = field(default_factory=lambda: Series("dlt, flat Arrow: the same, read by pyarrow"))
    megabytes: float = 0

    def report(self) -> Iterator[str]:
        """The table's rows."""
        peers = (self.graph, self.lines, self.arrow)
        yield from (peer.line() for peer in peers)
        yield from (self.plain.line(peer, Target(5, faster=True)) for peer in peers)
        yield from (self.judged.line(peer, Target(3.5, faster=True)) for peer in peers)
        verdict = "met" if self.megabytes < MOST_MEGABYTES else "MISSED"
        peak = f"{'peak memory of a process: staging, contract, publish':58}"
        yield f"{peak} {self.megabytes:7.0f} MB < {MOST_MEGABYTES} MB {verdict}"


def measure(world: World, pages: Path, flat: Path, records: int, repetitions: int) -> Pages:
    """Each kind in turn, `repetitions` times, what takes minutes at most three times; the memory once."""
    measured = Pages()
    with Judge(world.context) as judge:
        for repetition in range(repetitions):
            if repetition < MOST_SLOW_REPETITIONS:
                measured.graph.seconds.append(_dlt(world, pages, "graph", records))
            measured.lines.seconds.append(_dlt(world, flat, "lines", records))
            measured.arrow.seconds.append(_dlt(world, flat, "arrow", records))
            world.clear()
            measured.plain.time(lambda: load(world.context, records, None))
            world.clear()
            measured.judged.time(lambda: load(world.context, records, judge))
    world.clear()
    measured.megabytes = _peak_memory(world, records)
    return measured


def load(context: LoadContext, records: int, judge: Judge | None) -> None:
    """Stage the landed pages, judge them if there is a judge, and publish."""
    staged = staging.stage(context, open_batch(context, records))
    batch = judge.judge(staged).batch if judge else validated(context, staged)
    published = publishing.publish(context, batch)
    assert published.counts.inserted == records, published


def _dlt(world: World, pages: Path, how: str, records: int) -> float:
    said = _run([DLT_PYTHON, DLT / "load.py", pages, world.environment["DATABASE_OWNER_URL"], how])
    assert said["rows"] == records, said
    return float(said["seconds"])


def _peak_memory(world: World, records: int) -> float:
    return float(_run([sys.executable, "-m", "bench.memory", str(records)], **world.environment)["megabytes"])


def _run(command: list[str | Path], **environment: str) -> dict[str, Any]:
    ended = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
    said: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return said
