"""`adwarehouse backup`: what a person sees."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.demo.backup import back_up_and_drill
from resources.settings import settings
from tests.resources.backup.conftest import Vaulted, commanded, configured, filled

__all__ = ["commanded", "configured", "filled"]

pytestmark = pytest.mark.database


def run(*arguments: str) -> Result:
    """A command, with what it prints."""
    return CliRunner().invoke(main, ["backup", *arguments])


def test_a_backup_is_taken_listed_drilled_and_restored(commanded: Vaulted) -> None:
    assert "there is no backup: `adwarehouse backup now` takes one" in run("list").stdout
    taken = run("now")
    assert taken.exit_code == 0, taken.output
    (key,) = commanded.recorded()
    assert f"{key}: " in taken.stdout
    assert key in run("list").stdout
    drilled = run("drill")
    assert (drilled.exit_code, "restored, compared and dropped" in drilled.stdout) == (0, True), drilled.output
    with commanded.elsewhere() as one, commanded.elsewhere() as two:
        for which, into in (("LATEST", one), (key, two)):
            restored = run("restore", which, "--into", into)
            assert restored.exit_code == 0, restored.output
            assert f"restored into {into}, and equal to what was backed up" in restored.stdout
            assert "`adwarehouse roles apply`" in restored.stdout
        refused = run("restore", "LATEST", "--into", one)
        assert (refused.exit_code, refused.stderr) == (
            1,
            f"adwarehouse: database {one} is not empty; restore into a new name, or drop it first\n",
        )


def test_a_damaged_manifest_hides_no_other_backup(commanded: Vaulted) -> None:
    bad, good = commanded.back_up(), commanded.back_up()
    commanded.store.put(bad.own_key, b"{", boundary="test.damage")
    seen = run("list").stdout
    assert f"the manifest of backup {bad.key} is damaged" in seen
    assert good.key in seen


def test_a_list_needs_no_database(commanded: Vaulted, environment: pytest.MonkeyPatch) -> None:
    commanded.back_up()
    environment.setenv("DATABASE_OWNER_URL", "postgresql://nobody:secret@127.0.0.1:1/elsewhere")
    settings.cache_clear()
    assert run("list").exit_code == 0
    failed = run("restore", "LATEST", "--into", "x")
    assert (failed.exit_code, failed.stderr.count("\n")) == (1, 1)
    assert "there is no backup of elsewhere; " in failed.stderr


def test_a_drill_that_fails_says_why_and_exits_with_1(commanded: Vaulted) -> None:
    manifest = commanded.back_up()
    commanded.store.delete([manifest.key], boundary="test.damage")
    failed = run("drill")
    assert failed.exit_code == 1
    assert "there is no backup of" in failed.stderr
    other = commanded.back_up()
    commanded.store.put(other.key, b"no dump", boundary="test.damage")
    failed = run("drill")
    assert (failed.exit_code, "was changed: expected" in failed.stdout) == (1, True)


def test_the_demo_backs_up_and_drills_and_names_what_failed(commanded: Vaulted) -> None:
    assert back_up_and_drill(settings()) == []
    assert len(commanded.recorded()) == 1
