"""SIGKILL at every durable point of backups, restores, drills: nothing half done looks whole, the next run mends."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from resources.backup import complete, find, newest
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases, fresh_bucket
from tests.durable_points import durable_points
from tests.faults.kills import IN_TURN, KILLED, killed
from tests.forked import killed_at
from tests.resources.backup.conftest import Vaulted, settings_of

pytestmark = [pytest.mark.database, pytest.mark.kills]
ENDED = killed(
    "1-6",
    "a backup, its expiry, its restore or its drill is killed",
    "whole or not at all; rows and sums of the restored database",
)
TAKING = ("upload.begin", "upload.part", "backup.dump", "backup.manifest", "backup.record")
CLEARING = ("upload.abort", "backup.sweep")
EXPIRING = ("backup.unmark", "backup.expire", "backup.forget")
RESTORING = ("backup.create_database", "backup.roles", "backup.restore")
DRILLING = (*RESTORING, "backup.reserve_database", "backup.drop_database", "backup.proven", "inventory.record")
ROWS = 20_000
PREPARED = (
    "CREATE SCHEMA ops",
    "CREATE TABLE ops.schema_version AS SELECT '0007' AS version_num",
    "CREATE TABLE money AS SELECT i AS id, (i / 3.0)::numeric(20,6) AS cost, md5(i::text) AS words "
    f"FROM generate_series(1, {ROWS}) AS i",
)


@pytest.fixture(scope="module")
def settings(
    postgres: str, filled: Databases, object_store_server: ObjectStoreServer
) -> Iterator[tuple[Settings, ObjectStore]]:
    """One warehouse that keeps the books of all cases."""
    with fresh_bucket(object_store_server) as store:
        yield settings_of(postgres, filled, store, object_store_server), store


@pytest.fixture
def small(postgres: str, settings: tuple[Settings, ObjectStore]) -> Iterator[Vaulted]:
    """A small database of money that is backed up as Dagster's is; each case has its own."""
    found, store = settings
    owner_url = found.require("database_owner_url")
    with closing(Warehouse(owner_url)) as owner:
        vaulted = Vaulted(postgres, owner, store, found)
        with vaulted.elsewhere() as name:
            vaulted.make(name)
            url = f"{owner_url.rpartition('/')[0]}/{name}"
            with psycopg.connect(url) as connection:
                for words in PREPARED:
                    connection.execute(words.encode())
            vaulted.set(dagster_database_url=SecretStr(url))
            yield vaulted
            vaulted.drop(f"{name}_drill")


def intact(vaulted: Vaulted) -> list[str]:
    """Keys of the backups of the small database, after a look at every byte of those that look complete."""
    found = [find(vaulted.store, key) for key in complete(vaulted.store, vaulted.database.prefix)]
    for manifest in found:
        assert hashlib.sha256(vaulted.store.get(manifest.key)).hexdigest() == manifest.sha256
        assert manifest.tables["public.money"].rows == ROWS
    return [manifest.key for manifest in found]


def require_tidy(vaulted: Vaulted) -> None:
    """Backups and manifests, and nothing else, in the store; the same backups in the books."""
    keys = intact(vaulted)
    stored = [item.key for item in vaulted.store.list(vaulted.database.prefix)]
    assert stored == sorted([*keys, *(f"{key}.manifest.json" for key in keys)])
    assert vaulted.recorded() == keys
    assert [key for key in vaulted.uploads() if key.startswith(vaulted.database.prefix)] == []


@ENDED
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", TAKING)
def test_a_killed_backup_is_whole_or_no_backup_and_the_next_clears_up(small: Vaulted, point: str, moment: str) -> None:
    assert small.killed(f"{point}:{moment}", "back_up") == KILLED
    is_whole = point == "backup.record" or (point, moment) == ("backup.manifest", "after")
    assert len(intact(small)) == is_whole
    small.back_up()
    assert len(intact(small)) == is_whole + 1
    require_tidy(small)


@ENDED
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", CLEARING)
def test_what_a_killed_clearing_left_goes_with_the_next(small: Vaulted, point: str, moment: str) -> None:
    left_behind = {"upload.abort": "upload.part:after", "backup.sweep": "backup.dump:after"}[point]
    assert small.killed(left_behind, "back_up") == KILLED
    assert small.killed(f"{point}:{moment}", "back_up") == KILLED
    assert intact(small) == []
    small.back_up()
    assert len(intact(small)) == 1
    require_tidy(small)


@ENDED
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", EXPIRING)
def test_a_killed_expiry_never_takes_the_newest_and_is_finished_by_the_next(
    small: Vaulted, point: str, moment: str
) -> None:
    old = small.back_up()
    small.age(old.key, 40)
    assert small.killed(f"{point}:{moment}", "back_up") == KILLED
    latest = newest(small.store, small.database)
    assert latest.key in intact(small)
    assert latest.key != old.key
    small.back_up()
    assert old.key not in intact(small)
    require_tidy(small)


@ENDED
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", RESTORING)
def test_a_killed_restore_leaves_all_or_nothing(small: Vaulted, point: str, moment: str) -> None:
    manifest = small.back_up()
    with small.elsewhere() as name:
        assert small.killed(f"{point}:{moment}", "restore", manifest, name) == KILLED
        settle(small, name)
        if (point, moment) != ("backup.restore", "after"):
            assert not small.exists(name) or small.is_empty(name)
            small.restore(manifest, name)
        assert money(small, name) == money(small, small.database.name)


def test_a_restore_that_is_killed_amid_the_rows_leaves_an_empty_database(
    small: Vaulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = small.back_up()

    def half(dump: Any, entrance: Any, _: int) -> None:
        entrance.write(dump.read(manifest.bytes // 2))
        entrance.flush()
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("shutil.copyfileobj", half)
    with small.elsewhere() as name:
        assert killed_at("none", lambda: small.afresh().restore(manifest, name)) == KILLED
        monkeypatch.undo()
        settle(small, name)
        assert small.is_empty(name)
        small.restore(manifest, name)
        assert money(small, name) == money(small, small.database.name)


@ENDED
@pytest.mark.parametrize("moment", IN_TURN)
@pytest.mark.parametrize("point", DRILLING)
def test_a_killed_drill_is_done_again_and_its_scratch_database_goes(small: Vaulted, point: str, moment: str) -> None:
    small.back_up()
    assert small.killed(f"{point}:{moment}", "drill") == KILLED
    assert small.drill().is_good
    assert not small.exists(f"{small.database.name}_drill")


def test_every_durable_point_of_backups_is_visited() -> None:
    visited = {*TAKING, *CLEARING, *EXPIRING, *DRILLING} - {"inventory.record"}
    assert visited == {name for name in durable_points() if name.startswith(("backup.", "upload."))}


def money(vaulted: Vaulted, database: str) -> list[tuple[object, ...]]:
    """What is in the table of money."""
    return vaulted.ask(database, "SELECT count(*), sum(cost), md5(string_agg(words, ',' ORDER BY id)) FROM money")


def settle(vaulted: Vaulted, database: str) -> None:
    """Wait until a pg_restore that lost its parent has given up."""
    words = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'"
    deadline = time.monotonic() + 20
    while vaulted.ask("postgres", words) != [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
