"""The drill says of a backup what its restore is worth, and leaves nothing behind."""

from __future__ import annotations

import psycopg
import pytest

from resources.backup import BackupRefused
from resources.backup.databases import elsewhere
from resources.backup.drill import _scratch
from tests.resources.backup.conftest import Vaulted

pytestmark = pytest.mark.database


def health(vaulted: Vaulted) -> list[tuple[object, ...]]:
    """What drills left in ops.health, in order."""
    rows = vaulted.owner.connection.execute(
        "SELECT subject, is_healthy, detail FROM ops.health WHERE subject ~ '^backup' ORDER BY checked_at"
    ).fetchall()
    return [tuple(row.values()) for row in rows]


def proven(vaulted: Vaulted) -> bool:
    """The newest backup was restored."""
    return vaulted.owner.fetch("backup/known", {"database": vaulted.database.name})[0]["restored_ok_at"] is not None


def test_a_good_backup_is_proven_and_the_scratch_database_goes(vaulted: Vaulted) -> None:
    manifest = vaulted.back_up()
    drilled = vaulted.drill()
    assert (drilled.is_good, drilled.manifest) == (True, manifest)
    assert "restored, compared and dropped" in str(drilled)
    assert proven(vaulted)
    assert not vaulted.exists(f"{vaulted.database.name}_drill")
    assert health(vaulted) == [(f"backup_drill:{vaulted.database.name}", True, str(manifest))]


def test_a_bad_backup_is_told_and_the_next_good_one_ends_it(vaulted: Vaulted) -> None:
    manifest = vaulted.back_up()
    content = bytearray(vaulted.store.get(manifest.key))
    content[-1] ^= 1
    vaulted.store.put(manifest.key, bytes(content), boundary="test.damage")
    drilled = vaulted.drill()
    assert not drilled.is_good
    assert "was changed: expected" in str(drilled)
    assert not proven(vaulted)
    assert not vaulted.exists(f"{vaulted.database.name}_drill")
    vaulted.back_up()
    assert vaulted.drill().is_good
    assert [row[1] for row in health(vaulted)] == [False, True]


def test_without_a_backup_there_is_no_drill(vaulted: Vaulted) -> None:
    with pytest.raises(BackupRefused, match="there is no backup of"):
        vaulted.drill()


def test_two_drills_of_a_database_do_not_take_each_others_scratch_away(vaulted: Vaulted) -> None:
    vaulted.back_up()
    with _scratch(vaulted.owner.url, vaulted.database) as scratch:
        with pytest.raises(BackupRefused, match=f"another drill of {vaulted.database.name} is running"):
            vaulted.drill()
        assert vaulted.exists(scratch)
    assert vaulted.drill().is_good


def test_a_database_of_somebody_else_keeps_its_name(vaulted: Vaulted) -> None:
    vaulted.back_up()
    name = f"{vaulted.database.name}_drill"
    vaulted.make(name)
    with psycopg.connect(elsewhere(vaulted.owner.url, name)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS n")
    with pytest.raises(BackupRefused, match=f"needs the name {name}, and there is such a database that is not its own"):
        vaulted.drill()
    assert vaulted.ask(name, "SELECT n FROM mine") == [(1,)]
    vaulted.drop(name)
