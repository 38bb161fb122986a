"""Work on every database: what fails for one does not keep the next from being done."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from resources.backup import BackupFailed, BackupRefused, Database, complete, of_each
from resources.backup.taking import _alone, back_up
from resources.errors import ConfigurationError
from tests.resources.backup.conftest import Vaulted

pytestmark = pytest.mark.database


@pytest.fixture
def two(vaulted: Vaulted) -> Vaulted:
    """The warehouse, and another server's database as Dagster's, which need not be there."""
    vaulted.set(dagster_database_url=SecretStr("postgresql://nobody@127.0.0.1:1/dagster"))
    return vaulted


def test_a_database_that_cannot_be_backed_up_keeps_no_other_from_it(vaulted: Vaulted) -> None:
    warehouse = vaulted.database
    with vaulted.elsewhere() as name:
        vaulted.make(name)
        vaulted.set(dagster_database_url=SecretStr(vaulted.owner.url.rpartition("/")[0] + f"/{name}"))
        with _alone(warehouse), pytest.raises(BackupRefused, match=f"another backup of {warehouse.name} is running"):
            of_each(vaulted.settings, lambda each: back_up(vaulted.owner, vaulted.store, vaulted.settings, each))
        (key,) = complete(vaulted.store)
        assert key.startswith(vaulted.database.prefix)


def test_what_the_work_gives_is_in_the_order_of_the_databases(two: Vaulted) -> None:
    assert of_each(two.settings, lambda database: database.name)[1:] == ["dagster"]


@pytest.mark.parametrize("passing_first", [True, False])
def test_what_may_pass_by_itself_is_raised_before_what_needs_a_person_and_the_other_is_logged(
    two: Vaulted, caplog: pytest.LogCaptureFixture, passing_first: bool
) -> None:
    def fail(database: Database) -> None:
        if (database.name == "dagster") is passing_first:
            raise ConfigurationError("pg_dump is missing")
        raise BackupFailed("pg_dump ended with code 1")

    with pytest.raises(BackupFailed, match="code 1"):
        of_each(two.settings, fail)
    assert [record.message for record in caplog.records] == ["pg_dump is missing"]
