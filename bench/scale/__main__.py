"""`make bench-scale`: fill, refresh, ask. SCALE (1) is a share of the rows, DRAWS (200) how often a question is asked.

Every draw is another tenant, drawn by Zipf's law, on another day, with its own campaign and word to look for; the same
draws in every run. Questions are asked as a database login of the analyst's role under row-level security, warm: each
draw is asked once before it is timed. Times are of the whole answer, fetched, in milliseconds.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.real_data.world import servers
from bench.scale import asking, fill

SCALE = float(os.environ.get("SCALE", "1"))
DRAWS = int(os.environ.get("DRAWS", "200"))


def main() -> None:
    """Measure and print."""
    size = fill.Size(**{name: max(100, int(number * SCALE)) for name, number in vars(fill.Size()).items()})
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home, servers(Path(home)) as environment:
        owner_url = environment["DATABASE_OWNER_URL"]
        print(f"{size}", flush=True)
        for line in fill.fill(owner_url, size):
            print(line, flush=True)
        for line in fill.refresh(environment["DATABASE_URL"], owner_url):
            print(line, flush=True)
        for line in asking.measure(owner_url, size, DRAWS):
            print(line, flush=True)
        for line in fill.sizes(owner_url):
            print(line, flush=True)


if __name__ == "__main__":
    main()
