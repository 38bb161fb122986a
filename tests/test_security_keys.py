"""No object is stored or read outside of the prefix that its key was built for, whatever names it is built of."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.object_store import LONGEST_KEY, ObjectStore, UnsafeKey, check_key

NAMES = [
    "..",
    ".",
    "../../archive",
    "a/../b",
    "/etc/passwd",
    "",
    "a\0b",
    "a\nb",
    "..\\..\\x",
    "\ud800",
    "\x7f",
    "a/",
    "a//b",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_makes_no_key(store: ObjectStore, name: str) -> None:
    key = f"landing/meta/{name}/page"
    with pytest.raises(UnsafeKey, match=r"expected a key of at most 1,024 bytes without empty, `\.` or `\.\.` parts"):
        store.put(key, b"x", boundary="test")
    with pytest.raises(UnsafeKey):
        store.get(key)
    assert list(store.list("")) == []


@pytest.mark.parametrize("key", ["", "/", "/landing", "landing/", "..", "./landing"])
def test_a_key_begins_and_ends_with_a_name(key: str) -> None:
    with pytest.raises(UnsafeKey):
        check_key(key)


def test_names_of_people_and_platforms_make_keys(store: ObjectStore) -> None:
    for name in ("1001", "larkspurco", "naver-401001", "가게 1", "..a", "a..b", "été", "a%2e%2e%2fb", "x" * 200):
        key = f"landing/meta/{name}/page-00000.jsonl.gz"
        store.put(key, b"x", boundary="test")
        assert store.get(key) == b"x"
        assert [found.key for found in store.list(f"landing/meta/{name}/")] == [key]


def test_a_key_is_as_long_as_the_store_allows() -> None:
    check_key("é" * (LONGEST_KEY // 2))
    with pytest.raises(UnsafeKey):
        check_key("é" * (LONGEST_KEY // 2) + "a")


@settings(max_examples=500, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.sampled_from("./\\a\0 %é\u202e\u2024\ufe52．"), max_size=4), min_size=1, max_size=4))
def test_whatever_a_key_is_made_of_it_stays_below_its_first_part(parts: list[str]) -> None:
    key = "/".join(["landing", *parts])
    try:
        check_key(key)
    except UnsafeKey:
        return
    assert key.split("/")[0] == "landing"
    assert not {"", ".", ".."} & set(key.split("/"))
    assert "\0" not in key
