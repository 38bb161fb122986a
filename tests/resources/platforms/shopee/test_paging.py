"""Lists in pages and details by id: nothing is lost, nothing goes on for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from resources.platforms.shopee.reading.paging import PagesRepeat, by_id, read_list

WHERE = {"platform": "shopee", "account": "5"}
Reply = tuple[list[dict[str, Any]], int | None]


def rows(*ids: object) -> list[dict[str, Any]]:
    return [{"id": each} for each in ids]


def playing(*replies: Reply) -> tuple[Callable[[Any], Any], list[Any]]:
    """Answers in order, the last one again and again; and the marks that were asked for."""
    asked: list[Any] = []

    def ask(mark: Any) -> Reply:
        asked.append(mark)
        return replies[min(len(asked), len(replies)) - 1]

    return ask, asked


def test_pages_are_read_to_the_last_one_and_empty_ones_left_out() -> None:
    ask, asked = playing((rows(1, 2), 2), ([], 3), (rows(3), 4), (rows(4), None))
    assert read_list(ask, 0, "id", WHERE) == [rows(1, 2), rows(3), rows(4)]
    assert asked == [0, 2, 3, 4]


def test_a_page_that_overlaps_an_earlier_one_is_kept() -> None:
    ask, _ = playing((rows(1, 2), 2), (rows(2, 3), None))
    assert read_list(ask, 0, "id", WHERE) == [rows(1, 2), rows(2, 3)]


@pytest.mark.parametrize("again", [(rows(3), 2), (rows(1, 2), 4)], ids=["mark", "page"])
def test_a_mark_or_page_that_comes_again_starts_the_reading_anew(again: Reply) -> None:
    ask, asked = playing((rows(1, 2), 2), again, (rows(1, 2), 2), (rows(3), None))
    assert read_list(ask, 0, "id", WHERE) == [rows(1, 2), rows(3)]
    assert asked == [0, 2, 0, 2]


def test_pages_that_always_repeat_are_an_error() -> None:
    ask, asked = playing((rows(1, 2), 0))
    with pytest.raises(PagesRepeat, match="account=5"):
        read_list(ask, 0, "id", WHERE)
    assert len(asked) == 3


def test_a_list_of_empty_pages_does_not_go_on_for_ever() -> None:
    with pytest.raises(PagesRepeat, match="empty pages"):
        read_list(lambda mark: ([], int(mark) + 1), 0, "id", WHERE)


def test_what_is_missing_is_asked_for_alone_and_then_named() -> None:
    asked: list[Sequence[str]] = []

    def ask(ids: Sequence[str]) -> list[dict[str, Any]]:
        asked.append(ids)
        if len(ids) > 1:
            return rows("a", "c")
        return rows("b") if ids == ["b"] else rows("z")

    assert by_id(["a", "b", "c", "d"], ask, "id") == (rows("a", "c", "b"), ["d"])
    assert asked == [["a", "b", "c", "d"], ["b"], ["d"]]


@pytest.mark.parametrize("nameless", [{"id": None}, {}, {"id": ["a"]}])
def test_a_record_without_a_sound_id_counts_for_the_id_that_was_asked_for_alone(nameless: dict[str, Any]) -> None:
    records, missing = by_id(["a"], lambda ids: [nameless], "id")
    assert (records, missing) == ([nameless, nameless], [])
