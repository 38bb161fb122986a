"""Records of every kind of badness in one page, and text that is strange but good."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from resources.object_store import ObjectStore
from resources.windows import DAY, Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.faults import Fault
from sandbox.ledger import Ledger
from tests.conftest import Databases, fresh_bucket
from tests.faults.calendars import ZONES, advertisers
from tests.faults.invariants import require
from tests.faults.nights import Nights, prepared
from tests.playground import TODAY, playground

pytestmark = pytest.mark.database
BAD = (
    "missing_key",
    "null_key",
    "not_a_number",
    "negative_impressions",
    "clicks_above_impressions",
    "unknown_currency",
    "nul_byte",
    "lone_surrogate",
    "long_name",
    "date_outside",
    "bad_date",
    "number_instead_of_string",
)
MOST = 10
"""So many records may be set aside before the contract holds a small batch."""
MONTH = Window.closed(TODAY - 20 * DAY, TODAY + DAY)
STRANGE = (
    "👩‍👩‍👧‍👦 family 🇰🇷 50 % off 🚀",
    "עברית ومرحبا \u202eoverride\u202c",
    "여름 세일 — 夏のセール 𠮷野家",
    "tab\tnewline\nquote'double\"back\\slash",
    "\\N",
    "NULL",
    "'); DROP TABLE warehouse.campaigns; --",
    '=cmd|"/c calc"!A1,{"json": [1]}',
)
PLANES = ((0x20, 0x7E), (0xA1, 0x24F), (0x590, 0x6FF), (0x900, 0x97F), (0xAC00, 0xD7A3), (0x1F300, 0x1FAFF))


@pytest.fixture(scope="module")
def nights(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[Nights]:
    """The evening before."""
    with fresh_bucket(object_store_server) as store, prepared(postgres, template, store, ("meta",)) as nights:
        yield nights


@pytest.mark.fault(
    "18",
    "ten kinds of bad records in one page, and the good ones between them",
    how="records of the page drawn and spoiled by seed",
    invariants="I1 I2 I3 I4 I7",
)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(2, 12))], ids="seed {}".format
)
def test_a_page_of_bad_records_loses_none_of_the_good_ones_between_them(nights: Nights, seed: int) -> None:
    drawn = random.Random(seed).sample(BAD, MOST)
    with nights.night("meta", "campaign_daily") as night:
        world = night.world
        night.strike(*(Fault(name, "insights", times=1, seed=100 * seed + place) for place, name in enumerate(drawn)))
        assert world.sync(MONTH, night.account) == []
        assert set(night.struck().values()) == {1}
        truth, facts = world.truth(night.account, MONTH), world.facts(night.account, MONTH)
        (set_aside,) = world.query("SELECT count(*) AS n FROM ops.quarantined_rows WHERE status = 'open'")
        assert 1 < set_aside["n"] <= MOST
        changed = {key for key in facts.keys() & truth.keys() if facts[key] != truth[key]}
        assert len(truth.keys() - facts.keys()) + len(changed) <= set_aside["n"]
        assert not facts.keys() - truth.keys()
        require(world)
        world.faults.clear()
        assert world.sync(MONTH, night.account) == []
        assert world.facts(night.account, MONTH) == truth
        require(world)


def drawn_names(seed: int) -> tuple[str, ...]:
    """Eight names of letters of all kinds."""
    letters = random.Random(seed)
    return tuple(
        f"{number} " + "".join(chr(letters.randint(*letters.choice(PLANES))) for _ in range(letters.randint(1, 200)))
        for number in range(8)
    )


@pytest.mark.fault(
    "18",
    "names in every script: emoji, right to left, quotes, tabs, what COPY and SQL take for their own",
    how="campaigns of the ledger so named",
    invariants="I1 I2 I3 I4 I7",
)
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(STRANGE, id="chosen"),
        *(pytest.param(drawn_names(seed), id=f"seed {seed}", marks=pytest.mark.thorough) for seed in range(5)),
    ],
)
def test_a_name_is_kept_to_the_letter(databases: Databases, store: ObjectStore, names: tuple[str, ...]) -> None:
    window = Window.closed(TODAY - 2 * DAY, TODAY)
    told = advertisers(window).snapshot(TODAY)
    rows = [row | {"name": name} for row, name in zip(told["campaigns"].to_pylist(), names, strict=True)]
    told["campaigns"] = told["campaigns"].from_pylist(rows, schema=told["campaigns"].schema)
    with playground(databases.loader_url, store, Ledger.of(told)) as world:
        world.connect(*ZONES)
        assert world.sync(window, streams=("campaigns", "campaign_daily")) == []
        found = world.query("SELECT campaign_id, campaign_name FROM warehouse.campaigns")
        assert {row["campaign_id"]: row["campaign_name"] for row in found} == {
            row["campaign_id"]: row["name"] for row in rows
        }
        require(world)
