"""Kill points as rows of docs/reliability.md, and the older state of an account that killed commands work on."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from resources.credentials import Vault, new_key
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.invariants import require
from tests.faults.loads import on
from tests.playground import TODAY, Playground, playground
from tests.resources.loading import killing
from tests.resources.loading.killing import ACCOUNT, LATER, WINDOW, Case, Prepared

MOMENTS = ("before", "after")
IN_TURN = [pytest.param("before", marks=pytest.mark.thorough), "after"]
"""Moments as parameters: a point that is not reached and one that is passed differ by one call."""
KILLED = -signal.SIGKILL
HOW = "SIGKILL to a child process before and after the durable point, and another run"
ALL = "I1 I2 I3 I4 I6 I7 I8 I9 I10 I11 I12"
STAGES = {
    "1": (
        "a process is killed while it reads a platform",
        ("landing.", "batch.create", "batch.fail", "accounts.mark_"),
    ),
    "2": ("a process is killed while it stages", ("staging.", "discard.", "sweep.stages")),
    "3": ("a process is killed while a batch is judged", ("contract.", "batch.decide")),
    "4": ("a process is killed while it publishes", ("publish.", "sync.")),
    "5": ("a process is killed while it refreshes the marts", ("marts.",)),
    "6": ("a process is killed while it archives or restores a month", ("archive.",)),
}
"""Rows of the matrix, and how the names of their durable points begin."""
ELSEWHERE = ("1-6", "a process is killed at any other durable point: runs, accounts, keys, rates, imports, alerts")


def stage(point: str) -> pytest.MarkDecorator:
    """The row that a durable point belongs to."""
    of_stage = [(number, words) for number, (words, begins) in STAGES.items() if point.startswith(begins)]
    number, words = of_stage[0] if of_stage else ELSEWHERE
    return pytest.mark.fault(number, words, how=HOW, invariants=ALL)


def killed(number: str, fault: str, invariants: str) -> pytest.MarkDecorator:
    """A row about kills whose test has no ledger to ask: it says itself what must be true."""
    return pytest.mark.fault(number, fault, how=HOW, invariants=invariants)


def at(points: Iterable[str], *moments: str) -> list[Any]:
    """Each point with each moment, as parameters. CI visits every point once, after it; the rest is thorough."""
    return [
        pytest.param(point, moment, marks=[stage(point), *([pytest.mark.thorough] if moment == "before" else [])])
        for point in points
        for moment in moments or MOMENTS
    ]


def kill(case: Case, point: str, *command: str, **environment: str) -> None:
    """Run a command that dies at the point."""
    assert case.run(*command, die=point, **environment) == KILLED, case.output.read_text()


def judged(case: Case) -> Playground:
    """The case as the checker sees it."""
    return on(case.world, warehouse=case.owner, store=case.store)


def require_all(case: Case) -> None:
    """Every invariant, of what the case's processes said too; and nothing is left over."""
    require(judged(case), logs=[case.output.read_text()])
    assert case.left_over() == {}


@contextmanager
def older_state(postgres: str, template: Databases, server: ObjectStoreServer, folder: Path) -> Iterator[Prepared]:
    """Five days of an account as they were; two days later rows have come, changed and gone."""
    killing.warm()
    now = Ledger.of(Ledger.default(seed=1).snapshot(LATER))
    came, gone = (
        (row["date"], row["campaign_id"], row["placement"])
        for row in now.metrics("meta", ACCOUNT, WINDOW, TODAY).to_pylist()[:2]
    )
    earlier = killing.without(now, ACCOUNT, came)
    with (
        copied(postgres, template) as base,
        fresh_bucket(server) as store,
        playground(base.loader_url, store, earlier) as world,
    ):
        keep_key(world)
        world.connect(ACCOUNT)
        assert world.sync(WINDOW, streams=("campaigns", "campaign_daily")) == []
        world.ledger.become(now)
        world.clock.move_to(LATER)
        world.take_back(ACCOUNT, *gone, effective_from=LATER)
        world.warehouse.close()
        yield Prepared(world, base, postgres, server, folder)


def keep_key(world: Playground) -> None:
    """Encrypt with a key that child processes are given."""
    key = new_key()
    settings = world.context.settings.model_copy(update={"adwarehouse_encryption_keys": SecretStr(key)})
    world.context = replace(world.context, settings=settings, vault=Vault(key))
