"""Ten times the rows, one page of 50 MB, 5,000 accounts: memory stays bounded, and time grows as the work does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.rows import dict_row

from bench import rows as bench_rows
from bench.world import World
from resources import platforms
from resources.credentials import new_key
from resources.loading import steps
from resources.loading.context import LoadContext
from resources.loading.plan import covered
from resources.loading.steps import Scope
from resources.object_store import ObjectStore
from resources.platforms.base import Platform
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import Window
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import NAME, START
from tests.resources.loading.stall import CURRENCY, ZONE, Stall

pytestmark = [pytest.mark.database, pytest.mark.thorough, pytest.mark.timeout(1800)]
FEW, MANY = 20_000, 200_000
PAGE_BYTES = 50 << 20
MOST_MEGABYTES = 700
MOST_OF_ONE_PAGE = 900
"""A page is unpacked, parsed and copied as one."""
SOME, ALL = 500, 5_000
TIMES = ALL // SOME
SLACK = 2.0
"""What is linear takes ten times as long for ten times as much; what is quadratic a hundred times."""
AT_SCALE = pytest.mark.fault(
    "31",
    "ten times the rows, one page of 50 MB, 5,000 accounts",
    how="generated pages and accounts, staged, judged and published by a process of its own",
    invariants="I1 I2 I3 I4",
)


@pytest.fixture
def heavy(databases: Databases, store: ObjectStore, object_store_server: ObjectStoreServer) -> Iterator[World]:
    """A warehouse and a bucket in which generated pages can be landed."""
    environment = {
        "ADWAREHOUSE_ENCRYPTION_KEYS": new_key(),
        "DATABASE_URL": databases.loader_url,
        "DATABASE_OWNER_URL": databases.owner_url,
        "S3_ENDPOINT_URL": object_store_server.endpoint,
        "S3_BUCKET": store.bucket,
        "AWS_ACCESS_KEY_ID": object_store_server.access_key,
        "AWS_SECRET_ACCESS_KEY": object_store_server.secret_key,
    }
    warehouse = Warehouse(databases.loader_url)
    with psycopg.connect(databases.owner_url, autocommit=True) as owner:
        yield World(environment, replace(bazaar.run(warehouse), store=store), owner)
    warehouse.close()


def loaded(world: World, folder: Path, count: int, *, in_one_page: bool = False) -> tuple[float, float]:
    """Load so many rows in a process of its own: its seconds, and its megabytes at the peak. Every row arrives."""
    told = bench_rows.rows(count)
    bench_rows.write(told, folder / f"{count}", folder / f"{count}-flat")
    pages = sorted((folder / f"{count}").iterdir())
    if in_one_page:
        whole = b"".join(page.read_bytes() for page in pages)
        for page in pages[1:]:
            page.unlink()
        pages[0].write_bytes(whole)
    world.clear()
    world.land(folder / f"{count}")
    begun = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-m", "bench.memory", str(told.num_rows)],
        env=os.environ | world.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    seconds = time.monotonic() - begun
    found = world.owner.execute("SELECT count(*), sum(cost), sum(clicks) FROM warehouse.campaign_metrics").fetchone()
    assert found == (told.num_rows, *(bench_rows.pc.sum(told[name]).as_py() for name in ("cost", "clicks")))
    return seconds, float(json.loads(said.splitlines()[-1])["megabytes"])


@AT_SCALE
def test_ten_times_the_rows_take_ten_times_as_long_and_bounded_memory(heavy: World, tmp_path: Path) -> None:
    few, _ = loaded(heavy, tmp_path, FEW)
    many, megabytes = loaded(heavy, tmp_path, MANY)
    assert many < few * (MANY / FEW) * SLACK
    assert megabytes < MOST_MEGABYTES


@AT_SCALE
def test_one_page_of_50_megabytes_is_loaded_in_bounded_memory(heavy: World, tmp_path: Path) -> None:
    (sample,) = _sizes(tmp_path, 1_000)
    count = int(PAGE_BYTES / sample)
    _, megabytes = loaded(heavy, tmp_path, count, in_one_page=True)
    assert megabytes < MOST_OF_ONE_PAGE


def _sizes(folder: Path, count: int) -> tuple[float]:
    """Bytes of a record as it is landed, unpacked."""
    bench_rows.write(bench_rows.rows(count), folder / "sample", folder / "sample-flat")
    records = [line for page in (folder / "sample").iterdir() for line in _lines(page)]
    return (sum(map(len, records)) / len(records),)


def _lines(page: Path) -> list[bytes]:
    import gzip

    return gzip.decompress(page.read_bytes()).splitlines(keepends=True)


@contextmanager
def crowded(context: LoadContext, owner: psycopg.Connection, count: int) -> Iterator[LoadContext]:
    """So many connected accounts of the platform that only tests know, each with a token of its own."""
    _make_accounts(context, owner, count)
    found = {NAME: Platform(NAME, (), bazaar.STREAMS, lambda settings, secret: Stalls([]))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(platforms.REGISTRY, NAME, found[NAME])
        yield replace(context, run_id=str(uuid.uuid4()))


class Stalls(Stall):
    """A client of any account, which has nothing to tell."""


def _make_accounts(context: LoadContext, owner: psycopg.Connection, count: int) -> None:
    with owner.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone) "
            "SELECT %s, 'shop-' || n, 'Shop', %s, %s FROM generate_series(1, %s) AS n ON CONFLICT DO NOTHING",
            (NAME, CURRENCY, ZONE, count),
        )
        cursor.execute(
            "INSERT INTO app.users (email, name, role) VALUES ('ann@example.com', 'Ann', 'analyst') "
            "ON CONFLICT DO NOTHING"
        )
        rows = cursor.execute(
            "SELECT id, account_id, (SELECT id FROM app.users WHERE email = 'ann@example.com') AS user_id "
            "FROM warehouse.ad_accounts WHERE platform = %s",
            (NAME,),
        ).fetchall()
        cursor.executemany(
            "INSERT INTO app.marketing_accounts (user_id, platform, account_id, ad_account_id, access_token) "
            "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (row["user_id"], NAME, row["account_id"], row["id"], context.vault.encrypt(f"token-{uuid.uuid4().hex}"))
                for row in rows
            ],
        )


def seconds_of(action: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.monotonic()
    action()
    return time.monotonic() - begun


@AT_SCALE
def test_5000_accounts_are_planned_landed_and_closed_in_time_that_grows_as_they_do(heavy: World) -> None:
    stream, scope = bazaar.STREAMS[0], Scope(NAME, Window.closed(START, START))
    took, memory = {}, {}
    for count in (SOME, ALL):
        with crowded(heavy.context, heavy.owner, count) as context:
            covered(context.warehouse, stream)
            took[count] = seconds_of(lambda run=context: steps.land(run, stream, scope))  # type: ignore[misc]
            landed = context.warehouse.connection.execute(
                "SELECT count(DISTINCT ad_account_id) AS n FROM ops.batches WHERE run_id = %s AND status = 'landed'",
                (context.run_id,),
            ).fetchone()
            assert landed == {"n": count}
            took[count] += seconds_of(lambda run=context: steps.close_books(run.warehouse, run.run_id))  # type: ignore[misc]
            memory[count] = psutil.Process().memory_info().rss / (1 << 20)
    assert took[ALL] < took[SOME] * TIMES * SLACK
    assert memory[ALL] - memory[SOME] < 200


FACTS = """
    INSERT INTO warehouse.campaign_metrics (date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost,
                                            currency, batch_id, fetched_at)
    SELECT '2025-03-01', campaign.id, (SELECT min(id) FROM warehouse.channels), campaign.ad_account_id, 100, 5, 1.25,
           'SGD', 1, now()
    FROM warehouse.campaigns AS campaign WHERE campaign.id NOT IN (SELECT campaign_id FROM warehouse.campaign_metrics)
"""


@AT_SCALE
def test_marts_of_5000_accounts_take_ten_times_as_long_as_of_500(heavy: World) -> None:
    took = {}
    heavy.owner.execute("SELECT ops.ensure_partition('warehouse.campaign_metrics', '2025-03-01')")
    for count in (SOME, ALL):
        _make_accounts(heavy.context, heavy.owner, count)
        heavy.owner.execute(
            "INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, currency, "
            "fetched_at) SELECT id, 'c', 'c', platform, currency, now() FROM warehouse.ad_accounts "
            "ON CONFLICT DO NOTHING"
        )
        heavy.owner.execute(FACTS)
        heavy.owner.execute(
            "INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT DISTINCT ad_account_id, date, 'publish' "
            "FROM warehouse.campaign_metrics"
        )
        took[count] = seconds_of(lambda: refresh_marts(heavy.context.warehouse, heavy.context.clock))
        summed = heavy.owner.execute("SELECT sum(cost), count(*) FROM marts.account_channel_daily").fetchone()
        assert summed is not None
        assert (float(summed[0]), summed[1]) == (count * 1.25, count)
    assert took[ALL] < max(took[SOME], 0.5) * TIMES * SLACK
