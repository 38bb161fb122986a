"""Merges pages of gzipped JSON lines into PostgreSQL with dlt, in dlt's own environment; prints seconds and rows.

Arguments: folder of pages, connection string, and how: `lines` are flat records, a list of dicts a page; `arrow` the
same as Arrow tables of a hundred pages; `graph` the landed pages as they are, whose lists are kept as JSON, which is
less than unpacking them. Importing dlt is not measured.

Of dlt's documented choices the fastest are taken: CSV for COPY instead of INSERT statements, `upsert` instead of delete
and insert, as many workers as cores, files of a quarter of a million rows so that every worker has some, large buffers,
no compression in between. Types are left to dlt, but for dates: whole numbers are bigint, money is double precision.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORES = str(os.cpu_count())
os.environ |= {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "NORMALIZE__WORKERS": CORES,
    "LOAD__WORKERS": CORES,
    "DATA_WRITER__BUFFER_MAX_ITEMS": "50000",
    "DATA_WRITER__FILE_MAX_ITEMS": "250000",
    "NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION": "true",
}

import dlt  # noqa: E402
import orjson  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.json  # noqa: E402

NAME = "campaign_daily"
FLAT_KEY = ("date", "campaign_id", "placement", "currency")
GRAPH_KEY = ("date_start", "campaign_id", "publisher_platform", "account_currency")
PAGES_A_TABLE = 100


def records(pages: list[Path]) -> Iterator[list[dict[str, Any]]]:
    """The dicts of a page at a time."""
    for page in pages:
        yield [orjson.loads(line) for line in gzip.decompress(page.read_bytes()).splitlines()]


def tables(pages: list[Path]) -> Iterator[pa.Table]:
    """A hundred pages at a time."""
    for start in range(0, len(pages), PAGES_A_TABLE):
        lines = b"".join(gzip.decompress(page.read_bytes()) for page in pages[start : start + PAGES_A_TABLE])
        yield pa.json.read_json(pa.BufferReader(lines))


def resource(pages: list[Path], how: str) -> Any:
    """What dlt is to load."""
    key = GRAPH_KEY if how == "graph" else FLAT_KEY
    lists = {"actions": {"data_type": "json"}, "action_values": {"data_type": "json"}} if how == "graph" else {}
    return dlt.resource(
        tables(pages) if how == "arrow" else records(pages),
        name=NAME,
        write_disposition={"disposition": "merge", "strategy": "upsert"},
        primary_key=key,
        columns={key[0]: {"data_type": "date"}, **lists},
        max_table_nesting=0,
    )


def merge(folder: str, url: str, how: str, home: str) -> dict[str, Any]:
    """Merge into a table of its own, which is made for it, and remove it."""
    pipeline = dlt.pipeline(
        f"bench_{how}", pipelines_dir=home, destination=dlt.destinations.postgres(url), dataset_name=f"dlt_{how}"
    )
    pages = sorted(Path(folder).iterdir())
    started = time.perf_counter()
    pipeline.run(resource(pages, how), loader_file_format="csv")
    seconds = time.perf_counter() - started
    with pipeline.sql_client() as client:
        ((rows,),) = client.execute_sql(f"SELECT count(*) FROM {NAME}")
        for schema in (f"dlt_{how}", f"dlt_{how}_staging"):
            client.execute_sql(f"DROP SCHEMA {schema} CASCADE")
    return {"seconds": seconds, "rows": rows}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir="/var/tmp") as temporary:
        print(json.dumps(merge(*sys.argv[1:4], temporary)))
