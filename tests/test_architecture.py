"""Imports point one way: pipelines -> assets -> resources. The sandbox is for the command line, the demo and tests."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("pipelines", "assets", "resources", "sql", "sandbox")
MAY_IMPORT = {
    "resources": {"resources", "sql"},
    "assets": {"assets", "resources"},
    "pipelines": {"pipelines", "assets", "resources"},
    "sandbox": {"sandbox", "resources"},
    "sql": {"sql", "resources"},
}
SANDBOX_MAY_IMPORT = {"resources.clock", "resources.windows", "resources.errors"}
FOR_PEOPLE = ("cli", "demo")
"""Parts of pipelines that start or play with the sandbox; definitions never do."""


def modules(*folders: str) -> list[Path]:
    """Every module in these folders of the product."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def relative(path: Path) -> str:
    """The name of a case."""
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """Dotted names of the modules that a file imports, wherever in it; `from a import b` counts as a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def ours(path: Path) -> set[str]:
    """What a file imports of this product."""
    return {name for name in imported(path) if name.partition(".")[0] in FOLDERS}


@pytest.mark.parametrize("path", modules(*FOLDERS), ids=relative)
def test_imports_point_one_way(path: Path) -> None:
    folder, part = path.relative_to(ROOT).parts[0], path.relative_to(ROOT).parts[1]
    allowed = MAY_IMPORT[folder] | ({"sandbox"} if folder == "pipelines" and part in FOR_PEOPLE else set())

    assert {name.partition(".")[0] for name in ours(path)} <= allowed


@pytest.mark.parametrize("path", modules("sandbox"), ids=relative)
def test_the_sandbox_knows_only_time_and_errors_of_the_product(path: Path) -> None:
    of_product = {name for name in ours(path) if name.startswith("resources.")}

    assert {".".join(name.split(".")[:2]) for name in of_product} <= SANDBOX_MAY_IMPORT


@pytest.mark.parametrize("path", modules("resources"), ids=relative)
def test_resources_work_without_dagster(path: Path) -> None:
    assert "dagster" not in {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", modules("assets"), ids=relative)
def test_assets_speak_neither_http_nor_sql(path: Path) -> None:
    outside = {name.partition(".")[0] for name in imported(path)} & {"requests", "psycopg", "sqlalchemy", "boto3"}

    assert not outside
