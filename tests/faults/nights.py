"""Nights of all five platforms on copies of one warehouse, with waits that are written down and take no time."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

import pytest

from resources.loading.batches import Batch
from resources.object_store import ObjectStore
from resources.platforms import REGISTRY
from resources.platforms.retry import Pace, Retry
from resources.warehouse.connection import Warehouse
from resources.windows import DAY, Window
from sandbox.faults import Fault
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied
from tests.faults.invariants import fingerprint
from tests.playground import TODAY, Playground, playground
from tests.resources.loading.killing import CONTENT
from tests.resources.scripted import Time

ACCOUNTS = {"meta": "1001", "google": "3001000001", "naver": "401001", "clickbank": "larkspurco", "shopee": "2002"}
DEADLINE_SECONDS = 2.0
"""Of one request, instead of minutes; a machine with much to do answers no sooner."""
EVENING = Window.closed(TODAY - 12 * DAY, TODAY)
"""Long enough for the contract to know what is usual before the night."""
TOMORROW = TODAY + DAY
NIGHT = Window.closed(TODAY - 3 * DAY, TOMORROW)


@dataclass
class Patience:
    """How every client of this process waits: on paper, with its platform's own limits."""

    time: Time
    budget: float = 0.0
    begun: int = 0

    def begin(self) -> None:
        """Count anew."""
        self.begun = len(self.time.waits)

    @property
    def waited(self) -> list[float]:
        """Every wait since, in seconds."""
        return self.time.waits[self.begun :]

    @classmethod
    def installed(cls, patch: pytest.MonkeyPatch) -> Patience:
        """Replace the waits and the deadlines that clients have when nobody gives them any."""
        patience = cls(Time())
        for name in REGISTRY:
            module = import_module(f"resources.platforms.{name}.client")
            (client,) = (
                each
                for title, each in inspect.getmembers(module, inspect.isclass)
                if title.endswith("Client") and each.__module__ == module.__name__
            )
            defaults: dict[str, Any] = client.__init__.__kwdefaults__ or {}
            own = defaults["retry"] or Retry()
            patience.budget = max(own.budget, patience.budget)
            patch.setitem(defaults, "retry", replace(own, seed=1, sleep=patience.time.sleep))
            patch.setitem(defaults, "deadline", DEADLINE_SECONDS)
            if "pace" in defaults:
                patch.setitem(defaults, "pace", Pace(1e6, patience.time.sleep, patience.time.clock))
        return patience


@dataclass
class Nights:
    """Every platform's account as it was published in the evening; a night reads it again a day later."""

    world: Playground
    patience: Patience
    postgres: str
    base: Databases

    def __post_init__(self) -> None:
        self._clean: dict[tuple[str, str], Published] = {}
        self._landed = {item.key for item in self.world.context.store.list("")}

    @contextmanager
    def night(self, platform: str, stream: str) -> Iterator[Night]:
        """A fresh copy, on the next day; what a night without faults would have published is known."""
        if (platform, stream) not in self._clean:
            with self._copy(platform, stream, Published()) as undisturbed:
                evening = undisturbed.rows()
                assert undisturbed.sync() == []
                assert undisturbed.rows() != evening, "a night that changes nothing shows nothing"
                self._clean[platform, stream] = Published(
                    fingerprint(undisturbed.world), undisturbed.rows(), undisturbed.sums()
                )
        with self._copy(platform, stream, self._clean[platform, stream]) as night:
            yield night

    @contextmanager
    def _copy(self, platform: str, stream: str, clean: Published) -> Iterator[Night]:
        with copied(self.postgres, self.base) as databases, ExitStack() as closing:
            warehouse = Warehouse(databases.loader_url)
            closing.callback(warehouse.close)
            closing.callback(self._forget)
            closing.callback(self.world.faults.clear)
            mine = replace(self.world, context=replace(self.world.context, warehouse=warehouse))
            if REGISTRY[platform].consent:
                mine.connect(ACCOUNTS[platform], platform_name=platform)
            yield Night(mine, platform, stream, self.patience, clean)

    def _forget(self) -> None:
        """Remove what a night has landed."""
        store = self.world.context.store
        store.delete([item.key for item in store.list("") if item.key not in self._landed], boundary="test.forget")


