"""SQL is never made of text that came from outside: identifiers are composed, values are parameters.

Every statement that reaches a cursor, and every text that becomes `sql.SQL`, is followed to where it was written. It
must be a literal of the program, a file below sql/, or a composition of these; types alone do not say so, because mypy
takes any text for a LiteralString.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

import pytest

from resources.errors import AdwarehouseError
from resources.warehouse.statements import statement

ROOT = Path(__file__).parent.parent
FOLDERS = ("pipelines", "assets", "resources", "sandbox", "sql", "bench")
RUNS = frozenset({"execute", "executemany", "sql"})
RUNS_OF_CURSORS = frozenset({"stream", "copy"})
"""Methods of cursors and connections, of psycopg and of DuckDB, whose first argument is a statement."""
COMPOSES = frozenset({"format", "join", "as_string", "strip", "removesuffix"})
ATOMS = frozenset({"SQL", "Identifier", "Literal", "Placeholder"})
ANNOTATIONS = ("Composable", "Composed", "LiteralString", "sql.SQL", "sql.Identifier", "Query")
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


class Module:
    """One file: what its names are, function by function."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.tree = ast.parse(text)

    @cached_property
    def functions(self) -> dict[ast.AST, ast.FunctionDef]:
        """The innermost function of every node in one."""
        found: dict[ast.AST, ast.FunctionDef] = {}
        for function in (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)):
            found.update(dict.fromkeys(ast.walk(function), function))
        return found

    def findings(self) -> Iterator[tuple[str, int, str]]:
        """(function, line, statement) for each that is made of something else than it should."""
        for call in (node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and node.args):
            function = self.functions.get(call)
            if self._is_run(call) and not self.is_composed(call.args[0], function):
                yield function.name if function else "", call.lineno, ast.unparse(call.args[0])
            if _name(call.func) == "SQL" and not self.is_literal(call.args[0], function):
                yield function.name if function else "", call.lineno, ast.unparse(call.args[0])

    def _is_run(self, call: ast.Call) -> bool:
        """A Warehouse's own `execute` names a file and its durable boundary."""
        if not isinstance(call.func, ast.Attribute) or any(word.arg == "boundary" for word in call.keywords):
            return False
        asked, of = call.func.attr, ast.unparse(call.func.value)
        return asked in RUNS or (asked in RUNS_OF_CURSORS and "cursor" in of.lower())

    def is_composed(self, node: ast.AST, function: ast.FunctionDef | None, depth: int = 0) -> bool:
        """Whether a value is a statement whose every text is the program's own."""
        if depth > 8:
            return False
        if self.is_literal(node, function, depth):
            return True
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name == "statement" or name in ATOMS:
                return True
            if isinstance(node.func, ast.Attribute) and name in COMPOSES:
                return self.is_composed(node.func.value, function, depth + 1) and not _is_text(node.func.value)
            return self._returns_composed(name)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return all(self.is_composed(side, function, depth + 1) for side in (node.left, node.right))
        if isinstance(node, ast.IfExp):
            return all(self.is_composed(side, function, depth + 1) for side in (node.body, node.orelse))
        if isinstance(node, ast.Name):
            return self._is_annotated(node.id, function) or self._all(
                self._values(node.id, function), lambda each: self.is_composed(each, function, depth + 1)
            )
        return isinstance(node, ast.Attribute) and self._returns_composed(node.attr)

    def is_literal(self, node: ast.AST, function: ast.FunctionDef | None, depth: int = 0) -> bool:
        """Whether a text is written in the program as it is."""
        if depth > 8:
            return False
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str)
        if isinstance(node, ast.JoinedStr):
            shown = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            return all(self.is_literal(each, function, depth + 1) for each in shown)
        if isinstance(node, ast.IfExp):
            return all(self.is_literal(side, function, depth + 1) for side in (node.body, node.orelse))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return all(self.is_literal(side, function, depth + 1) for side in (node.left, node.right))
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return all(self.is_literal(each, function, depth + 1) for each in node.elts)
        if isinstance(node, ast.Dict):
            return all(self.is_literal(each, function, depth + 1) for each in node.values)
        if isinstance(node, ast.Subscript):
            return self.is_literal(node.value, function, depth + 1)
        if isinstance(node, ast.Name):
            if self._is_annotated(node.id, function, "LiteralString"):
                return self._is_called_with_literals(function, node.id, depth + 1)
            return self._all(self._values(node.id, function), lambda each: self.is_literal(each, function, depth + 1))
        return False

    @staticmethod
    def _all(values: list[ast.AST], is_good: object) -> bool:
        return bool(values) and all(is_good(value) for value in values)  # type: ignore[operator]

    def _values(self, name: str, function: ast.FunctionDef | None) -> list[ast.AST]:
        """What is assigned to a name in its function, else in the module; what a loop takes it from."""
        for scope in filter(None, (function, self.tree)):
            found: list[ast.AST] = []
            for node in ast.walk(scope):
                if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    found += [node.value for target in targets if _name(target) == name]
                elif isinstance(node, ast.For | ast.comprehension):
                    found += _looped(node, name)
            if found:
                return found
        return []

    def _is_annotated(self, name: str, function: ast.FunctionDef | None, *words: str) -> bool:
        """Whether a parameter of that name is declared as a statement or a part of one."""
        arguments = _arguments(function) if function else []
        said = next((ast.unparse(each.annotation) for each in arguments if each.arg == name and each.annotation), "")
        return any(word in said for word in words or ANNOTATIONS)

    def _returns_composed(self, name: str) -> bool:
        """Whether a function or method of that name, here, says that it gives a composition."""
        here = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef) and node.name == name]
        return any(each.returns and any(word in ast.unparse(each.returns) for word in ANNOTATIONS) for each in here)

    def _is_called_with_literals(self, function: ast.FunctionDef | None, parameter: str, depth: int) -> bool:
        """Whether every call in this module gives a literal for the parameter."""
        assert function is not None
        names = [each.arg for each in _arguments(function) if each.arg not in ("self", "cls")]
        calls = [
            each for each in ast.walk(self.tree) if isinstance(each, ast.Call) and _name(each.func) == function.name
        ]
        place, given = names.index(parameter), list(function.args.defaults)
        for call in calls:
            given += [word.value for word in call.keywords if word.arg == parameter]
            given += call.args[place : place + 1]
        return bool(given) and all(self.is_literal(each, self.functions.get(each), depth) for each in given)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _looped(loop: ast.For | ast.comprehension, name: str) -> list[ast.AST]:
    """What a loop takes a name from; of several at once, that one's place in each of a list that is written out."""
    if _name(loop.target) == name:
        return [loop.iter]
    if not isinstance(loop.target, ast.Tuple):
        return []
    places = [place for place, each in enumerate(loop.target.elts) if _name(each) == name]
    listed = loop.iter.elts if isinstance(loop.iter, ast.Tuple | ast.List) else [loop.iter]
    return [each.elts[place] if isinstance(each, ast.Tuple) else each for place in places for each in listed]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


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
