"""ClickBank: one test order as the API gave it to a vendor, and a published vector of an encrypted notification."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.real_data.samples.recorded import Recorded, compared, exactly, landed, read, replying, rows, typed
from bench.real_data.world import Expectation
from resources.platforms.base import Parsed
from resources.platforms.clickbank import CLICKBANK
from resources.platforms.clickbank.ins import decrypt
from resources.settings import Settings
from resources.windows import Window

ORDER = "clickbank/orders2_single_order_dict_quirk.json"
VECTOR, DECRYPTED = "clickbank/ins_v6_encrypted_vector.json", "clickbank/ins_v6_decrypted.json"
FILES = (ORDER, VECTOR, DECRYPTED)
ORDERS_PATH = "/rest/1.3/orders2/list"
DAY = Window.closed(dt.date(2019, 2, 18), dt.date(2019, 2, 18))
ACCOUNT = "bethub"
EVENTS = CLICKBANK.stream("events")
BUYER = ("Test User", "USER", "test@example.com", "8000", "cbitems")

AS_SALE = {
    "event_key": "95WJABGG/SALE/3/2019-02-18T23:11:38Z",
    "event_date": dt.date(2019, 2, 18),
    "occurred_at": dt.datetime(2019, 2, 18, 23, 11, 38, tzinfo=dt.UTC),
    "event_type": "conversion",
    "platform_type": "SALE",
    "campaign_id": None,
    "source": None,
    "quantity": 1,
    "revenue": Decimal("9.06"),
    "currency": "USD",
    "customer_amount": Decimal("11.94"),
    "customer_currency": "PHP",
}
METADATA = {
    "receipt": "95WJABGG",
    "item_no": "3",
    "product_title": "gateSpeed-ClickBank",
    "line_item_type": "STANDARD",
    "recurring": True,
    "role": "VENDOR",
    "country": "PH",
    "vendor": "bethub",
    "payment_method": "TEST",
}


def play(samples: Path) -> Iterator[Expectation]:
    """Compare every sample."""
    order = read(samples / ORDER)
    test, told = _events(order)
    ignored = {"rows": 0, "test sales": 1, "rejected": 0}
    came = {"rows": test.table.num_rows, "test sales": test.ignored, "rejected": len(test.rejects)}
    yield from compared(ORDER, ignored, came)
    yield Expectation(f"{ORDER}: words about the buyer that are stored", [], [word for word in BUYER if word in told])
    order["orderData"]["transactionType"] = "SALE"
    sale, _ = _events(order)
    yield from rows(f"{ORDER}, were it no test", [AS_SALE], sale)
    for metadata in sale.table["metadata"].to_pylist():
        yield from exactly(f"{ORDER}, metadata", METADATA, json.loads(str(metadata)))
    vector = read(samples / VECTOR)
    expected = json.loads((samples / DECRYPTED).read_text(), parse_float=Decimal)
    yield from exactly(VECTOR, expected, decrypt(vector, vector["secretKey"]))


def _events(order: Any) -> tuple[Parsed, str]:
    """The rows and the landed pages. The order is the vendor's; as an affiliate the account has none."""

    def listed(params: Mapping[str, str]) -> Recorded:
        return Recorded(order) if params["role"] == "VENDOR" else Recorded(b"null")

    with replying({ORDERS_PATH: listed}) as url:
        client = CLICKBANK.connect(Settings(clickbank_api_url=url), "API-SAMPLE")
        told = b"".join(landed(EVENTS, client, ACCOUNT, DAY)).decode()
        return typed(EVENTS, client, ACCOUNT, DAY, "USD", "America/Los_Angeles"), told
