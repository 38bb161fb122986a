"""The public marketplace of the default ledger: a snapshot a day, a month at a time."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.ledger.market_tables import MARKETPLACE
from sandbox.ledger.money import Integers, from_micros
from sandbox.ledger.synthetic.entities import ANCHOR, DAY, FOREVER

_SITES = 320
_CATEGORIES: dict[str, tuple[str | None, ...]] = {
    "Health & Fitness": (None, "Diets & Weight Loss", "Exercise & Fitness", "Sleep and Dreams"),
    "E-Business & E-Marketing": (None, "Affiliate Marketing", "SEM & SEO"),
    "Self-Help": (None, "Motivational / Transformational", "Time Management"),
    "Home & Garden": ("Gardening & Horticulture", "How-to & Do-It-Yourself"),
    "Cooking, Food & Wine": (None, "Recipes", "Special Diets"),
    "Sports": ("Outdoors & Nature", "Golf", "Cycling"),
    "Education": (None, "Languages"),
    "Arts & Entertainment": ("Music", "Photography"),
    "Spirituality, New Age & Alternative Beliefs": (None, "Astrology"),
    "Travel": (None,),
}
_FIRST = ("Café", "Trail", "Oak & Ash", "Quiet", "Ultra", "Grandma’s", "Simple", "Über", "Night", "Golden")
_SECOND = ("Blueprint", "Method", "Secrets™", "Academy", "Diet", "Workshop", "Planner", "Formula", "Companion")
_PITCHES = (
    "Converts at 6 % on cold traffic, upsells included.",
    "<b>New!</b> Pays out on every rebill & every upsell.",
    "Für Anfänger & Profis – jetzt auch auf Deutsch.",
    "A proven offer for lists of women over 40; EPCs of $2.10.",
    "Ships worldwide. Tools for affiliates at our resource page…",
)
_TEXTS = ("site_id", "title", "description", "category", "subcategory")
_CENT = 10_000


@dataclass(frozen=True)
class _Site:
    site_id: str
    title: str
    description: str
    category: str
    subcategory: str | None
    listed: dt.date
    end: dt.date
    activated: dt.date | None
    recurring: bool
    percent: int
    percent_rebill: int
    price: int
    rebill: int
    gravity: float
    phase: float
    referred: float


@lru_cache(maxsize=16)
def _sites(seed: int) -> tuple[_Site, ...]:
    draw = np.random.default_rng([seed, 8])
    paths = [(category, sub) for category, subs in _CATEGORIES.items() for sub in subs]
    return tuple(_site(draw, paths[int(draw.integers(len(paths)))], number) for number in range(_SITES))


def _site(draw: np.random.Generator, path: tuple[str, str | None], number: int) -> _Site:
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number % len(_SECOND)]
    is_new, is_leaving, recurring = (bool(draw.random() < chance) for chance in (0.15, 0.12, 0.3))
    listed = ANCHOR + (int(draw.integers(10, 400)) if is_new else -int(draw.integers(1, 3_000))) * DAY
    leaves = max(listed, ANCHOR) + int(draw.integers(60, 500)) * DAY
    percent = int(draw.choice([5, 25, 40, 50, 50, 60, 75, 75]))
    return _Site(
        site_id=f"{first[:2].upper().replace('Ü', 'U')}{second[:4].upper()}{number:03d}",
        title=f"{first} {second} {number // 90 + 1}",
        description=f"{_PITCHES[number % len(_PITCHES)]} No. {number}",
        category=path[0],
        subcategory=path[1],
        listed=listed,
        end=leaves if is_leaving else FOREVER,
        activated=listed if draw.random() < 0.95 else None,
        recurring=recurring,
        percent=percent,
        percent_rebill=percent if recurring else 0,
        price=int(draw.lognormal(8.2, 0.5)),
        rebill=int(draw.lognormal(7.6, 0.4)) if recurring else 0,
        gravity=float(draw.pareto(1.1) * 3),
        phase=float(draw.uniform(0, 2 * np.pi)),
        referred=float(draw.uniform(40, 99)),
    )


def lasting_sites(seed: int) -> tuple[str, ...]:
    """Ids of sites that are in every snapshot."""
    return tuple(site.site_id for site in _sites(seed) if site.listed < ANCHOR and site.end == FOREVER)


def month(seed: int, first: dt.date) -> pa.Table:
    """Rows of `marketplace` for every day of the month that begins on `first`."""
    days = [first.replace(day=n + 1) for n in range(calendar.monthrange(first.year, first.month)[1])]
    return pa.concat_tables([_snapshot([s for s in _sites(seed) if s.listed <= day < s.end], day) for day in days])


def _snapshot(sites: list[_Site], day: dt.date) -> pa.Table:
    """What the sites say on a day: gravity moves in waves of some weeks, the rank follows it within a category."""
    age = np.array([(day - site.listed).days for site in sites])
    wave = np.sin(age / 17 + [site.phase for site in sites]) * 0.3 + np.sin(age / 71) * 0.2
    gravity = _cents(np.array([site.gravity for site in sites]) * np.exp(wave) * 100)
    price = np.array([site.price for site in sites]) * (1 + 0.03 * np.sin(age / 29))
    share = np.array([site.percent for site in sites]) / 100
    rebill = np.array([site.rebill for site in sites])
    initial = price * share
    amounts: dict[str, Integers] = {
        "gravity": gravity,
        "percent_per_sale": _cents(share * 10_000),
        "percent_per_rebill": _cents([site.percent_rebill * 100 for site in sites]),
        "average_earnings_per_sale": _cents(initial + rebill * share * 2.4),
        "initial_earnings_per_sale": _cents(initial),
        "total_rebill_amt": _cents(rebill * share * 2.4),
        "referred": _cents([site.referred * 100 for site in sites] + np.sin(age / 11) * 90),
        "commission": _cents(share * 10_000),
    }
    columns: dict[str, Any] = {
        **{name: pa.array([getattr(site, name) for site in sites], pa.string()) for name in _TEXTS},
        **{name: from_micros(values) for name, values in amounts.items()},
        "date": pa.array([day] * len(sites), pa.date32()),
        "popularity_rank": pa.array(_ranks(sites, gravity)),
        "has_recurring": pa.array([site.recurring for site in sites]),
        "activate_date": pa.array([site.activated for site in sites], pa.date32()),
    }
    return pa.table([columns[name] for name in MARKETPLACE.names], schema=MARKETPLACE)


def _cents(values: Any) -> Integers:
    """Hundredths, as micro-units."""
    micros: Integers = np.rint(np.asarray(values)).astype(np.int64) * _CENT
    return micros


def _ranks(sites: list[_Site], gravity: Integers) -> Integers:
    ranks, seen = np.zeros(len(sites), dtype=np.int64), dict.fromkeys(_CATEGORIES, 0)
    for place in np.argsort(-gravity, kind="stable"):
        seen[sites[place].category] += 1
        ranks[place] = seen[sites[place].category]
    return ranks
