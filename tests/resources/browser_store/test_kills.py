"""A killed import leaves whole records; the next one completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.durable_points import durable_points
from tests.faults.kills import killed
from tests.resources.browser_store.conftest import EMAIL, Desk
from tests.resources.browser_store.exports import realistic, write

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.database, pytest.mark.kills]
IMPORT = """
import sys
from pathlib import Path
from resources.browser_store import import_export
from resources.object_store import ObjectStore
from resources.settings import settings
from resources.warehouse.connection import Warehouse
warehouse = Warehouse(settings().require("database_url"))
import_export(warehouse, ObjectStore.from_settings(settings()), Path(sys.argv[1]), sys.argv[2])
"""
POINTS = sorted(name for name in durable_points() if name.startswith("browser_store."))


@killed("1-6", "an import of a browser's store is killed", "whole records; the next import completes it")
@pytest.mark.parametrize("moment", ["before:1", "after:1", "after:4"])
@pytest.mark.parametrize("point", POINTS)
def test_a_killed_import_leaves_whole_records_and_the_next_one_completes_it(
    desk: Desk, databases: Databases, object_store_server: ObjectStoreServer, point: str, moment: str
) -> None:
    path = write(desk.folder / "export.json", realistic())
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": databases.loader_url,
        "S3_ENDPOINT_URL": object_store_server.endpoint,
        "S3_BUCKET": desk.store.bucket,
        "AWS_ACCESS_KEY_ID": object_store_server.access_key,
        "AWS_SECRET_ACCESS_KEY": object_store_server.secret_key,
        "ADWAREHOUSE_FAILPOINT": f"{point}:{moment}",
    }
    arguments = [sys.executable, "-c", IMPORT, str(path), EMAIL]
    killed = subprocess.run(arguments, env=environment, cwd=desk.folder, check=False, capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    known = set(desk.objects())
    paths = {path for (path,) in desk.rows("storage_path", "product_images") if path}
    assert paths <= known
    assert len(desk.rows("id", "product_images")) in (0, 3)

    again = desk.take_file(path).document()
    clean = desk.take_file(path).document()
    assert again["rejects"] == clean["rejects"]
    assert {kind: each["taken"] for kind, each in again["counts"].items()} == {
        kind: each["taken"] for kind, each in clean["counts"].items()
    }
    assert all(each["inserted"] == each["updated"] == 0 for each in clean["counts"].values())
    assert len(desk.objects()) == 5
