"""January of an account in the archive and back, as the owner does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from resources.archive import archive_month, restore_month
from resources.archive.months import TableMonth
from resources.windows import Window
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.faults import loads
from tests.faults.invariants import fingerprint
from tests.faults.loads import Copy
from tests.playground import TODAY

TABLE, JANUARY = "campaign_metrics", dt.date(2025, 1, 1)
MONTH = TableMonth(TABLE, JANUARY)
TURN_OF_THE_MONTH = Window(dt.date(2025, 1, 27), dt.date(2025, 2, 4))


@dataclass
class Prepared(loads.Prepared):
    """The published turn of the month; `archived` is the fingerprint after an undisturbed archive of January."""

    archived: dict[str, str]


@contextmanager
def turn_of_the_month(postgres: str, template: Databases, server: ObjectStoreServer) -> Iterator[Prepared]:
    """Publish the last days of January and the first of February the day after; by now they read differently."""
    with loads.published(postgres, template, server, TURN_OF_THE_MONTH, TURN_OF_THE_MONTH.end) as published:
        published.world.clock.move_to(TODAY)
        with published.copy() as copy:
            archive(copy)
            archived = fingerprint(copy.world)
        yield Prepared(**vars(published), archived=archived)


def archive(copy: Copy) -> str:
    """Archive January; the state it has then."""
    return archive_month(copy.owner, copy.world.context.store, TABLE, JANUARY, TODAY).manifest.state


def restore(copy: Copy) -> str:
    """Restore January; the state it has then."""
    return restore_month(copy.owner, copy.world.context.store, TABLE, JANUARY).manifest.state


def has_table(copy: Copy) -> bool:
    """January is in PostgreSQL, attached or not."""
    found = copy.world.query("SELECT to_regclass(%s) IS NOT NULL AS there", MONTH.partition_name)
    return bool(found[0]["there"])


def states(copy: Copy) -> list[str]:
    """Of every version of January's archive."""
    return [row["state"] for row in copy.world.query("SELECT state FROM ops.archive_manifest ORDER BY version")]
