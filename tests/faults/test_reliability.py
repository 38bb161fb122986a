"""docs/reliability.md is about the faults that the suite has, and says of each only what was found."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
ROW = re.compile(r"^\| (\d[\d-]*\w*) \| (.+?) \| .* \| ([^|]+) \| [\d-]* \|$", re.MULTILINE)
SUITE = """
import time

import pytest

def fault(number, name):
    return pytest.mark.fault(number, name, how="by hand", invariants="I1")

@fault("2", "held")
@pytest.mark.parametrize("n", range(3))
def test_held(n, record_property):
    record_property("repetitions", 10)

@fault("10", "broken")
@pytest.mark.parametrize("n", range(2))
def test_broken(n):
    assert n

@fault("3", "broken at its end")
def test_torn(tear): ...

@pytest.fixture
def tear():
    yield
    raise OSError

@fault("4", "impossible | here")
def test_impossible(record_property):
    record_property("not_run", "no loop device")

@fault("5", "partly")
@pytest.mark.parametrize("n", [0, pytest.param(1, marks=pytest.mark.thorough)])
def test_partly(n): ...

@fault("6", "left out")
@pytest.mark.thorough
def test_left_out(): ...

def test_no_fault(): ...
"""
FOUND = """
| 2 | held | by hand | 30 | I1 | held | TODAY |
| 3 | broken at its end | by hand | 1 | I1 | **BROKEN** in 1 of 1 | TODAY |
| 4 | impossible \\| here | by hand | 0 | I1 | not run: no loop device |  |
| 5 | partly | by hand | 1 | I1 | held, 1 not run: it was left out of this run | TODAY |
| 6 | left out | by hand | 0 | I1 | not run: it was left out of this run |  |
| 10 | broken | by hand | 2 | I1 | **BROKEN** in 1 of 2 | TODAY |

6 faults, 34 repetitions: 2 held, 2 broken, 2 not run."""


def written(page: Path, *arguments: str, folder: Path = ROOT) -> str:
    """The page that a run of pytest writes."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.faults.reliability", "--reliability", str(page)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [*command, *arguments], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    assert page.exists(), done.stdout + done.stderr
    return page.read_text(encoding="utf-8")


def rows(page: str) -> set[tuple[str, str]]:
    """Number and fault of each row."""
    return {(number, fault) for number, fault, _ in ROW.findall(page)}


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_page_says_what_held_what_broke_and_what_did_not_run(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  fault: f\n  thorough: t\n", encoding="utf-8")
    side_by_side = ("-n", workers, "--dist", "loadfile")
    page = written(tmp_path / "page.md", *side_by_side, "-m", "not thorough", folder=tmp_path)
    assert FOUND in re.sub(r"\d{4}-\d\d-\d\d \|", "TODAY |", page)


def test_a_row_that_was_not_played_wholly_keeps_what_was_found_before_unless_something_broke(tmp_path: Path) -> None:
    suite, page = tmp_path / "test_suite.py", tmp_path / "page.md"
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  fault: f\n  thorough: t\n", encoding="utf-8")
    suite.write_text(SUITE, encoding="utf-8")
    first = written(page, folder=tmp_path).replace(f"{dt.datetime.now(dt.UTC).date()} |", "2026-01-02 |")
    page.write_text(first, encoding="utf-8")
    later = SUITE.replace("assert n", "assert True").replace("test_partly(n): ...", "test_partly(n): assert n")
    suite.write_text(later, encoding="utf-8")
    second = written(page, "-k", "broken or partly", "-m", "not thorough", folder=tmp_path)
    assert re.findall(r"(?m)^\| (\d+) .* \| ([^|]+) \| (\d{4}-01-02)? ?\S* ?\|$", second) == [
        ("2", "held", "2026-01-02"),
        ("3", "**BROKEN** in 1 of 1", "2026-01-02"),
        ("4", "not run: no loop device", ""),
        ("5", "**BROKEN** in 1 of 1, 1 not run: it was left out of this run", ""),
        ("6", "held", "2026-01-02"),
        ("10", "held", ""),
    ]


def test_the_page_names_exactly_the_faults_that_the_suite_has(tmp_path: Path) -> None:
    suite = rows(written(tmp_path / "page.md", "--collect-only", "-m", "fault", "tests"))
    page = rows(PAGE.read_text(encoding="utf-8"))
    assert page == suite, "run `make faults`"


def test_the_page_has_a_result_for_every_row() -> None:
    results = {result.split(" ")[0].rstrip(",:") for *_, result in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert results <= {"held", "not"}
