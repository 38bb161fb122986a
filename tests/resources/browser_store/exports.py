"""Exports of a browser's store as the campaign builder leaves them: years of use, and all that goes wrong with it."""

from __future__ import annotations

import base64
import json
import random
import struct
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

Record = dict[str, Any]
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
FRAME = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(8) + FRAME + bytes(40) + b"\xff\xd9"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png(side: int, seed: int = 0) -> bytes:
    """A real PNG of noise, which does not compress: about 3 bytes a pixel."""
    draw = random.Random(seed)
    rows = b"".join(b"\0" + draw.randbytes(3 * side) for _ in range(side))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    parts = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def data_url(content: bytes, kind: str = "image/png", *, percent: bool = False) -> str:
    """A picture as a canvas gives it; or percent-encoded."""
    if percent:
        return f"data:{kind},{quote(content)}"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def write(path: Path, stored: dict[str, Any], *, as_text: bool = True) -> Path:
    """An export of values, each as text as localStorage keeps it. Text is taken as it is: it may be broken."""
    values = {
        key: value if isinstance(value, str) or not as_text else json.dumps(value, ensure_ascii=False)
        for key, value in stored.items()
    }
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def product(number: int | str, **told: Any) -> Record:
    """A product as the builder saves it."""
    return {
        "id": f"p{number}",
        "name": f"Trail shoe {number}",
        "description": "Light and loud",
        "brand": "Oak & Ash",
        "category": "Shoes",
        "price": "$1,299.00",
        "utmCodes": {"utm_source": "newsletter"},
        "metadata": {"rating": 4.5},
        "createdAt": "2026-03-05T10:00:00.000Z",
        **told,
    }


def campaign(number: int | str, **told: Any) -> Record:
    """A campaign of the first flow."""
    return {
        "id": str(number),
        "name": f"Spring {number}",
        "status": "ACTIVE",
        "adData": {"campaignName": f"Spring {number}", "ctaType": "WHERE_TO_BUY", "productId": "p1", "headline": "Run"},
        "createdAt": 1_772_704_800_000,
        **told,
    }


def realistic() -> dict[str, Any]:
    """A store of years: good records of every kind beside broken ones."""
    big = data_url(png(900))
    products = [
        product(
            1,
            images=[
                {"id": "i1", "url": big, "altText": "Side", "width": 900, "height": 900, "isPrimary": True},
                "https://cdn.example.com/shoe.jpg",
                {"id": "i3", "url": data_url(SVG, "image/svg+xml")},
                {
                    "id": "i4",
                    "url": data_url(GIF, "image/gif", percent=True),
                    "size": "large",
                    "backgroundVersions": [
                        {
                            "id": "b1",
                            "url": data_url(JPEG, "image/jpeg"),
                            "prompt": "a beach",
                            "requestId": "r-1",
                            "processingTime": 3400,
                            "isActive": True,
                            "createdAt": "Thu Mar 05 2026 10:00:00 GMT+0100 (CET)",
                        },
                        {"id": "b2", "url": data_url(JPEG, "image/png")},
                    ],
                },
                {"id": "i5", "url": big},
            ],
        ),
        product(2, price="1.299,00 €", createdAt="March 5, 2026"),
        product(2, name="A second product of that id"),
        product(3, name=" "),
        product(4, createdAt="03/04/2026"),
        product(5, price="1,299"),
        product(6, metadata={"hero": data_url(WEBP, "image/webp"), "broken": data_url(SVG, "image/png")}),
        product(7, description="half \ud83d of a pair"),
        product(8, name="NUL\0"),
        {"name": "no id"},
        "not a record",
    ]
    campaigns = [
        campaign(1),
        campaign(2, adData={"ctaType": "ADD_TO_CART", "productId": "p1"}),
        campaign(3, adData={"productId": "gone"}),
        campaign(4, status="archived-ish"),
        campaign(1, name="again"),
        campaign(5, startDate="2026-03-05", endDate="2026-03-01"),
        campaign(6, adData=json.loads('{"__proto__": {"admin": true}}')),
        campaign(7, budget="12 pieces"),
    ]
    v2 = [
        {
            "id": 1772704800001,
            "name": "Autumn",
            "status": "Paused",
            "type": "Awareness",
            "budget": 500.5,
            "currency": "eur",
            "productId": "p2",
            "audienceConfig": {"age": [18, 35]},
            "creativeConfig": {"hero": big},
            "startDate": "2026-04-01T00:00:00Z",
            "endDate": "2026-04-30T00:00:00Z",
        },
        {"id": 1772704800002, "name": "Winter"},
    ]
    return {
        "products": products,
        "campaigns": campaigns,
        "saved_campaigns": json.dumps(v2)[:-20],
        "campaign_draft_1": {"campaignName": "Spring 1", "step": 2, "lastSaved": "2099-01-01T00:00:00Z", "image": big},
        "campaign_minimal_1": {"step": 3, "lastSaved": "2099-01-02T00:00:00Z"},
        "campaign_draft_77": {"step": 1, "lastSaved": "2026-03-01T00:00:00Z"},
        "campaign_draft_78": '{"step": 1, "lastSa',
        "campaign_minimal_79": {"lastSaved": "yesterday"},
        "backgrounds": [
            {"id": "g1", "url": data_url(png(40)), "prompt": "a forest", "requestId": "f-1", "processingTime": 2100},
            {"id": "g2", "url": "blob:https://app.example.com/1"},
        ],
        "sample_data": {"products": [product("s")], "campaigns": [campaign("s", adData={"productId": "ps"})]},
        "theme": "dark",
        "auth_token": "not ours to read",
    }
