"""A migration that is killed, and run again, ends where an undisturbed one does; so does a run that it interrupted."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from resources.errors import SchemaVersionError
from resources.loading import batches, steps
from resources.loading.steps import Scope
from resources.object_store import ObjectStore
from resources.warehouse import schema
from resources.warehouse.connection import Warehouse
from resources.warehouse.roles import apply_roles
from resources.warehouse.schema import migrate
from sandbox.ledger import Ledger
from sql.migrations import running
from tests.conftest import Databases, copied
from tests.faults.invariants import fingerprint, require
from tests.faults.loads import ACCOUNT, LATER, STREAM, WEEK, on, publish_what_is_validated
from tests.forked import killed_at
from tests.playground import Playground, playground
from tests.schemas import difference, dump, fill

pytestmark = [pytest.mark.database, pytest.mark.kills]
FOLDER = Path(running.__file__).parent
REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(schema._config()).walk_revisions()))
]
SINCE = "0003"
"""The release whose databases are upgraded here, one revision after the other."""
KILLED = pytest.mark.fault(
    "32",
    "a migration is killed",
    how="SIGKILL before each of its files; what was committed stays; `adwarehouse migrate` again",
    invariants="I6: the same schema and the same rows as after an undisturbed migration",
)
RESUMED = pytest.mark.fault(
    "32",
    "a run that an older release began is resumed by a newer one",
    how="a batch is staged and judged, the schema goes one revision back and forth, the batch is published",
    invariants="I1 I2 I3 I4 I6 I7 I8 I9 I10 I11 I12",
)
ROWS = """
    SELECT format('SELECT %L AS name, count(*) AS rows, sum(hashtextextended(x::text, 0)) AS hash FROM %s AS x',
                  oid::regclass, oid::regclass) AS text
    FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
      AND relnamespace::regnamespace::text = ANY ('{app, warehouse, ops}') AND relname NOT LIKE 'touched_%'
    ORDER BY 1
"""
"""Not of the queues of what is to be recomputed: they may say a thing twice."""


def files() -> list[Any]:
    """Every file of every migration: the first is between two migrations. CI plays one of each."""
    return [
        pytest.param(revision, path.stem, marks=[pytest.mark.thorough] if number else [])
        for revision in REVISIONS
        if revision > SINCE
        for number, path in enumerate(
            sorted(path for path in (FOLDER / revision).glob("*.sql") if not path.stem.endswith("down"))
        )
    ]


@pytest.fixture(scope="module")
def before(postgres: str, template: Databases) -> Iterator[dict[str, Databases]]:
    """By revision: a database with rows in every table that is one revision behind it."""
    with ExitStack() as held:
        found = {}
        for older, revision in pairwise(REVISIONS):
            if revision > SINCE:
                found[revision] = held.enter_context(copied(postgres, template))
                fill(found[revision].owner_url)
                migrate(found[revision].owner_url, older)
        yield found


@pytest.fixture(scope="module")
def undisturbed(postgres: str, before: dict[str, Databases]) -> dict[str, tuple[list[str], list[Any]]]:
    """By revision: the schema and the rows after a migration to the newest one that nothing interrupted."""
    found = {}
    for revision, older in before.items():
        with copied(postgres, older) as databases:
            migrate(databases.owner_url)
            found[revision] = dump(databases.owner_url), rows(databases)
    return found


def rows(databases: Databases) -> list[Any]:
    """Count and hash of every table."""
    with closing(Warehouse(databases.owner_url)) as owner:
        asked = [row["text"] for row in owner.connection.execute(ROWS)]
        return [tuple(row.values()) for text in asked for row in owner.connection.execute(text)]


def die_before(revision: str, name: str, databases: Databases) -> None:
    """Migrate, in a process that is killed when it is about to run a file."""
    text = running._text

    def deadly(asked: str, file: str) -> Any:
        if (asked, file) == (revision, name):
            os.kill(os.getpid(), signal.SIGKILL)
        return text(asked, file)

    pytest.MonkeyPatch().setattr(running, "_text", deadly)
    migrate(databases.owner_url)


def migrate_again(databases: Databases) -> None:
    """As soon as the server has noticed that the killed process is gone."""
    for _ in range(100):
        try:
            return migrate(databases.owner_url)
        except SchemaVersionError:
            time.sleep(0.1)
    return migrate(databases.owner_url)


@KILLED
@pytest.mark.parametrize(("revision", "name"), files())
def test_a_killed_migration_is_completed_by_the_next(
    postgres: str,
    before: dict[str, Databases],
    undisturbed: dict[str, tuple[list[str], list[Any]]],
    revision: str,
    name: str,
) -> None:
    with copied(postgres, before[revision]) as databases:
        assert killed_at("none", lambda: die_before(revision, name, databases)) == -signal.SIGKILL
        migrate_again(databases)
        expected_schema, expected_rows = undisturbed[revision]
        assert difference(expected_schema, dump(databases.owner_url)) == []
        assert rows(databases) == expected_rows


@RESUMED
def test_a_batch_that_was_judged_before_an_upgrade_is_published_after_it(
    databases: Databases, postgres: str, store: ObjectStore
) -> None:
    with playground(databases.loader_url, store, Ledger.default(seed=1)) as world:
        world.connect(ACCOUNT)
        world.publish_directly(ACCOUNT, WEEK.start, WEEK.last)
        world.clock.move_to(LATER)
        judge(world)
        world.warehouse.close()
        with copied(postgres, databases) as others, closing(Warehouse(others.loader_url)) as loader:
            publish_what_is_validated(on(world, warehouse=loader))
            clean = fingerprint(on(world, warehouse=loader))
        migrate(databases.owner_url, REVISIONS[-2])
        migrate(databases.owner_url)
        apply_roles(databases.owner_url, databases.loader_url)
        publish_what_is_validated(world)
        require(world, clean=clean)


def judge(world: Playground) -> None:
    """Read the week again, and find it good."""
    scope = Scope("meta", WEEK, ACCOUNT)
    steps.land(world.new_run(), STREAM, scope)
    (batch,) = steps.stage(world.context, STREAM, scope)
    with world.warehouse.transaction("test.judge") as cursor:
        batches.update(cursor, batch.id, status="validated")
