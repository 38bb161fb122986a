"""I11 SECRETS: nothing that opens a door is written down anywhere in clear text."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from psycopg import sql

from resources.errors import AdwarehouseError
from tests.playground import Playground

WORTH_HIDING = ("token", "secret", "key")
SHORTEST = 12
"""Characters from which on a secret is looked for; the sandbox's are longer."""
_TABLES = """
    SELECT nspname AS schema, relname AS table FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE (nspname = 'ops' OR (nspname, relname) = ('app', 'marketing_accounts')) AND relkind IN ('r', 'p')
    ORDER BY 1, 2
"""


class Heard(logging.Handler):
    """Everything that was logged in this process since the test began."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as it would be printed, its traceback included."""
        self.lines.append(self.format(record))


HEARD = Heard()


def i11_secrets(world: Playground, logs: Iterable[str] = ()) -> list[str]:
    """No token, secret or key is in a column of schema ops, in a landed page, or in what was logged."""
    secrets = sorted(known_secrets(world))
    places = [*_columns(world), *_objects(world), ("the log", "\n".join([*HEARD.lines, *logs]))]
    return [
        f"{where} holds {secret[:4]}... ({len(secret)} characters)"
        for where, text in places
        for secret in secrets
        if secret in text
    ]


def known_secrets(world: Playground) -> set[str]:
    """What the sandbox issued, what the warehouse holds encrypted, and what encrypts it."""
    found = {part for value in _issued(world.issued) for part in (value, *value.split(":"))}
    settings = world.context.settings
    if settings.adwarehouse_encryption_keys:
        found |= set(settings.adwarehouse_encryption_keys.get_secret_value().split(","))
    for row in world.query("SELECT access_token, refresh_token FROM app.marketing_accounts"):
        for sealed in filter(None, row.values()):
            try:
                found.add(world.context.vault.decrypt(sealed))
            except AdwarehouseError:
                continue
    return {secret for secret in found if len(secret) >= SHORTEST}


def _issued(value: Any, *, hide: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _issued(inner, hide=hide or any(word in str(name) for word in WORTH_HIDING))
    elif hide and isinstance(value, str):
        yield value


def _columns(world: Playground) -> Iterator[tuple[str, str]]:
    for row in world.query(_TABLES):
        name = sql.Identifier(row["schema"], row["table"]).as_string()
        for line in world.query(f"SELECT * FROM {name}"):
            for column, value in line.items():
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                yield f"{row['schema']}.{row['table']}.{column}", text


def _objects(world: Playground) -> Iterator[tuple[str, str]]:
    for item in world.context.store.list("landing/"):
        content = world.context.store.get(item.key)
        plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        yield item.key, plain.decode("utf-8", "replace")
