"""What a query may not do, and what it never shows."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from psycopg.conninfo import conninfo_to_dict

from resources import tiers
from resources.duck import extension
from resources.errors import ConfigurationError, QueryRefused
from resources.settings import Settings
from resources.tiers.views import duckdb_type, spans
from tests.resources.tiers.conftest import AUGUST, METRICS, NOVEMBER, OCTOBER, SEPTEMBER, Tiered

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("DELETE FROM warehouse.campaign_metrics", "only SELECT is answered"),
        ("COPY (SELECT 1) TO 'file.csv'", "only SELECT is answered"),
        ("CREATE TABLE ops.mine AS SELECT 1", "only SELECT is answered"),
        ("ATTACH 'other.db'", "only SELECT is answered"),
        ("SET threads = 8", "only SELECT is answered"),
        ("SELECT 1; SELECT 2", "expected one SELECT, got 2"),
        ("", "expected one SELECT, got 0"),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("FROM postgres_execute('live', 'DELETE FROM ops.runs')", "function postgres_execute is not for queries"),
        ("SELECT (SELECT count(*) FROM postgres_query('live', 'SELECT 1'))", "function postgres_query is not"),
        ("WITH a AS (FROM query('SELECT 1')) FROM a", "function query is not for queries"),
        ("FROM read_text('/etc/hostname')", "function read_text is not for queries"),
        ("FROM duckdb_settings()", "function duckdb_settings is not for queries"),
    ],
)  # fmt: skip
def test_anything_but_one_select_is_refused_before_it_reaches_the_warehouse(text: str, message: str) -> None:
    with pytest.raises(QueryRefused, match=message):
        tiers.query(text, Settings())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * FROM '/etc/hostname.csv'", "file system operations are disabled"),
        ("SELECT * FROM warehouse.nothing", "Table with name nothing does not exist"),
        ("SELECT nothing FROM warehouse.campaigns", 'Referenced column "nothing" not found'),
        ("SELECT 'x'::INTEGER", "Could not convert string 'x' to INT32"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(tiered: Tiered, text: str, message: str) -> None:
    with pytest.raises(QueryRefused, match=message) as refused:
        tiered.query(text)
    assert "\n" not in str(refused.value)


def test_a_connection_reaches_nothing_but_the_warehouse_for_reading_and_the_archive(tiered: Tiered) -> None:
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    other = tiered.store.put("landing/secret.txt", b"text", boundary="test.other").key
    for statement in (
        "DELETE FROM live.warehouse.campaign_metrics",
        "CALL postgres_execute('live', 'DELETE FROM warehouse.campaign_metrics')",
        f"FROM read_text('s3://{tiered.store.bucket}/{other}')",
        f"FROM read_text('s3://{tiered.store.bucket}-other/archive/x.txt')",
        "FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/file.csv'",
        "ATTACH 'host=127.0.0.1' AS other (TYPE postgres)",
        "INSTALL spatial",
        "SET enable_external_access = true",
    ):
        with tiered.connected() as connection, pytest.raises(duckdb.Error):
            connection.execute(statement).fetchall()
    assert tiered.query("SELECT count(*) AS n FROM warehouse.campaign_metrics") == [{"n": 800}]


def test_no_credential_is_shown_anywhere(tiered: Tiered, monkeypatch: pytest.MonkeyPatch) -> None:
    values = tiered.settings
    secrets = {
        values.require("aws_secret_access_key"),
        str(conninfo_to_dict(values.require("database_owner_url"))["password"]),
    }
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", values.require("aws_access_key_id"))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", values.require("aws_secret_access_key"))
    monkeypatch.setenv("AWS_SESSION_TOKEN", values.require("aws_secret_access_key"))
    tiered.fill(METRICS)
    tiered.archive(METRICS, SEPTEMBER)
    with tiered.connected() as connection:
        shown = [
            str(connection.execute(statement).fetchall())
            for statement in (
                "FROM duckdb_secrets()",
                "FROM duckdb_settings()",
                "FROM duckdb_databases()",
                "FROM duckdb_views()",
                "EXPLAIN ANALYZE SELECT sum(cost) FROM warehouse.campaign_metrics",
            )
        ]
        with pytest.raises(duckdb.Error, match="unredacted secrets is disabled"):
            connection.execute("FROM duckdb_secrets(redact = false)")
    assert len(shown) == 5
    assert not [secret for secret in secrets if any(secret in text for text in shown)]
    assert tiered.query("SELECT current_setting('s3_secret_access_key') AS value") == [{"value": ""}]


def test_a_warehouse_that_refuses_the_login_is_named_without_the_password(tiered: Tiered) -> None:
    url = tiered.owner.url.replace(str(conninfo_to_dict(tiered.owner.url)["password"]), "wrong-one")
    changed = Settings.model_validate({**tiered.settings.model_dump(), "database_owner_url": url})
    with pytest.raises(
        ConfigurationError, match=r"cannot connect to PostgreSQL as configured: .*authentication"
    ) as failed:
        tiers.query("SELECT 1", changed)
    assert "wrong-one" not in str(failed.value)


def test_memory_and_threads_are_bounded_and_what_does_not_fit_goes_below_the_home(tiered: Tiered) -> None:
    bounded = Settings.model_validate({**tiered.settings.model_dump(), "query_memory_mb": 128, "query_threads": 1})
    home = bounded.adwarehouse_home
    with tiers.connect(bounded) as connection:
        row = connection.execute(
            "SELECT current_setting('memory_limit'), current_setting('threads'), current_setting('temp_directory')"
        ).fetchone()
        assert row is not None
        assert row[:2] == ("122.0 MiB", 1)
        assert Path(row[2]).parent == home
        connection.execute(
            "CREATE TABLE spilt AS SELECT i, repeat(i::VARCHAR, 20) AS text FROM range(3000000) AS rows (i)"
        )
        assert list(Path(row[2]).iterdir())
    assert list(home.iterdir()) == []


def test_extensions_come_from_their_packages() -> None:
    assert extension("httpfs").is_file()
    with pytest.raises(ConfigurationError, match="install duckdb-extension-spatial of that version"):
        extension("spatial")


def test_spans_cover_all_of_time_without_gap_or_overlap() -> None:
    assert list(spans([])) == [(None, None)]
    assert list(spans([SEPTEMBER, AUGUST], [NOVEMBER])) == [
        (None, AUGUST),
        (AUGUST, SEPTEMBER),
        (SEPTEMBER, OCTOBER),
        (OCTOBER, NOVEMBER),
        (NOVEMBER, None),
    ]


def test_types_are_duckdbs() -> None:
    named = ("bigint", "numeric(20,6)", "numeric", "timestamp with time zone", "character(3)", "text", "jsonb", "uuid")
    assert [duckdb_type(name) for name in named] == [
        "BIGINT", "NUMERIC(20,6)", "NUMERIC(38,6)", "TIMESTAMPTZ", "VARCHAR", "VARCHAR", "JSON", "UUID",
    ]  # fmt: skip
