"""Folders of killed processes go with the next one that wants a folder; those in use and those just made stay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from resources.scratch import GRACE_SECONDS, scratch

HOLD = """
import sys, time
from pathlib import Path
from resources.scratch import scratch
with scratch("work-", Path(sys.argv[1])) as folder:
    (folder / "rows").write_text("some")
    print(folder, flush=True)
    time.sleep(60)
"""


def made_long_ago(folder: Path) -> None:
    then = time.time() - GRACE_SECONDS - 1
    os.utime(folder, (then, then))


def test_a_folder_is_removed_with_what_is_in_it(tmp_path: Path) -> None:
    with scratch("work-", tmp_path) as folder:
        (folder / "rows").write_text("some")
        assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_and_what_a_living_one_has_stays(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work-link").symlink_to(tmp_path / "elsewhere")
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            left = Path(process.stdout.readline().strip())
            made_long_ago(left)
            with scratch("work-", tmp_path):
                assert left.exists()
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    with scratch("other-", tmp_path):
        assert left.exists()
    with scratch("work-", tmp_path) as folder:
        assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "elsewhere", tmp_path / "work-link", folder])


def test_a_folder_that_was_just_made_is_not_taken_for_a_left_one(tmp_path: Path) -> None:
    (tmp_path / "work-new").mkdir()
    with scratch("work-", tmp_path):
        assert (tmp_path / "work-new").exists()
