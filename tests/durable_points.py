"""Every durable boundary of the product, read out of its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent / "resources"
NAMING_CALLS = {"durable": 0, "transaction": 0}
RAW_CALLS = {"commit", "put_object", "copy_object", "delete_object", "delete_objects", "upload_part", "upload_fileobj"}


def sources() -> Iterator[tuple[Path, ast.AST]]:
    """Every module of resources/ with its syntax tree."""
    for path in sorted(ROOT.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def durable_points() -> dict[str, str]:
    """Name of each boundary -> the module that passes it."""
    found: dict[str, str] = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            for name in _names(node):
                found[name] = str(path.relative_to(ROOT.parent))
    return found


def _names(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called in NAMING_CALLS and node.args and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value)
    for keyword in node.keywords:
        if keyword.arg == "boundary" and isinstance(keyword.value, ast.Constant):
            yield str(keyword.value.value)


def raw_calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Calls that make state durable outside a `with durable(...)` block: (what, line)."""
    covered = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.With) and any("durable" in ast.dump(item.context_expr) for item in node.items)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in covered:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if called in RAW_CALLS:
                yield called, node.lineno
            text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            if called == "execute" and str(text).strip().upper().startswith("COMMIT"):
                yield "COMMIT", node.lineno
