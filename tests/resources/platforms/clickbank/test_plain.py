"""JSON that was made from XML becomes plain values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from resources.platforms.clickbank.plain import UnexpectedShape, only, plain, several


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        ({"@nil": "true"}, None),
        ({"@nil": "true", "@type": "xs:long"}, None),
        ({"@nil": "false", "$": "5"}, "5"),
        ({"@type": "xs:long", "$": "5"}, "5"),
        ({"@type": "xs:string"}, None),
        ({"$": {"@nil": "true"}}, None),
        ({"@sku": "7", "title": "Tee"}, {"@sku": "7", "title": "Tee"}),
        ("0.00", "0.00"),
        ("", None),
        ({}, None),
        (None, None),
        (True, "true"),
        (5, "5"),
        (Decimal("9.060"), "9.060"),
        ([{"@nil": "true"}, "a", {"b": {"@nil": "true"}}], [None, "a", {"b": None}]),
    ],
)
def test_nils_attributes_and_scalars_become_plain(came: Any, expected: Any) -> None:
    assert plain(came) == expected


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        (None, []),
        ({}, []),
        ({"row": None}, []),
        ({"row": []}, []),
        ({"row": {"a": "1"}}, [{"a": "1"}]),
        ({"row": [{"a": "1"}, {"a": "2"}]}, [{"a": "1"}, {"a": "2"}]),
    ],
)
def test_an_element_that_may_repeat_is_always_a_list(parent: Any, expected: Any) -> None:
    assert several(parent, "row") == expected


@pytest.mark.parametrize(
    ("parent", "message"),
    [
        ("text", "row: expected it in an object, got 'text'"),
        ([{}], "row: expected it in an object, got a list"),
        ({"row": "text"}, "row: expected objects, got 'text'"),
        ({"row": [{"a": "1"}, None]}, "row: expected objects, got nothing"),
        ({"row": [["a"]]}, "row: expected objects, got a list"),
    ],
)
def test_what_is_no_object_is_refused(parent: Any, message: str) -> None:
    with pytest.raises(UnexpectedShape) as caught:
        several(parent, "row")
    assert str(caught.value) == message


def test_another_document_is_refused_and_an_empty_one_is_not() -> None:
    assert only(None, "rows") == {}
    assert only({"totals": None}, "rows", "totals") == {"totals": None}
    for other, words in (({"error": "no"}, "expected rows, got error"), ("text", "expected an object with rows")):
        with pytest.raises(UnexpectedShape, match=words):
            only(other, "rows")
