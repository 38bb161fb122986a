"""What Dagster is told exists."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import dagster as dg
import pytest

from assets.archive import archive_key
from assets.loading import landing_key, staging_key, warehouse_key
from pipelines.definitions import defs
from resources.archive import TABLES
from resources.platforms import REGISTRY
from tests.pipelines import snapshot

LOADS_ALONE = """
import sys
import dagster as dg
from pipelines.definitions import defs
dg.Definitions.validate_loadable(defs)
print(*({name.partition(".")[0] for name in sys.modules} & {"great_expectations", "matplotlib", "sandbox"}))
"""


def test_the_assets_are_what_they_were() -> None:
    assert snapshot.current() == json.loads(snapshot.FILE.read_text())


def test_loading_needs_no_environment_and_imports_neither_great_expectations_nor_the_sandbox(
    tmp_path: os.PathLike[str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADS_ALONE], env={"PATH": os.defpath}, cwd=tmp_path, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (0, "", "")


def test_everything_has_a_description_an_owner_and_a_layer() -> None:
    graph = defs.resolve_asset_graph()

    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key
        assert "layer" in node.tags, key


def test_a_platform_is_a_registry_entry_and_nothing_else() -> None:
    keys = defs.resolve_asset_graph().get_all_asset_keys()
    jobs = {job.name for job in defs.resolve_all_job_defs()}

    for platform in REGISTRY.values():
        assert f"{platform.name}_sync" in jobs
        for stream in platform.streams:
            assert {make(platform, stream) for make in (landing_key, staging_key, warehouse_key)} <= keys


@pytest.mark.parametrize("platform", REGISTRY)
def test_nothing_depends_on_the_outcome(platform: str) -> None:
    assert not defs.resolve_asset_graph().get(dg.AssetKey(["outcome", platform])).child_keys


def test_the_contract_stands_between_staging_and_warehouse() -> None:
    graph = defs.resolve_asset_graph()

    for platform in REGISTRY.values():
        for stream in platform.streams:
            (contract,) = graph.get(staging_key(platform, stream)).check_keys
            assert graph.get(contract).blocking


def test_every_archived_table_has_its_asset_and_retention_moves_them_all() -> None:
    keys = defs.resolve_asset_graph().get_all_asset_keys()

    assert {archive_key(table) for table in TABLES} <= keys
    assert "retention" in {job.name for job in defs.resolve_all_job_defs()}
