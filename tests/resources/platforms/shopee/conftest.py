"""A client of a scripted Shopee, a sandbox with its truth, and time that only passes on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pytest
import simplejson

from resources.clock import Clock
from resources.platforms.base import ParseContext, Parsed, Stream, Tokens, Totals
from resources.platforms.retry import Pace, Retry
from resources.platforms.shopee import SHOPEE, consent
from resources.platforms.shopee.client import ShopeeClient
from resources.platforms.shopee.guard import member
from resources.settings import Settings
from resources.windows import Window
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from sandbox.shopee import agree
from tests.resources.scripted import Answer, Script, Time, scripted

TOKEN, KEY, PARTNER = "shopeeaccesstoken", "shopeepartnerkey", 2001887
JSON = "application/json"
PATH = "/api/v2/ads/get_total_balance"


def ok(response: Any) -> Answer:
    """A success in its envelope."""
    document = {"error": "", "message": "", "warning": None, "request_id": "e3e3e7f3", "response": response}
    return Answer(document, media_type=JSON)


def refused(error: object, message: str = "no", status: int = 200) -> Answer:
    """An error reply."""
    return Answer({"error": error, "message": message, "request_id": "e3e3e7f3"}, status, media_type=JSON)


def shop_info(region: object = "SG", **changes: object) -> Answer:
    """The reply about a shop."""
    about = {"shop_name": "One", "region": region, "status": "NORMAL", "expire_time": 1773503999, "merchant_id": None}
    return Answer({"error": "", "message": "", **about, **changes}, media_type=JSON)


def configured(url: str) -> Settings:
    """Settings for a platform at an address."""
    return Settings.model_validate({"shopee_api_url": url, "shopee_partner_id": PARTNER, "shopee_partner_key": KEY})


@pytest.fixture
def shopee() -> Iterator[Script]:
    with scripted() as script:
        yield script


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def retry(time: Time) -> Retry:
    """Three attempts."""
    return Retry(attempts=3, first=2, seed=1, sleep=time.sleep)


@pytest.fixture
def client(shopee: Script, time: Time, retry: Retry) -> ShopeeClient:
    return ShopeeClient(
        configured(f"{shopee.url}/base"), TOKEN, retry=retry, pace=Pace(1000, time.sleep, time.clock), deadline=2
    )


def ask(client: ShopeeClient) -> Any:
    """A request of shop 5, for January."""
    return client.ask(
        PATH,
        {"a": 1},
        lambda document: member(document, "response", dict),
        account="5",
        window="2026-01-01..2026-01-31",
    )


pc: Any = pyarrow.compute
TODAY = dt.date(2026, 2, 28)
SHOPS = ("2001", "2002", "2003", "2004", "2005", "2006")


@dataclass
class World:
    """A sandbox with its truth, the tokens of its shops, and time that only passes on paper."""

    url: str
    ledger: Ledger
    settings: Settings
    faults: Faults
    time: Time
    tokens: dict[str, Tokens] = field(default_factory=dict)

    def authorize(self, shop: str) -> None:
        """Let the application into a shop, as its owner."""
        code = agree(consent.link(self.settings, f"{self.url}/back"), shop)
        self.tokens[shop] = consent.exchange_code(self.settings, shop, code)

    def stream(self, name: str) -> Stream:
        return SHOPEE.stream(name)

    def client(self, shop: str, *, token: str | None = None, settings: Settings | None = None) -> ShopeeClient:
        retry = Retry(attempts=3, seed=1, sleep=self.time.sleep)
        pace = Pace(1000, self.time.sleep, self.time.clock)
        token = token or self.tokens[shop].access_token
        return ShopeeClient(settings or self.settings, token, retry=retry, pace=pace, deadline=2)

    def read(self, stream_name: str, shop: str, window: Window) -> Parsed:
        """Fetch and parse, with the pages on the way written as landing writes them."""
        stream, client = self.stream(stream_name), self.client(shop)
        pages = [
            "".join(simplejson.dumps(each, use_decimal=True) + "\n" for each in page.records).encode()
            for page in stream.fetch(client, shop, window)
        ]
        about = client.describe(shop)
        context = ParseContext(shop, about.currency, about.timezone, window, frozenset({about.currency}))
        return stream.parse(pages, context)

    def total(self, stream_name: str, shop: str, window: Window) -> Totals:
        ask = self.stream(stream_name).total
        assert ask is not None
        return ask(self.client(shop), shop, window)


@contextmanager
def running(ledger: Ledger, clock: Clock, shops: Sequence[str]) -> Iterator[World]:
    issued, faults = credentials.issue(ledger), Faults()
    with serve(create_app(ledger, clock, issued, faults)) as url:
        app = issued["shopee"]
        settings = Settings.model_validate(
            {
                "shopee_api_url": f"{url}/shopee",
                "shopee_partner_id": app["partner_id"],
                "shopee_partner_key": app["partner_key"],
            }
        )
        world = World(url, ledger, settings, faults, Time())
        for shop in shops:
            world.authorize(shop)
        yield world


@pytest.fixture(scope="package")
def served() -> Iterator[World]:
    with running(Ledger.default(1), Clock(TODAY), SHOPS) as world:
        yield world


NUMBERED = {
    "orders": "order_sn",
    "order_items": "order_sn",
    "returns": "return_sn",
    "return_items": "return_sn",
    "products": "item_id",
    "product_models": "item_id",
    "product_counters": "item_id",
}


def multiplied(ledger: Ledger, shop: str, times: int) -> Ledger:
    """A ledger in which a shop has every document and product several times, under numbers of their own."""
    tables = ledger.snapshot(TODAY)
    for name, key in NUMBERED.items():
        whole = tables[name]
        mine = whole.filter((pc.field("platform") == "shopee") & (pc.field("account_id") == shop))
        place = whole.schema.get_field_index(key)
        tables[name] = pa.concat_tables(
            mine.set_column(place, whole.schema.field(key), pc.binary_join_element_wise(mine[key], str(copy), ""))
            for copy in range(times)
        )
    return Ledger.of(tables)


@pytest.fixture(scope="package")
def served_large() -> Iterator[World]:
    with running(multiplied(Ledger.default(1), "2002", 8), Clock(TODAY), ["2002"]) as world:
        yield world


@pytest.fixture
def large(served_large: World) -> Iterator[World]:
    """A sandbox where shop 2002 has hundreds of products and thousands of orders."""
    yield served_large
    served_large.faults.clear()
    served_large.time.waits.clear()


@pytest.fixture
def world(served: World) -> Iterator[World]:
    yield served
    served.faults.clear()
    served.time.waits.clear()
