"""Reproducible daily rows, and the same rows as pages on disk: as Meta's Graph API gives them, and flat for dlt."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import simplejson

from resources.metrics import CAMPAIGN_DAILY, MONEY
from resources.windows import Window

pc: Any = pyarrow.compute
DAYS = 28
START = dt.date(2025, 2, 1)
WINDOW = Window(START, START + dt.timedelta(days=DAYS))
ACCOUNT = "424242"
PLACEMENTS = ("facebook", "instagram")
PAGE = 500
"""Records a page, as the client asks for."""
FLAT = tuple(name for name in CAMPAIGN_DAILY.names if not name.startswith("source_"))
PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
ENGAGEMENT = {
    "post_reaction": "likes",
    "post": "shares",
    "comment": "comments",
    "onsite_conversion.post_save": "saves",
}


def rows(count: int) -> pa.Table:
    """Staged rows: campaigns x placements x 28 days, as many as fit in `count`."""
    random = np.random.default_rng(1)
    each = DAYS * len(PLACEMENTS)
    number = count // each * each
    index = np.arange(number)
    impressions = random.integers(0, 100_000, number)
    purchases = random.integers(0, 10, number)
    counts = {
        "impressions": impressions,
        "clicks": impressions * random.integers(0, 100, number) // 1_000,
        "likes": random.integers(0, 50, number),
        **{name: random.integers(0, 9, number) for name in ("shares", "comments", "saves")},
    }
    campaign = pa.array(120_210_000_000_000_000 + index // each).cast(pa.string())
    columns = {
        "date": np.datetime64(START) + (index // len(PLACEMENTS) % DAYS).astype("timedelta64[D]"),
        "campaign_id": campaign,
        "campaign_name": pc.binary_join_element_wise("Spring sale", campaign, " "),
        "placement": np.array(PLACEMENTS)[index % len(PLACEMENTS)],
        "currency": pa.repeat("USD", number),
        **counts,
        "cost": _money(random.integers(1, 100_000, number)),
        "conversions": pa.array(purchases).cast(pa.decimal128(19, 0)).cast(MONEY),
        "revenue": _money(purchases * random.integers(100, 20_000, number)),
        "source_page": index // PAGE,
        "source_line": index % PAGE,
    }
    arrays = [pa.array(columns[field.name]).cast(field.type) for field in CAMPAIGN_DAILY]
    return pa.Table.from_arrays(arrays, schema=CAMPAIGN_DAILY)


def _money(cents: Any) -> Any:
    whole = pa.array(cents, pa.int64()).cast(pa.decimal128(19, 0))
    return pc.multiply(whole, pa.scalar("0.01").cast(pa.decimal128(3, 2))).cast(MONEY)


def write(table: pa.Table, meta: Path, flat: Path) -> None:
    """The rows twice, PAGE a file, gzipped JSON lines: Graph API records in `meta`, plain ones in `flat`."""
    for folder in (meta, flat):
        folder.mkdir()
    records = _records(table)
    for number in range(0, table.num_rows, PAGE):
        page = list(islice(records, PAGE))
        name = f"page-{number // PAGE:05}.jsonl.gz"
        _write(meta / name, map(_graph, page))
        _write(flat / name, page)


def _records(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.select(FLAT).to_batches(max_chunksize=10 * PAGE):
        for row in batch.to_pylist():
            row["date"] = str(row["date"])
            row["cost"], row["revenue"] = float(row["cost"]), float(row["revenue"])
            row["conversions"] = int(row["conversions"])
            yield row


def _write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    lines = "".join(f"{simplejson.dumps(record)}\n" for record in records)
    path.write_bytes(gzip.compress(lines.encode("ascii"), 6, mtime=0))


def _graph(row: Mapping[str, Any]) -> dict[str, Any]:
    """An insights record: numbers are strings, one purchase is there under three types, what is zero is absent."""
    counts = {"link_click": row["clicks"] * 4 // 5, **{kind: row[name] for kind, name in ENGAGEMENT.items()}}
    counts["post_engagement"] = sum(counts.values())
    counts |= dict.fromkeys(PURCHASES, row["conversions"])
    value = f"{row['revenue']:.2f}" if row["conversions"] else None
    return {
        "account_id": ACCOUNT,
        "account_currency": row["currency"],
        "campaign_id": row["campaign_id"],
        "campaign_name": row["campaign_name"],
        "date_start": row["date"],
        "date_stop": row["date"],
        "publisher_platform": row["placement"],
        "impressions": str(row["impressions"]),
        "clicks": str(row["clicks"]),
        "spend": f"{row['cost']:.2f}",
        "actions": [{"action_type": kind, "value": str(count)} for kind, count in counts.items() if count],
        **({"action_values": [{"action_type": kind, "value": value} for kind in PURCHASES]} if value else {}),
    }
