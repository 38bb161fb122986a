"""What a database looks like, without its rows, and a database with rows in every table."""

from __future__ import annotations

import re
import subprocess
from contextlib import closing
from difflib import unified_diff
from pathlib import Path

from resources.warehouse.connection import Warehouse
from sandbox.embedded.postgres import binaries

FILLED = Path(__file__).with_name("filled.sql")
MONTHS = "*.*_[0-9][0-9][0-9][0-9]_[0-9][0-9]"
"""Monthly partitions: they come and go with the rows."""
HEADER = re.compile(r"\n--\n-- [^\n]+\n--\n")
TOKENS = re.compile(r"^\\(un)?restrict .*$", re.MULTILINE)
"""Lines of pg_dump that are random."""


def dump(url: str) -> list[str]:
    """The schema as pg_dump tells it, a statement each: types, defaults, constraints, indexes, comments, triggers,
    functions, policies, privileges. In no order: pg_dump's follows what depends on what, and object numbers.
    """
    arguments = ["--schema-only", f"--exclude-table={MONTHS}", "--dbname", url]
    text = subprocess.run([binaries() / "pg_dump", *arguments], check=True, capture_output=True, text=True).stdout
    return sorted(entry.strip() for entry in HEADER.split(TOKENS.sub("", text)))


def unordered(entries: list[str]) -> list[str]:
    """The same without the order of columns, and without grants, which come with the roles."""
    kept = [entry for entry in entries if not re.match("GRANT |REVOKE ", entry)]
    return sorted(
        "\n".join(sorted(f"{line},".replace(",,", ",") for line in entry.splitlines()))
        if entry.startswith("CREATE TABLE")
        else entry
        for entry in kept
    )


def difference(before: list[str], after: list[str]) -> list[str]:
    """Lines of two dumps that are not in both, marked - and +."""
    one, two = ("\n".join(entries).splitlines() for entries in (before, after))
    marked = unified_diff(one, two, lineterm="", n=0)
    return [line for line in marked if not line.startswith(("---", "+++", "@@"))]


def fill(owner_url: str) -> None:
    """Put a row into every table of app, warehouse and ops."""
    with closing(Warehouse(owner_url)) as owner, owner.connection.transaction():
        owner.connection.execute(FILLED.read_bytes())


def empty_tables(owner_url: str, *schemas: str) -> list[str]:
    """Tables (partitions are part of theirs) that have no row."""
    with closing(Warehouse(owner_url)) as owner:
        names = owner.connection.execute(
            "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace::regnamespace::text = ANY (%s) ORDER BY 1",
            (list(schemas),),
        ).fetchall()
        return [
            row["name"]
            for row in names
            if owner.connection.execute(f"SELECT FROM {row['name']} LIMIT 1".encode()).rowcount == 0
        ]
