"""The accounts of the default ledger on ClickBank, what they sell, and through which tracking ids."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from sandbox.ledger.tables import ACCOUNTS

PLATFORM = "clickbank"
ZONE = "America/Los_Angeles"
MARKETPLACE = "marketplace"


@dataclass(frozen=True)
class Offer:
    """A product; prices in US cents, `rebill` is 0 where it is paid once."""

    vendor: str
    item_no: str
    title: str
    price: int
    rebill: int = 0


@dataclass(frozen=True)
class Seller:
    """An account in one role: `share` of a price is what it earns, `orders` the mean number of orders a day.

    `partners` are the affiliates that sell for a vendor (None for nobody), and the account itself for an affiliate.
    """

    account_id: str
    name: str
    role: str
    share: float
    orders: float
    offers: tuple[Offer, ...]
    partners: tuple[str | None, ...]
    tracking_ids: tuple[str, ...]


_OWN = (
    Offer("LARKSPURCO", "1", "Larkspur Trail Planner", 4_700),
    Offer("LARKSPURCO", "2", "Larkspur Members, monthly", 1_900, 1_900),
    Offer("LARKSPURCO", "3", "Knots & Tarps: the video course", 9_700),
    Offer("LARKSPURCO", "4", "Packing lists – the complete café edition", 1_495),
    Offer("LARKSPURCO", "5", "Winter Skills, with coaching", 4_900, 2_700),
)
_OTHERS = (
    Offer("BERRYWELL", "12", "Berry Well Guide", 3_900),
    Offer("OLDOAK", "7", "Woodworking with Old Oak", 6_700),
    Offer("OLDOAK", "8", "Old Oak Plans Club", 2_400, 2_400),
    Offer("QUIETMIND", "1", "The Quiet Mind Programme", 4_950),
    Offer("PUPSCHOOL", "3", "Puppy School", 2_700, 900),
)
SELLERS = (
    Seller(
        "larkspurco",
        "Larkspur Co",
        "VENDOR",
        0.46,
        5.2,
        _OWN,
        (None, None, "TRAILAFF", "HIKERDAN", "campsites4u"),
        ("FB_Spring-01", "nl2025", "YT-Review", "Blog_Footer", "GDN-Retarget", "ig_Bio"),
    ),
    Seller(
        "trailaff",
        "Trail Affiliates",
        "AFFILIATE",
        0.52,
        4.6,
        _OTHERS,
        ("TRAILAFF",),
        ("Quiz-A", "Quiz-B", "email_Welcome", "POD-12", "Native_01", "trailblog", "TikTok-Test"),
    ),
)


def account_table() -> pa.Table:
    """Rows of `accounts`: the sellers, and the marketplace that everybody may read."""
    named = [(seller.account_id, seller.name) for seller in SELLERS]
    rows = [
        {
            "platform": PLATFORM,
            "account_id": account_id,
            "name": name,
            "currency": "USD",
            "timezone": ZONE,
            "status": "ACTIVE",
        }
        for account_id, name in (*named, (MARKETPLACE, "ClickBank marketplace"))
    ]
    return pa.Table.from_pylist(rows, schema=ACCOUNTS)
