"""The checker can fail: each invariant is broken by hand, and it names that one and no other."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from resources.archive import archive_month
from resources.warehouse.connection import Warehouse
from resources.warehouse.marts import refresh_marts
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.harms import REFRESHED, STATEMENTS
from tests.faults.invariants import Reader, broken, fingerprint, require
from tests.faults.invariants.reader import NO_ROW, _is_broken
from tests.faults.loads import on
from tests.playground import TODAY, Playground, playground

pytestmark = pytest.mark.database
ADS, SHOP = "1001", "2003"
FEBRUARY = dt.date(2025, 2, 1)
COLD = Window.closed(FEBRUARY, FEBRUARY + 2 * DAY)
WINDOW = Window.closed(TODAY - 4 * DAY, TODAY)


@dataclass
class Base:
    """A warehouse in which all is well, to copy."""

    world: Playground
    databases: Databases
    postgres: str


@dataclass
class Patient:
    """A copy that a test harms."""

    world: Playground
    owner: Warehouse

    def run(self, text: str, *parameters: object) -> None:
        """A statement as the owner."""
        self.owner.connection.execute(text, parameters or None)

    def run_and_refresh(self, text: str) -> None:
        """A statement, and then the marts of every day of the account, so that rollups say the same."""
        self.run(text)
        self.run("INSERT INTO ops.touched_days (ad_account_id, date, reason) SELECT ad_account_id, date, 'publish' "
                 "FROM ops.loaded_days WHERE stream = 'campaign_daily'")  # fmt: skip
        refresh_marts(self.world.warehouse, self.world.clock)


@pytest.fixture(scope="module")
def base(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Base]:
    """Days and hours of ads, a month of them in the archive, and a shop's orders."""
    with (
        copied(postgres, template) as databases,
        fresh_bucket(object_store_server) as store,
        playground(databases.loader_url, store, Ledger.default(seed=1)) as world,
    ):
        world.connect(ADS)
        world.connect(SHOP, platform_name="shopee")
        world.publish_directly(ADS, COLD.start, COLD.last)
        assert world.sync(WINDOW, streams=("campaign_daily", "campaign_hourly")) == []
        assert world.sync(WINDOW, streams=("orders",), platform_name="shopee") == []
        with closing(Warehouse(databases.owner_url)) as owner:
            archive_month(owner, store, "campaign_metrics", FEBRUARY, TODAY)
        world.warehouse.close()
        yield Base(world, databases, postgres)


@pytest.fixture
def patient(base: Base) -> Iterator[Patient]:
    """A fresh copy."""
    with (
        copied(base.postgres, base.databases) as databases,
        closing(Warehouse(databases.loader_url)) as loader,
        closing(Warehouse(databases.owner_url)) as owner,
    ):
        yield Patient(on(base.world, warehouse=loader), owner)


def test_nothing_is_broken_in_a_warehouse_in_which_all_is_well(patient: Patient) -> None:
    require(patient.world, clean=fingerprint(patient.world))


def each(broken_by: dict[str, dict[str, str]]) -> list[Any]:
    """Invariant and statement, as parameters."""
    return [
        pytest.param(name, text, id=f"{name.split()[0]} {harm}")
        for name, harms in broken_by.items()
        for harm, text in harms.items()
    ]


@pytest.mark.parametrize(("name", "text"), each(REFRESHED))
def test_a_fact_that_is_not_the_ledgers_is_found_though_its_rollups_agree(
    patient: Patient, name: str, text: str
) -> None:
    patient.run_and_refresh(text)
    assert set(broken(patient.world)) == {name}


@pytest.mark.parametrize(("name", "text"), each(STATEMENTS))
def test_what_is_broken_is_named_and_nothing_else(patient: Patient, name: str, text: str) -> None:
    clean = fingerprint(patient.world) if name.startswith("I6") else None
    patient.run(text)
    assert set(broken(patient.world, clean=clean)) == {name}
    with pytest.raises(AssertionError, match=f"^{name}: "):
        require(patient.world, clean=clean)


def _flip(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


@pytest.mark.parametrize("harm", [_flip, None], ids=["a flipped bit", "a deleted object"])
def test_a_damaged_archive_is_named(patient: Patient, harm: Callable[[bytes], bytes] | None) -> None:
    store = patient.world.context.store
    key = next(iter(store.list("archive/"))).key
    content = store.get(key)
    try:
        if harm is None:
            store.delete([key], boundary="test.harm")
        else:
            store.put(key, harm(content), boundary="test.harm")
        assert set(broken(patient.world)) == {"I10 ARCHIVE"}
    finally:
        store.put(key, content, boundary="test.mend")


@pytest.mark.parametrize("place", ["an alert", "a page", "the log", "a traceback", "a child's output"])
def test_a_token_that_is_written_down_is_found(patient: Patient, place: str) -> None:
    world, token = patient.world, patient.world.tokens[ADS]
    store, said = world.context.store, []
    if place == "an alert":
        patient.run("INSERT INTO ops.alerts (severity, kind, dedupe_key, message) VALUES ('info', 'x', 'x', %s)", token)
    elif place == "a page":
        store.put("landing/x", f'{{"access_token": "{token}"}}'.encode(), boundary="test.harm")
    elif place == "the log":
        logging.getLogger("resources.http").debug("GET /me?access_token=%s", token)
    elif place == "a traceback":
        try:
            raise ValueError(token)
        except ValueError:
            logging.getLogger("assets").exception("failed")
    else:
        said.append(f"the platform refused {token}")
    try:
        assert set(broken(world, logs=said)) == {"I11 SECRETS"}
    finally:
        store.delete(["landing/x"], boundary="test.mend")


OLD, NEW, OTHER = (3, 1), (3, 2), (2, 1)


@pytest.mark.parametrize(
    ("states", "stays", "moves"),
    [
        ([OLD], True, True),
        ([None], True, True),
        ([None, NEW], True, True),
        ([OLD, NEW], True, True),
        ([OLD, OTHER, NEW], False, False),
        ([OLD, NEW, OLD], False, False),
        ([OLD, NO_ROW, NEW], False, False),
        ([NO_ROW, OLD, NEW], True, True),
        ([OLD, NO_ROW], False, False),
        ([OLD, None, NEW], False, True),
        ([OLD, None], False, True),
        ([None, OLD, None, OLD, NEW, None], False, True),
        ([None, OLD, None, NEW, OTHER], False, False),
    ],
)
def test_a_day_is_seen_as_it_was_and_as_it_is_and_gone_only_while_months_move(
    states: list[tuple[int, ...] | None], stays: bool, moves: bool
) -> None:
    assert [not _is_broken(states, months_move=months_move) for months_move in (False, True)] == [stays, moves]


def test_a_reader_that_sees_a_third_total_says_so(patient: Patient) -> None:
    with Reader(patient.world) as reader:
        patient.run("UPDATE warehouse.campaign_metrics SET clicks = clicks + 1")
    reader.require_two_values()
    with Reader(patient.world) as reader:
        for _ in range(2):
            seen = reader.reads
            patient.run("UPDATE warehouse.campaign_metrics SET clicks = clicks + 1")
            while reader.reads < seen + 2:
                pass
    with pytest.raises(AssertionError, match=r"^I5 VISIBILITY: a reader saw 3 totals"):
        reader.require_two_values()
