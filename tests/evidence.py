"""Wherever a secret could be read, and the search for it in every spelling."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import quote

import dagster as dg
import psycopg
from psycopg import sql

from resources.object_store import ObjectStore

Evidence = Mapping[str, bytes]


def spellings(secret: str) -> set[bytes]:
    """The secret as plain text, URL-encoded, and in base64 at every alignment within other bytes."""
    found = {secret, quote(secret, safe="")}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode() + b"\0" * (-(shift + len(secret)) % 3)).decode()
        inner = encoded[4 if shift else 0 : len(encoded) - 4]
        found |= {inner, inner.replace("+", "-").replace("/", "_")}
    return {spelling.encode() for spelling in found}


def leaks(evidence: Evidence, secrets: Mapping[str, str]) -> set[tuple[str, str]]:
    """(secret's name, place) wherever one can be read."""
    return {
        (name, place)
        for name, secret in secrets.items()
        for spelling in spellings(secret)
        for place, content in evidence.items()
        if spelling in content
    }


def rows(url: str) -> dict[str, bytes]:
    """Every value of every column of every table of every schema, by `schema.table.column`."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relkind IN ('r', 'm') AND "
            "relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        ).fetchall()
        found: dict[str, bytes] = {}
        for table in tables:
            cursor = connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(*table)))
            values = list(zip(*cursor.fetchall(), strict=True))
            for column, content in zip(cursor.description or (), values, strict=False):
                found[".".join((*table, column.name))] = b"\n".join(map(_plain, content))
    return found


def _plain(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return (json.dumps(value) if isinstance(value, dict | list) else str(value)).encode()


def objects(store: ObjectStore) -> dict[str, bytes]:
    """Every object of the bucket, unpacked."""
    contents = {stored.key: store.get(stored.key) for stored in store.list("")}
    return {key: gzip.decompress(content) if key.endswith(".gz") else content for key, content in contents.items()}


def events(instance: dg.DagsterInstance) -> dict[str, bytes]:
    """Every entry of Dagster's event log, with its error and metadata, and every run with its tags."""
    return {
        f"dagster run {found.run_id}": "\n".join(
            [dg.serialize_value(found), *(dg.serialize_value(entry) for entry in instance.all_logs(found.run_id))]
        ).encode()
        for found in instance.get_runs()
    }


def command(*words: str, **environment: str) -> dict[str, bytes]:
    """What an `adwarehouse` command says on both ways out."""
    ended = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *words],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert b"ImportError" not in ended.stderr
    assert ended.stdout or ended.stderr
    said = " ".join((*environment, *words))
    return {f"{said} (stdout)": ended.stdout, f"{said} (stderr)": ended.stderr}
