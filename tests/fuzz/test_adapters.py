"""Whatever a page holds, an adapter neither fails nor loses a record: each is a row, refused, summed or ignored."""

from __future__ import annotations

import pytest

from resources.loading.parts import parsed
from resources.platforms.base import Parsed
from tests.fuzz.bent import explore, pages_bent
from tests.fuzz.seeds import NAMES, Seed, seed

EXAMPLES = [40, pytest.param(4_000, marks=[pytest.mark.thorough, pytest.mark.timeout(3_600)])]


def conserved(of: Seed, pages: list[bytes]) -> list[Parsed]:
    """What the adapter makes of the pages; every record once, and those that are refused with their own bytes."""
    parts = list(parsed(of.stream, pages, of.context))
    lines = [page.splitlines() for page in pages]
    rows = sum(part.table.num_rows + part.summed + part.ignored + len(part.rejects) for part in parts)
    assert rows == sum(map(len, lines))
    for part in parts:
        assert part.table.schema == of.stream.schema
        part.table.validate(full=True)
        for reject in part.rejects:
            assert reject.reasons
            assert reject.payload == lines[reject.source_page][reject.source_line]
    return parts


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize("name", NAMES)
def test_every_record_of_a_bent_page_is_accounted_for(name: str, examples: int) -> None:
    of = seed(name)

    def check(pages: list[bytes]) -> None:
        conserved(of, pages)

    explore(pages_bent(of.pages), check, examples)


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_are_good_before_they_are_bent(name: str) -> None:
    of = seed(name)
    assert sum(part.table.num_rows for part in conserved(of, list(of.pages))) > 0
    assert not any(part.rejects for part in conserved(of, list(of.pages)))
