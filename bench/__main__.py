"""`make bench`: figures as ratios, side by side in one run, on servers started for it with fsync on."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path

from bench import publish
from bench.real_data.world import servers
from resources.loading.context import LoadContext
from resources.settings import Settings

ROWS, REPETITIONS = 1_000_000, 3


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home, servers(Path(home)) as environment:
        settings = Settings.model_validate({name.lower(): value for name, value in environment.items()})
        context = LoadContext.create(settings, "bench")
        try:
            version = context.warehouse.connection.info.server_version // 10000
            print(f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {version}, {ROWS:,} rows")
            for line in publish.measure(context, ROWS, REPETITIONS).lines():
                print(line)
        finally:
            context.close()


if __name__ == "__main__":
    main()
