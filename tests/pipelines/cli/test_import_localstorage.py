"""`adwarehouse import-localstorage`: what it prints, writes and exits with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from tests.resources.browser_store.exports import campaign, product, realistic, write

pytestmark = pytest.mark.database
Run = Callable[..., Result]


@pytest.fixture
def run(
    environment: pytest.MonkeyPatch, warehouse: Warehouse, store: ObjectStore, object_store_server: ObjectStoreServer
) -> Run:
    environment.setenv("S3_ENDPOINT_URL", object_store_server.endpoint)
    environment.setenv("S3_BUCKET", store.bucket)
    environment.setenv("AWS_ACCESS_KEY_ID", object_store_server.access_key)
    environment.setenv("AWS_SECRET_ACCESS_KEY", object_store_server.secret_key)
    with warehouse.transaction("test.user") as cursor:
        cursor.execute("INSERT INTO app.users (email, name) VALUES ('ana@example.com', 'Ana')")
    return lambda path, *more: CliRunner().invoke(
        main, ["import-localstorage", str(path), "--user", "ana@example.com", *map(str, more)]
    )


def test_what_is_broken_is_a_table_a_report_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    path, report = write(tmp_path / "export.json", realistic()), tmp_path / "report.json"
    told = run(path, "--report", report)
    assert told.exit_code == 1
    for words in (
        "products",
        "not taken over",
        "images[2].url",
        "an amount that cannot be",
        "taken over without",
    ):
        assert words in told.stdout
    assert "keys of something else: 2" in told.stdout
    assert "not ours to read" not in told.stdout + report.read_text()
    document = json.loads(report.read_text())
    assert document["counts"]["campaigns"] == {
        "found": 11, "inserted": 5, "updated": 0, "unchanged": 0, "rejected": 6, "taken": 5,
    }  # fmt: skip
    assert {"kind", "key", "index", "id", "field", "expected", "got"} == set(document["rejects"][0])


def test_an_export_that_is_all_good_exits_with_0_and_a_dry_run_says_that_it_is_one(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "export.json", {"products": [product(1)], "campaigns": [campaign(1)]})
    trial = run(path, "--dry-run")
    assert (trial.exit_code, "dry run: nothing was written" in trial.stdout) == (0, True)
    assert run(path).exit_code == 0
    assert "nothing to import" in run(write(tmp_path / "empty.json", {})).stdout


def test_what_an_export_says_is_text_and_no_instruction_to_the_terminal(run: Run, tmp_path: Path) -> None:
    told = run(write(tmp_path / "export.json", {"products": [product(1, id="[red]\x1b[2J\ud800", name="[bold]" * 99)]}))
    assert told.exit_code == 1
    assert "\x1b" not in told.stdout


def test_an_object_store_that_is_gone_is_one_line_on_stderr(
    run: Run, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("S3_ENDPOINT_URL", "http://127.0.0.1:1")
    failed = run(write(tmp_path / "export.json", realistic()))
    assert failed.exit_code == 1
    assert failed.stderr.startswith("adwarehouse: the object store failed, import the file again to go on: ")


def test_a_file_that_is_none_is_one_line_on_stderr(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text("[1]")
    refused = run(path)
    assert (refused.exit_code, refused.stderr) == (
        1,
        "adwarehouse: list.json: expected a JSON object, key to value, got '[1]'\n",
    )