@dataclass(frozen=True)
class Published:
    """What a night leaves: the fingerprint of everything, the stream's rows, and their sums."""

    fingerprint: dict[str, str] = field(default_factory=dict)
    rows: frozenset[str] = frozenset()
    sums: tuple[Any, ...] = ()


@dataclass
class Night:
    """One sync of one stream of one account. `clean` is what it leaves when nothing goes wrong."""

    world: Playground
    platform: str
    stream: str
    patience: Patience
    clean: Published

    @property
    def account(self) -> str:
        return ACCOUNTS[self.platform]

    def strike(self, *faults: Fault) -> None:
        """Switch faults on for the account."""
        for fault in faults:
            self.world.faults.add(replace(fault, account=fault.account or self.account))

    def sync(self) -> list[Batch]:
        """Read, judge and publish; what ended badly."""
        self.patience.begin()
        return self.world.sync(NIGHT, self.account, (self.stream,), self.platform)

    def recover(self) -> None:
        """What a person does in the morning: nothing, or connect the account again."""
        self.world.faults.clear()
        if self.world.query("SELECT FROM app.marketing_accounts WHERE status = 'revoked'"):
            self.world.connect(self.account, platform_name=self.platform)

    def rows(self) -> frozenset[str]:
        """The rows of the stream's table."""
        source, columns = CONTENT[TABLES[self.stream]]
        text = f"SELECT x::text AS line FROM (SELECT {columns} FROM {source}) AS x"
        return frozenset(row["line"] for row in self.world.query(text))

    def sums(self) -> tuple[Any, ...]:
        """Of the daily figures, by day."""
        return tuple(
            tuple(row.values())
            for row in self.world.query(
                "SELECT date, sum(impressions) AS i, sum(clicks) AS k, sum(cost) AS c, sum(conversions) AS o, "
                "sum(revenue) AS r FROM warehouse.campaign_metrics GROUP BY date ORDER BY date"
            )
        )

    def struck(self) -> dict[str, int]:
        """How often each fault struck."""
        return {fault["name"]: fault["struck"] for fault in self.world.faults.listing()}


@contextmanager
def prepared(
    postgres: str, template: Databases, store: ObjectStore, platforms: Collection[str] = tuple(ACCOUNTS)
) -> Iterator[Nights]:
    """Serve the default ledger and publish the evening of every account and stream that nights read."""
    with ExitStack() as open_:
        patience = Patience.installed(open_.enter_context(pytest.MonkeyPatch.context()))
        base = open_.enter_context(copied(postgres, template))
        world = open_.enter_context(
            playground(base.loader_url, store, Ledger.default(seed=1), with_google="google" in platforms)
        )
        for name in platforms:
            account = ACCOUNTS[name]
            world.connect(account, platform_name=name)
            for stream in STREAMS[name]:
                assert world.sync(EVENING, account, (stream,), name) == []
        world.warehouse.close()
        world.clock.move_to(TOMORROW)
        yield Nights(world, patience, postgres, base)


HISTORY = "warehouse.metric_revisions"
"""Tells of every published figure that changed: a night that published others on the way has more of it."""
TABLES = {
    "campaign_daily": "facts",
    "events": "analytics_events",
    "orders": "orders",
    "products": "products",
}
STREAMS = {
    "meta": ("campaign_daily",),
    "google": ("campaign_daily",),
    "naver": ("campaign_daily",),
    "clickbank": ("campaign_daily", "events"),
    "shopee": ("campaign_daily", "orders", "products"),
}
"""What nights read, by platform."""
