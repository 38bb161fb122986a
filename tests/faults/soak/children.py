"""Commands of a round in processes of their own, each with a folder of its own, as on several machines."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import botocore.endpoint
import pytest

from resources import durable
from resources.platforms import REGISTRY
from tests.faults import nights
from tests.faults.conftest import OURS
from tests.faults.mutants import MUTANTS
from tests.faults.soak.rounds import ANY_POINT
from tests.resources.loading import killing

PATIENCE_SECONDS = 400.0
DEADLINE_SECONDS = 8.0
"""Of one request to a platform while faults are on."""


@dataclass(frozen=True)
class Order:
    """What a child does. `is_hasty`: waits between attempts take no time; `small` are constants of the product."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    output: Path
    bug: str | None = None
    is_hasty: bool = False
    small: Mapping[str, int] = field(default_factory=dict)


def warm() -> None:
    """Have children start with everything imported."""
    preloaded = ["resources.loading.contract.engine", "pipelines.cli", *_CLIENTS, __name__]
    multiprocessing.get_context("forkserver").set_forkserver_preload(preloaded)


_CLIENTS = [f"resources.platforms.{name}.client" for name in REGISTRY]


def obey(order: Order) -> None:
    """In the child: plant what is to be planted, then do as any command line does."""
    patch = pytest.MonkeyPatch()
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    if order.is_hasty:
        patch.setattr(nights, "DEADLINE_SECONDS", DEADLINE_SECONDS)
        nights.Patience.installed(patch)
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda seconds: None))
    for name, value in order.small.items():
        patch.setattr(name, value)
    if order.bug:
        MUTANTS[order.bug].plant(patch)
    name, _, number = order.environment.get("ADWAREHOUSE_FAILPOINT", "").partition(":")
    if name == ANY_POINT:
        patch.setattr(durable, "_strike", _at_passage(int(number)))
    killing.obey(order.environment, order.command, str(order.output))


def _at_passage(number: int) -> Callable[[str, str], None]:
    """Die when durable points have been passed so many times, whichever they are."""
    passed = count(1)

    def strike(failpoint: str, point: str) -> None:
        if next(passed) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return strike


def together(orders: Sequence[Order]) -> list[int | None]:
    """Start all of them at the same moment; their exit codes: negative for a signal, None for one that never ended."""
    context = multiprocessing.get_context("forkserver")
    children = [context.Process(target=obey, args=(order,)) for order in orders]
    started = []
    try:
        for child in children:
            child.start()
            started.append(child)
        for child in children:
            child.join(PATIENCE_SECONDS)
        return [child.exitcode for child in children]
    finally:
        for child in started:
            with closing(child):
                child.kill()
                child.join()
