"""Which backups there are, by the object store and by `ops.backups`, and when they go."""

from __future__ import annotations

import pytest

from resources.backup import BackupRefused, complete, databases, find, newest
from resources.errors import ConfigurationError, IntegrityError
from tests.resources.backup.conftest import Vaulted

pytestmark = pytest.mark.database


def test_a_damaged_manifest_of_another_backup_does_not_stop_the_next(vaulted: Vaulted) -> None:
    first = vaulted.back_up()
    vaulted.store.put(first.own_key, b"{}", boundary="test.damage")
    vaulted.owner.connection.execute("DELETE FROM ops.backups")
    second = vaulted.back_up()
    assert complete(vaulted.store) == [first.key, second.key]
    assert vaulted.recorded() == [second.key]


def test_two_databases_of_one_name_are_refused_because_backups_are_kept_by_name(vaulted: Vaulted) -> None:
    vaulted.set(dagster_database_url=vaulted.settings.database_owner_url)
    with pytest.raises(ConfigurationError, match="both lead to a database called "):
        databases(vaulted.settings)


def test_old_backups_go_after_a_newer_one_but_never_the_last_that_is_good(vaulted: Vaulted) -> None:
    oldest, proven, newest = (vaulted.back_up() for _ in range(3))
    vaulted.owner.connection.execute(
        "UPDATE ops.backups SET restored_ok_at = now() WHERE object_key = %s", [proven.key]
    )
    for manifest in (oldest, proven, newest):
        vaulted.age(manifest.key, 31)
    latest = vaulted.back_up()
    assert vaulted.recorded() == [proven.key, latest.key]
    assert vaulted.keys() == [proven.key, proven.own_key, latest.key, latest.own_key]


def test_the_books_follow_the_object_store(vaulted: Vaulted) -> None:
    gone, lost = vaulted.back_up(), vaulted.back_up()
    vaulted.store.delete([gone.key], boundary="test.damage")
    vaulted.owner.connection.execute("DELETE FROM ops.backups WHERE object_key = %s", [lost.key])
    newest = vaulted.back_up()
    assert vaulted.recorded() == [lost.key, newest.key]
    assert vaulted.keys() == [lost.key, lost.own_key, newest.key, newest.own_key]


def test_a_backup_that_is_not_there_or_has_a_damaged_manifest_is_said_so(vaulted: Vaulted) -> None:
    with pytest.raises(BackupRefused, match=r"there is no backup of .*; `adwarehouse backup now` takes one"):
        newest(vaulted.store, vaulted.database)
    with pytest.raises(BackupRefused, match=r"there is no backup backups/x\.dump; `adwarehouse backup list` shows"):
        find(vaulted.store, "backups/x.dump")
    manifest = vaulted.back_up()
    vaulted.store.put(manifest.own_key, b'{"database": 7}', boundary="test.damage")
    with pytest.raises(IntegrityError, match=r"the manifest of backup backups/.* is damaged: database: "):
        find(vaulted.store, manifest.key)
    other = vaulted.back_up()
    vaulted.store.put(manifest.own_key, vaulted.store.get(other.own_key), boundary="test.damage")
    with pytest.raises(IntegrityError, match="is of another one"):
        find(vaulted.store, manifest.key)
