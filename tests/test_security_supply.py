"""What is installed is what was locked: by version and by content, and from no address that a file names."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = [ROOT / "requirements.lock", ROOT / "bench" / "dlt" / "requirements.lock"]
_PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(\[[a-z0-9, ._-]+\])?==(?P<version>[^\s;]+)( ; .+)?( --hash=sha256:[0-9a-f]{64})+"
)


def _locked(path: Path) -> list[str]:
    return path.read_text().replace(" \\\n    ", " ").splitlines()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_dependency_is_locked_by_version_and_content(path: Path) -> None:
    lines = _locked(path)
    assert len(lines) > 20
    assert [line for line in lines if not _PINNED.fullmatch(line)] == []


def test_every_direct_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {re.split(r"[\[=<>~!; ]", each)[0].lower() for group in groups for each in group}
    locked = {found["name"].lower() for line in _locked(LOCKS[0]) if (found := _PINNED.fullmatch(line))}
    assert asked - locked == set()


def test_nothing_is_installed_that_the_lock_does_not_name() -> None:
    locked = {_normal(found["name"]) for line in _locked(LOCKS[0]) if (found := _PINNED.fullmatch(line))}
    installed = {_normal(each.name) for each in distributions()}
    assert installed - locked == {"adwarehouse"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_whatever_installs_checks_the_content() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    installs = [line for line in makefile.splitlines() if re.search(r"pip install .*-r ", line)]
    assert installs
    assert [line for line in installs if line.count("--require-hashes") != line.count(" -r ")] == []
    assert "--constraint requirements.lock" in (ROOT / "deploy" / "Dockerfile").read_text()
