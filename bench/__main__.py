"""`make bench`: figures as ratios, side by side in one run, on servers started for it with fsync on.

ROWS (1,000,000) and REPEAT (5) come from the environment. What is measured:

- publish: one window of one account, its staging table filled and judged. Everything that publish does is in it: the
  staged content proved, keys resolved, new campaigns entered, differences, revisions, KPIs, days, totals, commit.
- pages: from the object store (gzipped JSON lines, 500 records each, as the Graph API gives them) to published facts:
  reading and verifying, parsing, COPY, row rules, quarantine, proof, publish; fetching is not in it. Great
  Expectations is imported once before, as dlt is.
- dlt merges the landed pages themselves (it keeps `actions` as JSON and makes no facts of them), and the same facts
  from as many files of flat records: a third of the JSON, no lists, money as floating point numbers, no row checked, no
  campaigns or channels looked up, no KPIs, no second index. Its settings, the fastest known, are in bench/dlt/load.py.
- google: 200,000 campaign days of one account over gRPC and TLS from a server in a process of its own, which gives
  answers it made before: read by the official client alone (use_proto_plus=False, its fastest), and by the product into
  the object store and on into staging.
- archive: a month of the published rows, against DuckDB's own copy of them to Parquet, and what a publish into another
  month and the parent's locks show meanwhile.
- tenancy: what an analyst and a manager see, as they and, with the same rows named in WHERE, as the owner.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from bench import archive, google, pages, publish, tenancy
from bench.profile import profile
from bench.rows import rows, write
from bench.world import World, world

ROWS = int(os.environ.get("ROWS", 1_000_000))
REPEAT = int(os.environ.get("REPEAT", 5))


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, world(Path(folder)) as servers:
        table = rows(ROWS)
        print(_conditions(servers, table.num_rows), flush=True)
        for line in _measure(servers, Path(folder), table):
            print(line, flush=True)


def _conditions(servers: World, count: int) -> str:
    postgres = servers.context.warehouse.connection.info.server_version // 10000
    programs = f"Python {platform.python_version()}, PostgreSQL {postgres}, {_dlt()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pyarrow", "great-expectations"))
    return (
        f"{count:,} rows, {REPEAT} repetitions, {os.cpu_count()} cores, {programs}, {libraries}; medians, least..most"
    )


def _dlt() -> str:
    return (pages.DLT / "requirements.in").read_text().strip()


def _measure(servers: World, folder: Path, table: pa.Table) -> Iterator[str]:
    yield from publish.measure(servers, table, REPEAT).report()
    meta, flat = folder / "meta", folder / "flat"
    write(table, meta, flat)
    servers.land(meta)
    yield from pages.measure(servers, meta, flat, table.num_rows, REPEAT).report()
    yield from google.measure(servers, folder / "google", REPEAT).report()
    yield from profile(servers, table.num_rows)
    yield from archive.measure(servers, table, folder / "archive", REPEAT).report()
    yield from tenancy.measure(servers, table.num_rows, REPEAT)


if __name__ == "__main__":
    main()
