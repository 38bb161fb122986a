"""The whole stack: up, down, killed, replaced."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import boto3
import psycopg
import pytest
import requests

from resources.errors import ConfigurationError
from resources.settings import embedded_environment
from sandbox.embedded.stack import Stack
from tests.sandbox.embedded.conftest import ELSEWHERE, MakeStack, only, working_below

ROOT = str(Path(__file__).parents[3])


def write_everywhere(settings: dict[str, str]) -> None:
    with psycopg.connect(settings["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    s3_client(settings).put_object(Bucket=settings["S3_BUCKET"], Key="kept", Body=b"kept")


def is_kept_everywhere(settings: dict[str, str]) -> bool:
    with psycopg.connect(settings["DATABASE_OWNER_URL"]) as connection:
        row = connection.execute("SELECT n FROM kept").fetchone()
    kept = s3_client(settings).get_object(Bucket=settings["S3_BUCKET"], Key="kept")["Body"].read()
    return (row, kept) == ((42,), b"kept")


def s3_client(settings: dict[str, str]) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=settings["S3_ENDPOINT_URL"],
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
        region_name=settings["AWS_REGION"],
    )


def pids(stack: Stack) -> dict[str, int | None]:
    return {part.name: part.pid for part in stack.status()}


def test_a_stack_comes_up_stays_goes_down_and_comes_back(make_stack: MakeStack, folder: Path) -> None:
    environ = {"ADWAREHOUSE_TODAY": "2026-02-28"}
    first = make_stack(environ)
    first.up()
    assert [part for part, _ in first.started] == ["postgresql", "object store", "platforms"]
    assert first.notes == []
    settings = embedded_environment(first.home.path)
    assert settings == first.environment()
    write_everywhere(settings)

    again = make_stack(environ)
    before = pids(again)
    again.up()
    assert again.started == []
    assert pids(again) == before
    assert all(before.values())

    again.down()
    assert not working_below(folder)
    assert embedded_environment(first.home.path) == {}
    assert {part.state for part in again.status()} == {"down"}

    back = make_stack(environ)
    back.up()
    assert embedded_environment(back.home.path) == settings
    assert is_kept_everywhere(settings)


def test_what_was_killed_is_mended_and_what_lives_is_left_alone(make_stack: MakeStack) -> None:
    make_stack({}).up()
    stack = make_stack({})
    settings = stack.environment()
    write_everywhere(settings)
    before = pids(stack)
    for part in ("postgresql", "object store"):
        os.kill(before[part] or 0, signal.SIGKILL)
    while {part.name for part in stack.status() if part.is_well} != {"platforms"}:
        time.sleep(0.05)
    stack.up()
    assert [part for part, _ in stack.started] == ["postgresql", "object store"]
    assert pids(stack)["platforms"] == before["platforms"]
    assert stack.environment() == settings
    assert is_kept_everywhere(settings)


def test_the_settings_are_complete_and_open_every_door(make_stack: MakeStack) -> None:
    stack = make_stack({})
    stack.up()
    settings = stack.environment()
    assert set(settings) == {
        *("ADWAREHOUSE_ENCRYPTION_KEYS", "DATABASE_URL", "DATABASE_OWNER_URL", "DAGSTER_DATABASE_URL", "PG_BIN"),
        *("S3_ENDPOINT_URL", "S3_BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"),
        *("META_GRAPH_URL", "META_APP_ID", "META_APP_SECRET", "ECB_RATES_URL"),
        *("SHOPEE_API_URL", "SHOPEE_PARTNER_ID", "SHOPEE_PARTNER_KEY"),
        *("GOOGLE_ADS_ENDPOINT", "GOOGLE_ADS_CA_FILE", "GOOGLE_ADS_DEVELOPER_TOKEN", "GOOGLE_ADS_LOGIN_CUSTOMER_ID"),
        *("GOOGLE_OAUTH_TOKEN_URL", "GOOGLE_OAUTH_CLIENT_ID", "GOOGLE_OAUTH_CLIENT_SECRET"),
        *("NAVER_API_URL", "CLICKBANK_API_URL", "CLICKBANK_FEED_URL"),
    }
    psycopg.connect(settings["DAGSTER_DATABASE_URL"].replace("+psycopg2", "")).close()
    assert settings["DATABASE_URL"].startswith("postgresql://adwarehouse_loader:")
    assert requests.get(f"{settings['ECB_RATES_URL']}/eurofxref-daily.xml", timeout=5).ok

    home = stack.home.path
    assert home.stat().st_mode & 0o007 == 0
    assert {name: (home / name).stat().st_mode & 0o077 for name in ("state.json", "stack.env")} == {
        "state.json": 0,
        "stack.env": 0,
    }
    private = [path for path in home.iterdir() if path.is_dir() and "-of-wheel-" not in path.name]
    assert [path.name for path in private if path.stat().st_mode & 0o077] == []
    issued = stack.platform_credentials()
    secrets = [value for name, value in stack.home.recall().items() if name.endswith(("password", "secret", "n_key"))]
    secrets += [issued["meta"]["app_secret"], issued["shopee"]["partner_key"], issued["google"]["client_secret"]]
    secrets += [each for application in issued.values() for each in application.get("tokens", {}).values()]
    logs = "".join(path.read_text() for path in (home / "logs").iterdir())
    assert len(secrets) > 6
    assert [each for each in secrets if each in logs] == []


@pytest.mark.parametrize("part", ELSEWHERE)
def test_parts_that_the_environment_replaces_are_not_started(make_stack: MakeStack, part: str) -> None:
    stack = make_stack(only(part))
    stack.up()
    assert [name for name, _ in stack.started] == [part]
    assert {each.name: each.state for each in stack.status()} == {
        **dict.fromkeys(ELSEWHERE, "replaced"),
        part: "running",
    }
    assert not set(only(part)) & set(stack.environment())


def test_half_a_replacement_starts_nothing(make_stack: MakeStack, folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL set without DATABASE_OWNER_URL"):
        make_stack({"DATABASE_URL": "postgresql://x"}).up()
    assert list(folder.iterdir()) == []


def test_a_busy_port_is_left_to_its_owner_and_the_new_one_is_remembered(make_stack: MakeStack) -> None:
    parts = only("postgresql", "object store")
    stack = make_stack(parts)
    stack.up()
    before = stack.environment()
    write_everywhere(before)
    inner = stack.home.recall()["object_store_internal_ports"]["master.port"]
    stack.down()
    ports = [stack.home.port(name) for name in ("postgresql_port", "object_store_port")]
    strangers = [socket.create_server(("127.0.0.1", port)) for port in (*ports, inner)]
    try:
        stack.up()
    finally:
        for stranger in strangers:
            stranger.close()
    moved = stack.environment()
    assert all(moved[name] != before[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "S3_ENDPOINT_URL"))
    assert is_kept_everywhere(moved)
    stack.down()
    stack.up()
    assert stack.environment() == moved


def test_a_stale_pid_file_does_not_keep_it_down(make_stack: MakeStack) -> None:
    stack = make_stack(only("postgresql"))
    stack.up()
    pid_file = Path(stack.home.recall()["postgresql_data"]) / "postmaster.pid"
    stale = pid_file.read_bytes()
    stack.down()
    pid_file.write_bytes(stale)
    stack.up()
    assert pid_file.read_bytes() != stale
    assert {part.state for part in stack.status()} == {"running", "replaced"}


def test_no_server_of_postgresql_is_root(make_stack: MakeStack) -> None:
    stack = make_stack(only("postgresql"))
    stack.up()
    running = working_below(Path(stack.home.recall()["postgresql_data"]))
    assert len(running) > 3
    assert 0 not in running.values()


def test_a_home_out_of_reach_gets_its_data_elsewhere_for_good(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    stack = Stack(tmp_path / "closed" / "home", only("postgresql"))
    try:
        stack.up()
        data = Path(stack.home.recall()["postgresql_data"])
        is_root = os.geteuid() == 0
        assert data.is_relative_to(stack.home.path) != is_root
        assert len(stack.notes) == is_root
        assert all(f"keeps its data in {data.parent}, because its user may not pass /" in note for note in stack.notes)
        assert data.parent.stat().st_mode & 0o007 == 0
        stack.down()
        again = Stack(stack.home.path, only("postgresql"))
        again.up()
        assert again.notes == []
        assert again.environment() == stack.environment()
    finally:
        stack.down()
        if not data.is_relative_to(tmp_path):
            shutil.rmtree(data.parent)


def test_two_that_start_it_at_once_start_it_once(make_stack: MakeStack, folder: Path) -> None:
    parts = only("postgresql")
    script = (
        "from pathlib import Path; from sandbox.embedded.stack import Stack\n"
        f"stack = Stack(Path({str(folder / 'home')!r}), {parts!r}); stack.up(); print(len(stack.started))"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": ROOT}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert sorted(starter.communicate(timeout=60)[0].strip() for starter in starters) == ["0", "0", "1"]
    stack = make_stack(parts)
    stack.up()
    assert stack.started == []


def test_another_business_day_starts_the_platforms_anew_and_status_does_not_mind(make_stack: MakeStack) -> None:
    parts = only("platforms")
    make_stack({**parts, "ADWAREHOUSE_TODAY": "2026-02-27"}).up()
    without_a_day = make_stack(parts)
    assert {part.state for part in without_a_day.status()} == {"running", "replaced"}
    later = make_stack({**parts, "ADWAREHOUSE_TODAY": "2026-02-28"})
    later.up()
    assert [part for part, _ in later.started] == ["platforms"]
    assert embedded_environment(later.home.path)["ADWAREHOUSE_TODAY"] == "2026-02-28"


def test_asking_about_or_stopping_what_never_was_leaves_no_trace(make_stack: MakeStack, folder: Path) -> None:
    stack = make_stack({})
    assert {part.state for part in stack.status()} == {"down"}
    stack.down()
    assert list(folder.iterdir()) == []
