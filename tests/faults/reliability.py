"""pytest plugin: what the fault suite found, as a page. `-p tests.faults.reliability --reliability docs/reliability.md`

A row is a number and a fault of the marker `fault`; tests that share both are its repetitions. A test records more of
them with `record_property("repetitions", n)`, and with `record_property("not_run", reason)` that this machine could not
play it. A row of which this run left something out keeps what an earlier page says, unless something broke. Works under
pytest-xdist: workers tell which tests there are, deselected ones too, the controller writes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any

import pytest

from tests.conftest import pytest_report_header
from tests.durable_points import durable_points

TEMPLATE = Path(__file__).with_name("reliability.md")
PEERS = TEMPLATE.with_name("peers.md")
"""What `make faults-dlt` found last, if it was run."""
LEFT_OUT = "it was left out of this run"
HEAD = ("#", "Fault", "How it is injected", "Repetitions", "Invariants", "Result", "Played")
REPETITIONS, RESULT = HEAD.index("Repetitions"), HEAD.index("Result")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\s*\|\s*")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that turns the page on."""
    parser.addoption("--reliability", metavar="FILE", type=Path, help="write what the fault suite found to this page")


def pytest_configure(config: pytest.Config) -> None:
    """Workers have no option to look at: they tell in any case."""
    page = config.getoption("--reliability")
    config.pluginmanager.register(Telling() if hasattr(config, "workerinput") else Gathering(page), "fault-suite")


@dataclass(frozen=True)
class Fault:
    """The marker's arguments."""

    number: str
    fault: str
    how: str = ""
    invariants: str = ""

    @classmethod
    def of(cls, item: pytest.Item) -> list[Fault]:
        """What a test says it plays."""
        return [cls(*mark.args, **mark.kwargs) for mark in item.iter_markers("fault")]

    @property
    def order(self) -> list[tuple[int, str]]:
        """8 before 19, 19 before 19b."""
        return [(int(digits or 0), rest) for digits, rest in re.findall(r"(\d*)(\D*)", self.number)]


@dataclass
class Tried:
    """How the tests of one row ended."""

    held: int = 0
    broken: int = 0
    left_out: int = 0
    not_run: list[str] = field(default_factory=list)
    repetitions: int = 0

    @property
    def result(self) -> str:
        """held, BROKEN or not run, with what did not run beside it."""
        reasons = Counter([*self.not_run, *[LEFT_OUT] * self.left_out])
        not_run = "; ".join(f"{times} not run: {reason}" for reason, times in reasons.items())
        if self.broken:
            return ", ".join(filter(None, (f"**BROKEN** in {self.broken} of {self.held + self.broken}", not_run)))
        if self.held:
            return ", ".join(filter(None, ("held", not_run)))
        return f"not run: {'; '.join(reasons)}"


class Telling:
    """In a worker: which tests play which fault."""

    def __init__(self) -> None:
        self.faults: dict[str, list[Fault]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Before anything is deselected."""
        self.faults = {item.nodeid: faults for item in items if (faults := Fault.of(item))}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand it to the controller."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["faults"] = {
                nodeid: [(each.number, each.fault, each.how, each.invariants) for each in faults]
                for nodeid, faults in self.faults.items()
            }


class Gathering(Telling):
    """In the controller, and where there is no other process: how every test ended."""

    def __init__(self, page: Path | None) -> None:
        super().__init__()
        self.page = page
        self.ended: dict[str, bool] = {}
        self.properties: dict[str, dict[str, Any]] = {}

    def pytest_testnodedown(self, node: Any) -> None:
        """A worker is done."""
        for nodeid, faults in getattr(node, "workeroutput", {}).get("faults", {}).items():
            self.faults[nodeid] = [Fault(*each) for each in faults]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has held when nothing of it failed: setup, call and teardown."""
        if report.when == "call" or report.failed:
            self.ended[report.nodeid] = self.ended.get(report.nodeid, True) and report.passed
            self.properties.setdefault(report.nodeid, {}).update(report.user_properties)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the page."""
        if self.page is not None and not hasattr(session.config, "workerinput"):
            earlier = self.page.read_text(encoding="utf-8") if self.page.exists() else ""
            self.page.write_text(self.written(earlier), encoding="utf-8")

    def written(self, earlier: str) -> str:
        """The page, with what an earlier one says of the rows that were not played wholly."""
        kept = {cells[:2]: cells for cells in map(_split, earlier.splitlines()) if len(cells) == len(HEAD)}
        rows = [
            kept.get(cells[:2], cells) if tried.left_out and not tried.broken else cells for cells, tried in self.rows()
        ]
        table = [HEAD, tuple("---" for _ in HEAD), *rows]
        results = [re.split("[ ,]", row[RESULT])[0] for row in rows]
        counts = (
            f"{len(rows)} faults, {sum(int(row[REPETITIONS]) for row in rows)} repetitions: {results.count('held')} "
            f"held, {results.count('**BROKEN**')} broken, {results.count('not')} not run. The code has "
            f"{len(durable_points())} durable points; tests/faults/covered.py names the test that kills at each."
        )
        return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            table="\n".join(f"| {' | '.join(cells)} |" for cells in table),
            counts=counts,
            peers=PEERS.read_text(encoding="utf-8") if PEERS.exists() else "",
            date=_today(),
            postgresql=pytest_report_header().removeprefix("postgresql: "),
        )

    def rows(self) -> list[tuple[tuple[str, ...], Tried]]:
        """Every fault of the suite in the order of the matrix: its cells, and how it went."""
        tried: dict[tuple[str, str], tuple[Fault, Tried]] = {}
        for nodeid, faults in self.faults.items():
            for fault in faults:
                self._count(nodeid, tried.setdefault((fault.number, fault.fault), (fault, Tried()))[1])
        found = sorted(tried.values(), key=lambda row: (row[0].order, row[0].fault))
        return [(_cells(fault, row), row) for fault, row in found]

    def _count(self, nodeid: str, row: Tried) -> None:
        told = self.properties.get(nodeid, {})
        if nodeid not in self.ended:
            row.left_out += 1
        elif "not_run" in told and self.ended[nodeid]:
            row.not_run.append(str(told["not_run"]))
        else:
            row.held += self.ended[nodeid]
            row.broken += not self.ended[nodeid]
            row.repetitions += int(told.get("repetitions", 1))


def _cells(fault: Fault, tried: Tried) -> tuple[str, ...]:
    when = str(_today()) if tried.held or tried.broken else ""
    cells = (fault.number, fault.fault, fault.how, str(tried.repetitions), fault.invariants, tried.result, when)
    return tuple(cell.replace("|", "\\|") for cell in cells)


def _split(line: str) -> tuple[str, ...]:
    return tuple(_BETWEEN_CELLS.split(line.strip()))[1:-1]


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
