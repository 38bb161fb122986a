"""The soak itself: it draws the same again, it holds for some rounds, and it stops at a bug that was planted."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psutil
import pytest

from tests.faults.soak.draws import COMMANDS, drawn
from tests.faults.soak.rounds import Kill, Platform, Postgres, Store

ROOT = Path(__file__).parents[3]
SEED, ROUNDS = 3, 3
PATIENCE_SECONDS = 1200


@contextmanager
def started(*options: str) -> Iterator[subprocess.Popen[str]]:
    """A soak that is ended at the end."""
    words = [sys.executable, "-m", "tests.faults.soak", "--seed", str(SEED), *options]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            yield running
        finally:
            running.terminate()


def test_a_seed_draws_the_same_rounds_again_and_another_one_others() -> None:
    first, again, other = ([str(each) for each in islice(drawn(seed), 50)] for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.thorough
def test_every_command_and_every_kind_of_fault_is_drawn_before_long() -> None:
    rounds = list(islice(drawn(1), 300))
    begins = {command.words[:2] for each in rounds for command in each.commands}
    assert len(begins) > len(COMMANDS)
    kinds = {type(fault) for each in rounds for fault in each.faults}
    assert {Kill, Platform, Postgres, Store} <= kinds
    assert any(each.at_once for each in rounds)
    assert any(each.days_behind for each in rounds)
    assert [each.day for each in rounds] == sorted(each.day for each in rounds)


@pytest.mark.database
@pytest.mark.kills
@pytest.mark.thorough
@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.fault(
    "36",
    "faults of all kinds at random, one round after another in one world",
    how="`make soak`: commands and faults drawn from a seed, here a few rounds of one",
    invariants="I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12",
)
def test_some_rounds_hold(record_property: Callable[[str, object], None]) -> None:
    record_property("repetitions", ROUNDS)
    with started("--rounds", str(ROUNDS)) as running:
        said = running.communicate(timeout=PATIENCE_SECONDS)[0]
    assert running.returncode == 0, said
    assert re.findall(r"(?m)^round (\d+) .* ok$", said) == [str(number + 1) for number in range(ROUNDS)], said
    assert f"seed {SEED}: {ROUNDS} rounds, " in said


@pytest.mark.database
@pytest.mark.kills
@pytest.mark.thorough
@pytest.mark.timeout(PATIENCE_SECONDS)
@pytest.mark.parametrize(
    ("bug", "named"),
    [
        ("retry that doubles", "I2 MONEY: campaign_metrics "),
        ("window emptied first", "I5 VISIBILITY: campaign_metrics "),
    ],
)
def test_a_planted_bug_ends_it_with_the_words_to_repeat_it(bug: str, named: str) -> None:
    with started("--rounds", "10", "--bug", bug) as running:
        said = running.communicate(timeout=PATIENCE_SECONDS)[0]
    assert running.returncode == 1, said
    assert named in said
    assert re.search(rf"(?m)^seed {SEED}, round (\d+) .*\nto repeat it: .* --seed {SEED} --rounds \1$", said), said


@pytest.mark.database
@pytest.mark.kills
@pytest.mark.thorough
@pytest.mark.timeout(PATIENCE_SECONDS)
def test_a_soak_that_is_told_to_end_leaves_no_process() -> None:
    with started("--hours", "1") as running:
        known: set[psutil.Process] = set()
        while not any("adwarehouse" in " ".join(words) for words in map(_words, known)):
            known |= set(psutil.Process(running.pid).children(recursive=True))
            time.sleep(0.1)
        time.sleep(3)
        known |= set(psutil.Process(running.pid).children(recursive=True))
        running.send_signal(signal.SIGTERM)
        said = running.communicate(timeout=PATIENCE_SECONDS)[0]
    assert running.returncode == 130, said
    assert psutil.wait_procs(known, 20)[1] == []


def _words(process: psutil.Process) -> list[str]:
    try:
        words: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return words
