"""Landed lines by columns: each has its bytes and its place, however the page ends and wherever the lines are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.platforms.rows import lines
from resources.platforms.rows.lines import Line, blocks, each
from resources.platforms.rows.values import joined

PAGES = st.lists(st.lists(st.sampled_from([b"", b"{}", b'{"a": 1}', b"\xff", b"\r", b"\r\n", b"\n"])).map(b"".join))


@given(pages=PAGES)
def test_every_line_of_every_page_is_there_once_in_its_place(pages: list[bytes]) -> None:
    expected = [
        Line(number, place, text) for number, page in enumerate(pages) for place, text in enumerate(page.splitlines())
    ]
    assert [line for block in blocks(pages) for line in each(block)] == expected


@given(pages=PAGES, data=st.data())
def test_some_lines_are_joined_without_the_others(pages: list[bytes], data: st.DataObject) -> None:
    for block in blocks(pages):
        start = data.draw(st.integers(0, len(block)))
        end = data.draw(st.integers(start, len(block)))
        some = block[start:end]
        assert bytes(joined(some["text"])) == b"".join(line.text + b"\n" for line in list(each(block))[start:end])


def test_pages_are_gathered_until_they_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK_BYTES", 6)
    gathered = [[line.page for line in each(block)] for block in blocks([b"{}\n", b"", b"{}\n", b"{}\n{}\n{}", b"{}"])]
    assert gathered == [[0, 2], [3, 3, 3], [4]]
