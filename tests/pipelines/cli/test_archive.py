"""`adwarehouse archive | restore`: what a person sees."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from tests.resources.archive.conftest import ColdWorld

pytestmark = pytest.mark.database


@pytest.fixture
def configured(
    environment: pytest.MonkeyPatch, owner: Warehouse, store: ObjectStore, object_store_server: ObjectStoreServer
) -> ColdWorld:
    """A filled September and a command line that is configured for it."""
    environment.setenv("S3_ENDPOINT_URL", object_store_server.endpoint)
    environment.setenv("S3_BUCKET", store.bucket)
    environment.setenv("AWS_ACCESS_KEY_ID", object_store_server.access_key)
    environment.setenv("AWS_SECRET_ACCESS_KEY", object_store_server.secret_key)
    environment.setenv("ADWAREHOUSE_TODAY", "2026-11-20")
    settings.cache_clear()
    world = ColdWorld(owner, store, object_store_server)
    world.fill()
    return world


def run(*arguments: str) -> Result:
    """A command, with what it prints."""
    return CliRunner().invoke(main, arguments)


def test_archive_and_restore_print_rows_sums_objects_state_and_times(configured: ColdWorld) -> None:
    before = configured.rows()
    archived = run("archive", "--month", "2025-09")
    assert archived.exit_code == 0, archived.output
    assert "campaign_metrics of 2025-09: dropped, 500 rows, " in archived.output
    for expected in (
        "sum of cost",
        "year=2025/month=09/v1/part-00000.parquet",
        "export took",
        "verify took",
        "drop took",
    ):
        assert expected in archived.output
    restored = run("restore", "--month", "2025-09")
    assert restored.exit_code == 0, restored.output
    assert "campaign_metrics of 2025-09: restored, 500 rows" in restored.output
    assert configured.rows() == before
    assert run("restore", "--month", "2025-09", "--release").exit_code == 0
    assert "dropped" in run("archive", "--month", "2025-09").output


def test_a_refusal_is_one_line_and_exit_code_1(configured: ColdWorld) -> None:
    refused = run("archive", "--month", "2026-11")
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "campaign_metrics of 2026-11 is still running" in refused.stderr


def test_a_failing_object_store_is_one_line_too_and_changes_nothing(
    configured: ColdWorld, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("S3_BUCKET", "there-is-no-such-bucket")
    settings.cache_clear()
    before = configured.rows()
    failed = run("archive", "--month", "2025-09")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "the object store failed" in failed.stderr
    assert configured.rows() == before
