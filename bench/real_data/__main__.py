"""Play every data set of a folder; exit code 1 when a total differs or a record is lost."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.real_data import meridian, online_retail, rates, samples, tabmo
from bench.real_data.world import Expectation, servers

SETS = {
    "TabMo ad delivery": tabmo,
    "European Central Bank, reference rates": rates,
    "UCI Online Retail": online_retail,
    "Meridian, regions and nation": meridian,
    "Recorded and documented replies": samples,
}


def main(folder: Path) -> int:
    """Run the sets one after another, each on a fresh database."""
    missing = [name for each in SETS.values() for name in each.FILES if not (folder / name).is_file()]
    if missing:
        print(f"{folder} has no {', '.join(missing)}", file=sys.stderr)
        return 1
    wrong = 0
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home, servers(Path(home)) as environment:
        for title, each in SETS.items():
            print(title)
            for expectation in each.play(folder, environment):
                wrong += not expectation.holds
                print(f"  {expectation}")
    print(f"{wrong or 'no'} differences")
    return 1 if wrong else 0


__all__ = ["Expectation", "main"]

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
