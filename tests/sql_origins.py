"""Follows every statement that reaches a cursor, and every text that becomes `sql.SQL`, to where it was written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

RUNS = frozenset({"execute", "executemany", "sql"})
RUNS_OF_CURSORS = frozenset({"stream", "copy"})
"""Methods of cursors and connections, of psycopg and of DuckDB, whose first argument is a statement."""
COMPOSES = frozenset({"format", "join", "as_string", "strip", "removesuffix"})
ATOMS = frozenset({"SQL", "Identifier", "Literal", "Placeholder"})
ANNOTATIONS = ("Composable", "Composed", "LiteralString", "sql.SQL", "sql.Identifier", "Query")


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
