"""What the columns of every table of a ledger are made of."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

MONEY = pa.decimal128(20, 6)
INSTANT = pa.timestamp("us", "UTC")

ACCOUNT: list[pa.Field[Any]] = [pa.field("platform", pa.string(), False), pa.field("account_id", pa.string(), False)]
