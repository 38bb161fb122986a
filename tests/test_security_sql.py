"""SQL is never made of text that came from outside: identifiers are composed, values are parameters.

Every statement that reaches a cursor, and every text that becomes `sql.SQL`, is followed to where it was written. It
must be a literal of the program, a file below sql/, or a composition of these; types alone do not say so, because mypy
takes any text for a LiteralString.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from resources.errors import AdwarehouseError
from resources.warehouse.statements import statement
from tests.sql_origins import Module

ROOT = Path(__file__).parent.parent
FOLDERS = ("pipelines", "assets", "resources", "sandbox", "sql", "bench")
EXCEPTIONS = {
    ("resources/warehouse/statements.py", "statement"): "reads the files below sql/, and nothing else",
    ("sql/migrations/running.py", "run"): "reads the files of a migration",
    ("sql/migrations/running.py", "run_concurrently"): "reads the files of a migration",
    (
        "resources/imports/checks.py",
        "_constrained",
    ): "a constraint as the catalogue has it, which only the owner writes",
    ("resources/archive/side.py", "_sql_type"): "a type out of SQL_TYPES, which is written out",
    ("resources/tiers/views.py", "_typed_part"): "a column's type as the catalogue has it",
    (
        "resources/tiers/reading.py",
        "query",
    ): "the operator's own SELECT, looked at before, in a DuckDB that is locked down",
    ("bench/profile.py", "execute"): "hands a cursor's statement on",
    ("bench/scale/asking.py", "_ask"): "the questions of docs/queries.md",
    ("bench/scale/fill.py", "_triggers"): "ENABLE or DISABLE, written out beside it",
    ("bench/tenancy.py", "_line"): "questions written out in the same file",
    ("bench/tenancy.py", "_ids"): "questions written out in the same file",
    ("bench/archive.py", "_publish"): "a table's name, written out in the same package",
    ("bench/archive.py", "_sample"): "a table's name, written out in the same package",
}
"""(file, function) -> why it is right that a text from elsewhere becomes SQL there."""


@cache
def all_findings() -> list[tuple[str, str, int, str]]:
    """Every finding in the product and the benches, by file."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        (str(path.relative_to(ROOT)), *found) for path in paths for found in Module(path, path.read_text()).findings()
    ]


def test_every_statement_is_composed_of_the_programs_own_text() -> None:
    left = [found for found in all_findings() if found[:2] not in EXCEPTIONS]
    assert left == []


def test_every_exception_is_still_needed() -> None:
    assert {found[:2] for found in all_findings()} >= set(EXCEPTIONS)


@pytest.mark.parametrize(
    "text",
    [
        "def f(c, t): c.execute(f'SELECT * FROM {t}')",
        "def f(c, t): c.execute('SELECT * FROM ' + t)",
        "def f(c, t): c.execute('SELECT * FROM %s' % t)",
        "def f(c, t): c.execute('SELECT * FROM {}'.format(t))",
        "def f(c, t):\n    q = f'SELECT * FROM {t}'\n    c.execute(q)",
        "def f(c, t): c.execute(sql.SQL(t))",
        "def f(c, t): c.execute(sql.SQL(f'{t}').format(x=1))",
        "def f(c, t: LiteralString): c.execute(sql.SQL(t))\ndef g(c, u): f(c, u)",
        "def f(c, t):\n    q = 'SELECT 1'\n    q = q + t\n    c.execute(q)",
        "def f(c, t):\n    q = 'SELECT '\n    q += t\n    c.execute(q)",
        "def f(c, rule): c.execute(sql.SQL(cast('LiteralString', rule)))",
        "def f(c, t): c.execute(', '.join(t))",
    ],
)
def test_the_search_finds_text_that_becomes_a_statement(text: str) -> None:
    assert list(Module(Path("x.py"), text).findings())


@pytest.mark.parametrize(
    "text",
    [
        "def f(c, t): c.execute('SELECT * FROM t WHERE a = %s', (t,))",
        "def f(c, t): c.execute(sql.SQL('SELECT * FROM {}').format(sql.Identifier(t)))",
        "def f(c, t): c.execute(statement('a/b', table=sql.Identifier(t)), {'a': t})",
        "def f(c):\n    for words in ('GRANT {}', 'REVOKE {}'):\n        c.execute(sql.SQL(words).format())",
        "def f(c, t: LiteralString): c.execute(sql.SQL(t))\ndef g(c): f(c, 'SELECT 1')",
    ],
)
def test_the_search_leaves_compositions_alone(text: str) -> None:
    assert not list(Module(Path("x.py"), text).findings())


@pytest.mark.parametrize("name", ["../pyproject", "imports/../../x", "/etc/passwd", "imports/Checks", "a\0b", ""])
def test_a_statements_name_leads_nowhere_but_below_sql(name: str) -> None:
    with pytest.raises((AdwarehouseError, ValueError), match="statement"):
        statement(name)
