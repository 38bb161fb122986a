"""I6 CONVERGENCE: after a fault and another run, everything published is what a clean run publishes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from psycopg import sql

from tests.playground import Playground

LOAD_METADATA = frozenset(
    {"id", "batch_id", "run_id", "fetched_at", "created_at", "updated_at", "changed_at", "data_as_of", "detected_at",
     "valid_from", "valid_to"}
)  # fmt: skip
"""Columns that say when and by what a row was written, and identities that were given while it was."""
NAMES = {
    ("ad_account_id", "int8"): "(SELECT platform || ' ' || account_id FROM warehouse.ad_accounts AS a WHERE a.id = {})",
    ("campaign_id", "int8"): "(SELECT campaign_id FROM warehouse.campaigns AS c WHERE c.id = {})",
    ("campaign", "int8"): "(SELECT campaign_id FROM warehouse.campaigns AS c WHERE c.id = {})",
    ("product_id", "int8"): "(SELECT product_id FROM warehouse.products AS p WHERE p.id = {})",
    ("user_id", "uuid"): "(SELECT email FROM app.users AS u WHERE u.id = {})",
    ("team_id", "uuid"): "(SELECT name FROM app.teams AS t WHERE t.id = {})",
    ("owner_id", "uuid"): "coalesce((SELECT email FROM app.users AS u WHERE u.id = {0}), "
    "(SELECT name FROM app.teams AS t WHERE t.id = {0}))",
    ("top_performing_campaigns", "jsonb"): "(SELECT jsonb_agg(entry - 'campaign_id') "
    "FROM jsonb_array_elements({}) AS entry)",
}
"""What stands for an identity: the name by which the outside world knows the same thing."""
_COLUMNS = """
    SELECT nspname AS schema, relname AS table, array_agg(attname ORDER BY attnum) AS columns,
           array_agg(typname ORDER BY attnum) AS types
    FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    JOIN pg_type ON pg_type.oid = atttypid
    WHERE nspname IN ('warehouse', 'marts') AND relkind IN ('r', 'p') AND NOT relispartition
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = pg_class.oid)
      AND NOT pg_class.relname ~ '_[0-9]{4}_[0-9]{2}$'
    GROUP BY 1, 2 ORDER BY 1, 2
"""
_ARCHIVED = """
    SELECT DISTINCT ON (table_name, month) table_name, month, state, rows, sums::text AS sums
    FROM ops.archive_manifest ORDER BY table_name, month, version DESC
"""


def fingerprint(world: Playground) -> dict[str, str]:
    """MD5 of the ordered rows of every published table and mart, without load metadata, and of the archive's months."""
    prints = {}
    for row in world.query(_COLUMNS):
        columns = [
            NAMES.get((name, kind), "{}").format(f"x.{name}")
            for name, kind in zip(row["columns"], row["types"], strict=True)
            if name not in LOAD_METADATA
        ]
        name = sql.Identifier(row["schema"], row["table"]).as_string()
        text = (
            f"SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), '')) AS print "
            f"FROM (SELECT ROW({', '.join(columns)})::text AS line FROM {name} AS x) AS lines"
        )
        prints[f"{row['schema']}.{row['table']}"] = str(world.query(text)[0]["print"])
    for row in world.query(_ARCHIVED):
        if row["state"] in ("serving_archive", "dropped"):
            content = hashlib.md5(f"{row['rows']} {row['sums']}".encode(), usedforsecurity=False).hexdigest()
            prints[f"archive {row['table_name']} {row['month']:%Y-%m}"] = content
    return prints


def i6_convergence(world: Playground, clean: Mapping[str, str]) -> list[str]:
    """Every table and mart is what it is after a clean run."""
    now = fingerprint(world)
    names = sorted(clean.keys() | now.keys())
    return [f"{name} is not what a clean run leaves" for name in names if clean.get(name) != now.get(name)]
