"""The data dictionary: what the catalogue's comments say of every schema, table, view, column and function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from resources.warehouse.connection import Warehouse

SCHEMAS = ("app", "warehouse", "marts", "ops")
"""In the order of the page. Tables of staging live for a batch only."""
PREAMBLE = """\
# Data dictionary

Made by `adwarehouse dictionary` out of the database's own comments; a test fails when it is out of date.
A table stands for its monthly partitions. Moments are `timestamp with time zone`; a `date` is a calendar day in the
zone that its meaning names. Money is in major units, with its currency beside it. NULL is unknown, not 0.
"""

Row = Mapping[str, Any]


def uncommented(warehouse: Warehouse) -> list[str]:
    """Schemas, tables, views, columns and functions of `SCHEMAS` that have no comment."""
    asked = {"schemas": list(SCHEMAS)}
    return [
        ".".join(row[name] for name in ("schema", "relation", "name") if name in row)
        for part in ("schemas", "relations", "columns", "functions")
        for row in warehouse.fetch(f"dictionary/{part}", asked)
        if not row["meaning"]
    ]


def render(warehouse: Warehouse) -> str:
    """The page, in Markdown: the same for the same schema on every supported version of PostgreSQL."""
    asked = {"schemas": list(SCHEMAS)}
    parts = {
        part: _by_relation(warehouse.fetch(f"dictionary/{part}", asked))
        for part in ("columns", "constraints", "indexes", "policies")
    }
    relations = warehouse.fetch("dictionary/relations", asked)
    functions = warehouse.fetch("dictionary/functions", asked)
    lines = [PREAMBLE]
    for schema in warehouse.fetch("dictionary/schemas", asked):
        lines += [f"## {schema['name']}", "", f"{schema['meaning']}.", ""]
        for relation in relations:
            if relation["schema"] == schema["name"]:
                name = f"{schema['name']}.{relation['name']}"
                lines += _relation(name, relation, {part: rows[name] for part, rows in parts.items()})
        lines += _functions(row for row in functions if row["name"].startswith(f"{schema['name']}."))
    return "\n".join(lines)


def _by_relation(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["relation"]].append(row)
    return grouped


def _relation(name: str, relation: Row, parts: Mapping[str, list[Row]]) -> Iterator[str]:
    yield from (f"### {name}", "", f"{'View. ' if relation['is_view'] else ''}{relation['meaning']}.", "")
    if relation["key"]:
        yield f"- One row per {_listed(relation['key'])}"
    if relation["partitions"]:
        yield f"- Partitions by month: `{relation['partitions']}`"
    rules = parts["constraints"]
    foreign = [f"{_listed(row['columns'])} in {row['target']} (`{row['name']}`)" for row in rules if row["kind"] == "f"]
    for title, items in (
        ("Refers to", foreign),
        ("Checks", [f"`{row['name']}`" for row in rules if row["kind"] == "c"]),
        ("Indexes", [_index(row) for row in parts["indexes"]]),
        ("Policies", [f"`{row['name']}`" for row in parts["policies"]]),
    ):
        if items:
            yield f"- {title}: {', '.join(items)}"
    yield from ("", "| column | type | null | meaning |", "|---|---|---|---|")
    for column in parts["columns"]:
        null = (
            ""
            if relation["is_view"]
            else "computed"
            if column["is_generated"]
            else "yes"
            if column["is_nullable"]
            else "no"
        )
        yield f"| {column['name']} | {column['type']} | {null} | {_cell(column['meaning'])} |"
    yield ""


def _index(row: Row) -> str:
    return f"`{row['name']}`{' unique' if row['is_unique'] else ''} {row['definition'].removeprefix('btree ')}"


def _functions(functions: Iterable[Row]) -> Iterator[str]:
    rows = [f"| {row['name']}({row['arguments']}) | {row['result']} | {_cell(row['meaning'])} |" for row in functions]
    if rows:
        yield from ("| function | gives | meaning |", "|---|---|---|", *rows, "")


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
