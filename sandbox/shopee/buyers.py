"""Who bought: nobody. Personal data is invented from the order's number; some regions show it, the others mask it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from sandbox.shopee.regions import OPENLY

CASH = "Cash on Delivery"
_NAMES = ("Mali Suksai", "Wei Ling Tan", "Putri Lestari", "Nguyễn An", "王小明", "João Souza")
_STREETS = ("12 Orchid Lane", "88 Harbour Road", "5 Temple Street")
_MESSAGES = ("", "", "", "Please call +65 5550 0100 before delivery", "ฝากไว้ที่ป้อมยาม", "For Mali, 12 Orchid Lane")


@dataclass(frozen=True)
class Buyer:
    """What a reply can tell about a buyer. `tax_id` is Brazil's."""

    user_id: int
    username: str
    message: str
    address: dict[str, Any]
    tax_id: str | None


def buyer(order_sn: str, region: str) -> Buyer:
    """The same buyer for the same order."""
    draw = zlib.crc32(order_sn.encode())
    name, street = _NAMES[draw % len(_NAMES)], _STREETS[draw % len(_STREETS)]
    phone, tax_id = f"5550{draw % 10_000:04d}", f"{draw:011d}"
    shows = region in OPENLY
    return Buyer(
        user_id=draw,
        username=f"buyer{draw % 100_000}",
        message=_MESSAGES[draw // 7 % len(_MESSAGES)],
        address={
            "name": name if shows else f"{name[0]}******{name[-1]}",
            "phone": phone if shows else f"******{phone[-2:]}",
            "town": "",
            "district": "****",
            "city": "Harbour City",
            "state": "****",
            "region": region,
            "zipcode": f"{draw % 100_000:05d}" if shows else "****",
            "full_address": street if shows else f"{street[:2]}******",
        },
        tax_id=(tax_id if shows else f"***{tax_id[-4:]}") if region == "BR" else None,
    )
