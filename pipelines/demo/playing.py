"""What the demo's parts have in common: where they play, how a platform is read, and what went wrong."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pipelines.cli.console import console
from pipelines.cli.sync import run
from resources.loading.steps import Scope
from resources.platforms import REGISTRY
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from resources.windows import Window
from sandbox.embedded.stack import Stack


@dataclass
class Play:
    """The demo as it goes on. `problems` says what a run would be ashamed of; none is the aim."""

    stack: Stack
    configured: Settings
    warehouse: Warehouse
    problems: list[str] = field(default_factory=list)

    def sync(self, name: str, window: Window | None, *streams: str) -> None:
        """Read a platform's streams (all when none is named) over a window, or what is due."""
        if run(Scope(name, window), str(uuid.uuid4()), streams=streams):
            self.problems.append(f"a sync ended badly: {name} {window or 'due'}")

    def night(self, *platforms: str) -> None:
        """What is due of these platforms, or of all."""
        for name in platforms or REGISTRY:
            self.sync(name, None)


@contextmanager
def phase(title: str) -> Iterator[None]:
    """Print a title, and afterwards how long it took."""
    console.print(f"[bold]{title}[/bold]")
    began = time.monotonic()
    yield
    console.print(f"  [dim]{time.monotonic() - began:.1f} s[/dim]")
