"""A process of its own that takes the landed pages all the way, and says what it had in memory at its peak.

Argument: the number of records. The environment names the servers. Prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path

from bench.pages import load
from bench.world import connected
from resources.loading.contract import Judge

PEAK = "VmHWM:"
"""Unlike ru_maxrss, this begins with the process's own program."""


def main() -> None:
    """Staging, contract and publish, once."""
    with closing(connected(os.environ)) as context, Judge(context) as judge:
        load(context, int(sys.argv[1]), judge)
    print(json.dumps({"megabytes": peak()}))


def peak() -> float:
    """Megabytes that this process had in memory at most."""
    (kilobytes,) = [
        line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(PEAK)
    ]
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main()
