"""What the documents say can be checked, is."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from pipelines.cli import main
from resources.settings import Settings
from resources.warehouse.connection import Warehouse

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def _command(words: list[str]) -> click.Command:
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group) or word not in command.commands:
            break
        command = command.commands[word]
    return command


@pytest.mark.parametrize("said", sorted(set(re.findall(r"adwarehouse ((?:[a-z-]+ ?)+)", README))))
def test_every_command_of_the_readme_exists(said: str) -> None:
    words = said.split()
    assert words[0] in main.commands, said
    command = _command(words)
    assert not isinstance(command, click.Group), f"adwarehouse {said} is not a whole command"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))))
def test_every_make_target_of_the_readme_explains_itself(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE)


def test_the_example_environment_lists_exactly_the_settings() -> None:
    listed = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == {name.upper() for name in Settings.model_fields} | {"ACCOUNT_TOKEN"}


def test_every_file_the_readme_points_at_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.database
def test_every_table_of_the_readme_exists_and_every_column_carries_a_comment(warehouse: Warehouse) -> None:
    named = set(re.findall(r"`((?:marts|warehouse|ops)\.[a-z_]+)`", README))
    assert named
    existing = {
        row["name"]
        for row in warehouse.connection.execute(
            "SELECT format('%s.%s', nspname, relname) AS name FROM pg_class "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'p', 'v')"
        )
    }
    assert named <= existing
    bare = warehouse.connection.execute(
        "SELECT format('%s.%s.%s', nspname, relname, attname) AS name FROM pg_class "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped "
        "WHERE nspname IN ('app', 'warehouse', 'marts', 'ops') AND relkind IN ('r', 'p', 'v') AND NOT relispartition "
        "AND relname <> 'schema_version' AND (col_description(pg_class.oid, attnum) IS NULL "
        "OR obj_description(pg_class.oid, 'pg_class') IS NULL)"
    ).fetchall()
    assert bare == []
