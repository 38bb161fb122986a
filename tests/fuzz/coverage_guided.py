"""Coverage-guided fuzzing of the readers of bytes and of every adapter, from good inputs on: `make fuzz SECONDS=60`.

Each target gets an equal part of the time in a process of its own. Ends with 1, and the input in `fuzz-found`, when a
target raises anything but the product's own errors, loses a record, or takes more than ten seconds for 64 KiB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

from resources.errors import AdwarehouseError

SLOWEST = 10
LARGEST = 64 << 10
FOUND = Path("fuzz-found")


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target; does not return."""
    with atheris.instrument_imports(include=["resources"]):
        from resources.browser_store.values import Unfit
        from resources.platforms.clickbank.plain import UnexpectedShape
        from tests.fuzz.targets import TARGETS
    sound, read = TARGETS[name]

    def once(content: bytes) -> None:
        try:
            read(content)
        except (AdwarehouseError, UnexpectedShape, Unfit):
            return

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sound").write_bytes(sound)
        limits = [f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-max_len={LARGEST}", "-rss_limit_mb=2048"]
        FOUND.mkdir(exist_ok=True)
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={FOUND}/", folder], once)
        atheris.Fuzz()


def main(seconds: int) -> int:
    """Fuzz every target; how many failed."""
    from tests.fuzz.targets import TARGETS

    failed = 0
    for name in TARGETS:
        command = [sys.executable, "-m", "tests.fuzz.coverage_guided", str(max(1, seconds // len(TARGETS))), name]
        ended = subprocess.run(command, check=False, capture_output=True, text=True)
        runs = [line for line in ended.stderr.splitlines() if line.startswith("Done ")]
        is_good = ended.returncode == 0 and runs
        failed += not is_good
        sys.stdout.write(f"{name}: {runs[0] if is_good else 'FAILED'}\n" + ("" if is_good else ended.stderr[-4000:]))
        sys.stdout.flush()
    sys.stdout.write(f"{len(TARGETS)} targets, {failed} failed\n")
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 2:
        fuzz(sys.argv[2], int(sys.argv[1]))
    sys.exit(1 if main(int(sys.argv[1])) else 0)
