"""JSON that is broken somewhere gives what is whole around the break."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from resources.browser_store.text import Broken, Piece, check, decode, members, pieces, records, unwrapped


def texts(text: str) -> list[tuple[str, str | None]]:
    """Pieces as they are."""
    return [(piece.text, piece.problem) for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", []),
        (" [1, [2, 3], {\"a\": \"],\"}]", [("1", None), (" [2, 3]", None), (' {"a": "],"}', None)]),
        ('["\\"", "\\\\"]', [('"\\""', None), (' "\\\\"', None)]),
        ("[1,]", [("1", None), ("", None)]),
        ("[1, {\"a\": [2", [("1", None), (' {"a": [2', "the rest of what was cut off")]),
        ('["never ends, ]', [('"never ends, ]', "the rest of what was cut off")]),
        ("[1] 2", [("1", None), (" 2", "the end")]),
    ],
)  # fmt: skip
def test_a_list_is_cut_at_its_own_commas(text: str, found: list[tuple[str, str | None]]) -> None:
    assert texts(text) == found


def test_members_are_found_whatever_their_values_are() -> None:
    found, broken = members('{"a": [1}, "b": tru, no, "a": 2, "c": {"d": "\\u00e9"')
    assert {key: value.strip() for key, value in found.items()} == {"a": "[1}", "b": "tru", "c": '{"d": "\\u00e9"'}
    assert [(each.field, each.expected) for each in broken] == [
        ("", "a member"),
        ("a", "each key once"),
        ("c", "the rest of what was cut off"),
    ]


@pytest.mark.parametrize("cut", range(1, 25))
def test_text_that_was_cut_off_is_as_long_as_it_got(cut: int) -> None:
    whole = json.dumps('[{"a": "\u00e9\\n"}, 2]')
    assert '[{"a": "é\\n"}, 2]'.startswith(unwrapped(whole[:cut]).rstrip("\\"))


@pytest.mark.parametrize("text", ['"a" b', '"\\x"', '"a\nb"'])
def test_what_is_no_string_of_json_is_refused(text: str) -> None:
    with pytest.raises(Broken):
        unwrapped(text)


def test_a_list_of_null_is_empty_and_anything_else_is_no_list() -> None:
    assert list(records("null")) == []
    with pytest.raises(Broken):
        records('{"a": 1}')


@pytest.mark.parametrize(
    "value",
    [
        "\0",
        "\ud83d",
        {"\0": 1},
        {"a": [{"__proto__": 1}]},
        {"constructor": {}},
    ],
)
def test_what_cannot_be_kept_is_refused(value: Any) -> None:
    with pytest.raises(Broken):
        check(value)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 102 + "]" * 102,
        "[" * 950 + "]" * 950,
        "[" * 100_000 + "]" * 100_000,
        "1e99999999999999999999",
        "",
        "tru",
    ],
)
def test_text_that_is_no_json_of_ours_is_refused(text: str) -> None:
    with pytest.raises(Broken):
        decode(Piece(text))


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e400", "9" * 5000])
def test_numbers_that_nothing_can_hold_are_refused(text: str) -> None:
    with pytest.raises(Broken, match="number"):
        check(decode(Piece(text)))


def test_megabytes_without_an_end_are_read_in_time_that_grows_with_them() -> None:
    began = time.monotonic()
    list(pieces('["' + 'x\\"' * 2_000_000))
    list(pieces("[" * 1_000_000))
    assert time.monotonic() - began < 10
