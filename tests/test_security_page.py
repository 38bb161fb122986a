"""What SECURITY.md points at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text()


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)) | set(re.findall(r"\]\(([^)]+)\)", PAGE)))
)
def test_every_test_and_page_that_it_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)", PAGE))))
def test_every_target_that_it_names_is_there(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) < 70
