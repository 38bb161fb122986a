"""The files of deploy/ agree with the product and with each other, and hold no secret."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.definitions import defs as product

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = (DEPLOY / "compose" / "compose.yaml").read_text()
CHART: dict[str, Any] = yaml.safe_load((DEPLOY / "kubernetes" / "values.yaml").read_text())
DAGSTER: dict[str, Any] = yaml.safe_load((ROOT / "dagster.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
OURS = f"adwarehouse:{version('adwarehouse')}"
SAID_BY_THE_CHART = {"storage", "telemetry"}


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value below, with its path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(tree, list):
        for value in tree:
            yield from leaves(value, path)
    else:
        yield path, str(tree)


def test_celery_changes_the_executor_and_nothing_else() -> None:
    from deploy.celery.definitions import defs

    assert defs.resolve_asset_graph().get_all_asset_keys() == product.resolve_asset_graph().get_all_asset_keys()
    ours, theirs = defs.get_repository_def(), product.get_repository_def()
    assert ours.asset_graph.asset_check_keys == theirs.asset_graph.asset_check_keys
    assert {job.name for job in ours.get_all_jobs()} == {job.name for job in theirs.get_all_jobs()}
    assert [each.name for each in ours.schedule_defs] == [each.name for each in theirs.schedule_defs]
    assert [each.name for each in ours.sensor_defs] == [each.name for each in theirs.sensor_defs]
    assert {job.executor_def.name for job in ours.get_all_jobs()} == {"celery"}


def test_a_worker_without_its_addresses_says_which_and_does_not_start() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import deploy.celery.worker"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "CELERY_BROKER_URL": "redis://127.0.0.1/0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().endswith("missing: CELERY_RESULT_BACKEND, DAGSTER_DATABASE_URL")


def test_on_several_machines_dagster_is_configured_as_on_one_but_for_local_paths() -> None:
    configured = yaml.safe_load((DEPLOY / "celery" / "dagster.yaml").read_text())
    assert configured.pop("local_artifact_storage")["config"] == {"base_dir": {"env": "DAGSTER_HOME"}}
    assert configured.pop("compute_logs")["class"] == "NoOpComputeLogManager"
    assert configured == DAGSTER


def test_in_kubernetes_dagster_is_configured_as_on_one_machine() -> None:
    assert CHART["additionalInstanceConfig"] == {
        key: value for key, value in DAGSTER.items() if key not in SAID_BY_THE_CHART
    }
    assert CHART["telemetry"] == DAGSTER["telemetry"]
    assert CHART["postgresql"]["postgresqlScheme"] == "postgresql+psycopg2"


def test_in_kubernetes_every_pod_runs_this_version_as_the_images_user() -> None:
    (code,) = CHART["dagster-user-deployments"]["deployments"]
    run = CHART["runLauncher"]["config"]["k8sRunLauncher"]
    pods = (code, CHART["dagsterWebserver"], CHART["dagsterDaemon"])
    assert {f"{pod['image']['repository'].split('/')[-1]}:{pod['image']['tag']}" for pod in pods} == {OURS}
    people = [pod["podSecurityContext"] for pod in pods] + [run["runK8sConfig"]["podSpecConfig"]["securityContext"]]
    user = re.findall(r"^USER (\d+):(\d+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)[-1]
    assert {(str(person["runAsUser"]), str(person["runAsGroup"])) for person in people} == {user}
    assert all(person["runAsNonRoot"] for person in people)
    assert all(pod["resources"]["limits"]["memory"] for pod in (*pods, run))


def test_in_kubernetes_passwords_come_from_secrets() -> None:
    said = dict(leaves(CHART))
    assert {path for path in said if "assword" in path} == {".generatePostgresqlPasswordSecret"}
    assert said[".generatePostgresqlPasswordSecret"] == "False"


def test_with_compose_every_service_that_stays_has_a_health_check_and_ours_run_this_version() -> None:
    staying = {name for name, service in SERVICES.items() if service["restart"] == "unless-stopped"}
    assert staying == {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert staying == {"postgres", "redis", "code", "worker", "webserver", "daemon"}
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    images = {service["image"] for service in SERVICES.values()}
    assert {image for image in images if image.startswith("adwarehouse:")} == {OURS}


def test_with_compose_passwords_come_from_the_environment_file_which_names_them_all() -> None:
    listed = re.findall(r"^([A-Z_]+)=(.*)$", (DEPLOY / "compose" / "env.example").read_text(), re.MULTILINE)
    assert all(value == "" for _, value in listed)
    assert {name for name, _ in listed} == set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    secret = [value for path, value in leaves(SERVICES) if re.search("PASSWORD|_URL|SECRET|_KEY", path)]
    assert len(secret) > len(listed)
    assert all(re.search(r"\$\{[A-Z_]+:\?\}", value) for value in secret)


@pytest.mark.parametrize("page", sorted(DEPLOY.rglob("*.md")), ids=lambda page: str(page.relative_to(DEPLOY)))
def test_every_file_a_page_points_at_exists(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()) if not link.startswith("http")]
    assert [link for link in links if not (page.parent / link).exists()] == []
