"""SQL statements are files below sql/: this reads them once and composes identifiers, never values."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import LiteralString

from psycopg import sql

_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")


@cache
def _text(name: str) -> LiteralString:
    if not _NAME.fullmatch(name):
        raise ValueError(f"expected the name of a statement below sql/, such as publish/merge, got {name!r}")
    path = resources.files("sql").joinpath(*f"{name}.sql".split("/"))
    text: LiteralString = path.read_text(encoding="utf-8")
    return text


def statement(name: str, **parts: sql.Composable) -> sql.Composed:
    """The statement in `sql/<name>.sql` with `{part}` replaced by composed identifiers or fragments.

    Values go in as named parameters (`%(name)s`) when it is executed.
    """
    return sql.SQL(_text(name)).format(**parts)
