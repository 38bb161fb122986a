"""The shops of the default ledger and what they sell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sandbox.ledger.synthetic.entities import ANCHOR, DAY, FOREVER
from sandbox.ledger.tables import ACCOUNTS

PLATFORM = "shopee"
UNVARIED = "0"


@dataclass(frozen=True)
class Shop:
    """`unit` is the smallest price in micro-units of the currency; `price` (a typical item) and `shipping` count it.

    `visits` is the mean number of orders on a plain day.
    """

    account_id: str
    name: str
    currency: str
    timezone: str
    unit: int
    price: int
    shipping: int
    visits: float

    def instant(self, day: dt.date, second: int) -> dt.datetime:
        """A second of a local day, in UTC."""
        local = dt.datetime.combine(day, dt.time(), ZoneInfo(self.timezone))
        return local.astimezone(dt.UTC) + dt.timedelta(seconds=second)


CENT, WHOLE = 10_000, 1_000_000
SHOPS = (
    Shop("2001", "Larkspur ไทยแลนด์", "THB", "Asia/Bangkok", CENT, 32_900, 3_800, 9.0),
    Shop("2002", "Larkspur Singapore", "SGD", "Asia/Singapore", CENT, 1_890, 199, 7.0),
    Shop("2003", "Larkspur Indonesia", "IDR", "Asia/Jakarta", WHOLE, 129_000, 12_000, 11.0),
    Shop("2004", "Larkspur Việt Nam", "VND", "Asia/Ho_Chi_Minh", WHOLE, 215_000, 25_000, 10.0),
    Shop("2005", "雲雀草台灣", "TWD", "Asia/Taipei", WHOLE, 459, 60, 8.0),
    Shop("2006", "Larkspur do Brasil", "BRL", "America/Sao_Paulo", CENT, 6_990, 1_290, 8.0),
)


def account_table() -> pa.Table:
    """Rows of `accounts`."""
    rows = [
        {
            "platform": PLATFORM,
            "account_id": shop.account_id,
            "name": shop.name,
            "currency": shop.currency,
            "timezone": shop.timezone,
            "status": "NORMAL",
        }
        for shop in SHOPS
    ]
    return pa.Table.from_pylist(rows, schema=ACCOUNTS)


@dataclass(frozen=True)
class Model:
    """A variant; its price (in the shop's units) never changes."""

    model_id: str
    name: str
    sku: str
    original: int
    current: int
    stock: int


@dataclass(frozen=True)
class Product:
    """What is sold from `listed` until `end`, when it meets its `fate`.

    `changes` are the days on which `original` and `current` (in the shop's units) and `stock` take their next values;
    the first is `listed`. `popularity` is its weight among the others.
    """

    item_id: str
    name: str
    sku: str
    category_id: str
    brand: str
    listed: dt.date
    end: dt.date
    fate: str
    popularity: float
    changes: tuple[dt.date, ...]
    original: tuple[int, ...]
    current: tuple[int, ...]
    stock: tuple[int, ...]
    models: tuple[Model, ...]


_NAMES = (
    "Trail shoe", "Rain jacket", "Wool beanie", "Canvas tote 🛍", "Travel mug 450 ml", "เสื้อยืด unisex",
    "Áo khoác gió", "不鏽鋼保溫瓶", "Tas ransel anti air", "Camiseta básica", "Socks, 5 pairs", 'Poster "Larkspur" A3',
    "Sleeping mat", "Head torch 300 lm", "Dry bag 10 l", "Sun hat",
)  # fmt: skip
_COLOURS = ("Black", "Sand", "Moss", "Azul", "สีแดง")
_BRANDS = ("Larkspur", "NoBrand", "Delphinium & Co")
_FATES = ("NORMAL",) * 14 + ("UNLIST", "UNLIST", "BANNED", "SELLER_DELETE")
_FEWEST, _MOST = 20, 40
_CHANGES = 6


@lru_cache(maxsize=64)
def catalogue(seed: int, shop: Shop) -> tuple[Product, ...]:
    """The 20 to 40 products of a shop. The first three are there for ever and have no models."""
    draw = np.random.default_rng([seed, int(shop.account_id), 1])
    return tuple(_product(draw, shop, index) for index in range(int(draw.integers(_FEWEST, _MOST + 1))))


def _product(draw: np.random.Generator, shop: Shop, index: int) -> Product:
    is_lasting = index < 3
    listed = ANCHOR + (-int(draw.integers(20, 700)) if is_lasting or index % 3 else int(draw.integers(0, 330))) * DAY
    fate = "NORMAL" if is_lasting else _FATES[int(draw.integers(len(_FATES)))]
    end = max(listed, ANCHOR) + int(draw.integers(40, 420)) * DAY if fate != "NORMAL" else FOREVER
    gaps = np.cumsum(draw.integers(25, 220, _CHANGES))
    changes = tuple(listed + int(gap) * DAY for gap in (0, *gaps) if listed + int(gap) * DAY < end)
    price = max(4, int(shop.price * draw.lognormal(0, 0.6)))
    original = tuple(int(price * step) for step in draw.uniform(0.9, 1.15, _CHANGES + 1))[: len(changes)]
    cuts = draw.choice([1.0, 1.0, 0.95, 0.9, 0.75], _CHANGES + 1)
    sku = f"LK-{shop.account_id[-1]}{index:03d}"
    has_models = not is_lasting and bool(draw.random() < 0.35)
    return Product(
        item_id=f"80{shop.account_id}{index:02d}{int(draw.integers(1_000)):03d}",
        name=f"{_NAMES[index % len(_NAMES)]} {index // len(_NAMES) + 1}",
        sku=sku if index % 7 else "",
        category_id=str(100_000 + int(draw.integers(900))),
        brand=_BRANDS[index % len(_BRANDS)],
        listed=listed,
        end=end,
        fate=fate,
        popularity=float(draw.pareto(1.6) + 0.2),
        changes=changes,
        original=original,
        current=tuple(int(each * cut) for each, cut in zip(original, cuts[: len(changes)], strict=True)),
        stock=tuple(int(each) for each in draw.integers(0, 400, len(changes))),
        models=_models(draw, shop, index, sku, price) if has_models else (),
    )


def _models(draw: np.random.Generator, shop: Shop, index: int, sku: str, price: int) -> tuple[Model, ...]:
    def model(number: int) -> Model:
        original = max(4, int(price * draw.uniform(0.8, 1.3)))
        return Model(
            model_id=f"9{shop.account_id}{index:02d}{number}{int(draw.integers(1_000)):03d}",
            name=f"{_COLOURS[number]},{('S', 'M', 'L')[number % 3]}",
            sku=f"{sku}-{number}" if number else "",
            original=original,
            current=int(original * draw.choice([1.0, 0.9])),
            stock=int(draw.integers(0, 120)),
        )

    return tuple(model(number) for number in range(int(draw.integers(2, len(_COLOURS) + 1))))
