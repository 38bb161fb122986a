"""A row that is refused is refused in words: constraints are named after what is true of every row."""

from __future__ import annotations

import re

import pytest

from resources.warehouse.connection import Warehouse
from resources.warehouse.dictionary import SCHEMAS

pytestmark = pytest.mark.database
ENDINGS = {"f": "fkey", "u": "key", "p": "pkey"}
LONGEST = 62
"""PostgreSQL cuts longer names off without a word."""


def test_checks_say_what_is_true_and_keys_say_of_which_columns(warehouse: Warehouse) -> None:
    wrong = []
    for rule in warehouse.fetch("dictionary/constraints", {"schemas": list(SCHEMAS)}):
        schema, table = rule["relation"].split(".")
        name, said = rule["name"], rule["name"].removeprefix(f"{table}_")
        if name == "schema_version_pkc":
            continue
        if rule["kind"] == "c":
            is_good = name != said and "_" in said and not re.search(r"_check\d*$", name)
        else:
            is_good = name != said and said.endswith(ENDINGS[rule["kind"]])
        if not is_good or len(name) > LONGEST:
            wrong.append(f"{schema}.{name}")
    assert wrong == []


def test_indexes_are_named_after_their_table_and_unique_ones_are_called_keys(warehouse: Warehouse) -> None:
    wrong = []
    for index in warehouse.fetch("dictionary/indexes", {"schemas": list(SCHEMAS)}):
        table = index["relation"].split(".")[1]
        ending = "_(key|pkey)" if index["is_unique"] else "_idx"
        if not re.fullmatch(f"{table}_?.*{ending}|schema_version_pkc", index["name"]) or len(index["name"]) > LONGEST:
            wrong.append(index["name"])
    assert wrong == []
