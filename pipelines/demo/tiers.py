"""What the demo compares before and after retention: rows and sums of every archived table, over all tiers."""

from __future__ import annotations

from psycopg import sql

from resources import tiers
from resources.archive.tables import TABLES
from resources.settings import Settings
from resources.warehouse.statements import statement

Sums = dict[str, dict[str, str | None]]


def sums(configured: Settings) -> Sums:
    """`rows` and the sum of each measure as exact decimal text (None: nothing is known), by table, at one moment."""
    with tiers.connect(configured) as connection:
        found = {}
        for name, table in TABLES.items():
            totals = sql.SQL("").join(
                sql.SQL(", sum({0})::VARCHAR AS {0}").format(sql.Identifier(measure)) for measure in table.measures
            )
            parts = {"sums": totals, "table": sql.Identifier(table.schema, name)}
            connection.execute(statement("demo/sums_of_tiers", **parts).as_string())
            (found[name],) = connection.to_arrow_table().to_pylist()
        return found
