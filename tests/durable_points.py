"""Every durable boundary of the product, read out of its source, and what could become durable outside of one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("assets", "pipelines", "resources")
NAMING_CALLS = {"durable": 0, "transaction": 0}
RAW_CALLS = {
    "commit", "put_object", "copy_object", "delete_object", "delete_objects", "create_multipart_upload", "upload_part",
    "upload_part_copy", "complete_multipart_upload", "abort_multipart_upload", "upload_file", "upload_fileobj",
    "delete_bucket",
}  # fmt: skip
READING = {"fetch", "fetch_one"}
WRITES = re.compile(
    r"\b(INSERT INTO|UPDATE (ONLY )?[\w.{]|DELETE FROM|MERGE INTO|TRUNCATE|GRANT|REVOKE|DROP|ALTER|CREATE(?! TEMP))\b",
    re.I,
)
COMMIT_NOTHING = {
    "resources/backup/taking.py": "a snapshot that is only read",
    "resources/browser_store/writing.py": "a savepoint of the record's transaction",
    "resources/imports/writing.py": "a savepoint of the import's transaction",
}
"""Modules that may use psycopg's own transactions, and why they commit nothing."""


def sources() -> Iterator[tuple[str, ast.AST]]:
    """Every module of the product, by its path, with its syntax tree."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def durable_points() -> dict[str, str]:
    """Name of each boundary -> the module that passes it."""
    return {name: path for path, tree in sources() for node in ast.walk(tree) for name in _names(node)}


def _names(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    if _called(node) in NAMING_CALLS and (name := _first_text(node)):
        yield name
    for keyword in node.keywords:
        if keyword.arg == "boundary" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)


def raw_calls(tree: ast.AST, path: str = "") -> Iterator[tuple[str, int]]:
    """Calls that make state durable outside a `with durable(...)` block: (what, line)."""
    covered = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.With) and any("durable" in ast.dump(item.context_expr) for item in node.items)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in covered and (what := _raw(node, path)):
            yield what, node.lineno


def _raw(call: ast.Call, path: str) -> str | None:
    """What a call makes durable by itself, None when nothing."""
    called, text = _called(call), _first_text(call)
    if called in RAW_CALLS and isinstance(call.func, ast.Attribute):
        return called
    if called == "transaction" and not (call.args or call.keywords) and path not in COMMIT_NOTHING:
        return "psycopg's own transaction"
    if called == "execute" and text.strip().upper().startswith("COMMIT"):
        return "COMMIT"
    if called in READING and text and _writes(text):
        return f"{text}, which writes, in {called}"
    return None


def _writes(statement: str) -> bool:
    """Whether `sql/<statement>.sql` changes anything that outlives its session."""
    file = ROOT / "sql" / f"{statement}.sql"
    return file.exists() and bool(WRITES.search(re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _first_text(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) else ""
