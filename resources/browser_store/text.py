"""JSON text that may be broken anywhere: cut into members and records first, so that a break stops nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from resources.browser_store.report import Complaint
from resources.errors import ConfigurationError
from resources.imports.bounds import size_of
from resources.platforms.rows.values import shown

LARGEST_FILE = 64 << 20
"""A browser keeps 5 to 10 MB for a site."""
DEEPEST = 100
MOST_COMPLAINTS = 10
CODE_NAMES = frozenset({"__proto__", "constructor", "prototype"})
"""Members that JavaScript may take for a part of its objects' machinery when it merges what it reads back."""
_LONGEST_WHOLE = 40
_LARGEST_EXPONENT = 300
_PIECE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
_NAME = re.compile(r'\s*("(?:[^"\\]++|\\.)*+")\s*:', re.DOTALL)
_STRING = re.compile(r'\s*"(?:[^"\\]++|\\.)*+', re.DOTALL)
_HALF_AN_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u[0-9a-fA-F]{0,3}\Z")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Broken(ValueError):
    """Text that is no JSON, or JSON that cannot be kept; `complaints` say why."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


@dataclass(frozen=True)
class Piece:
    """The text of one element or member. `problem`: what was expected instead, when the text around it is broken."""

    text: str
    problem: str | None = None


def read_export(path: Path) -> str:
    """An export's text. Bytes that are not UTF-8 become halves of a pair, so that they spoil their own record only.

    Raises:
        ConfigurationError: the file is too large, or no JSON object at all.
    """
    try:
        size_of(path, LARGEST_FILE)
    except OSError as error:
        raise ConfigurationError(f"{path.name}: {error}") from None
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if not text.lstrip().startswith("{"):
        raise ConfigurationError(f"{path.name}: expected a JSON object, key to value, got {shown(text[:40])}")
    return text


def members(text: str) -> tuple[dict[str, str], list[Complaint]]:
    """The values of an object's text by key, as text, and where it is broken. Of a key that is twice, the first.

    What is broken is not shown: it may be a secret that another program keeps in the store.
    """
    found: dict[str, str] = {}
    broken = []
    for piece in pieces(text):
        name = _NAME.match(piece.text)
        try:
            key = str(json.loads(name[1])) if name else None
        except ValueError:
            key = None
        if key is None or name is None:
            broken.append(Complaint("", piece.problem or "a member", _size(piece.text)))
            continue
        if key in found:
            broken.append(Complaint(key, "each key once", "the key again"))
        elif piece.problem:
            broken.append(Complaint(key, piece.problem, _size(piece.text)))
        found.setdefault(key, piece.text[name.end() :])
    return found, broken


def unwrapped(value: str) -> str:
    """The JSON of a key of the browser's store, which keeps text: the string's content, or what is JSON already.

    A string that was cut off is as long as it got. Raises Broken when it is no string of JSON.
    """
    if not (literal := _STRING.match(value)):
        return value
    content, rest = literal[0], value[literal.end() :].strip()
    try:
        if rest not in ('"', "", "\\"):
            raise ValueError("something follows the text")
        return str(json.loads((content if rest == '"' else _HALF_AN_ESCAPE.sub(r"\1", content)) + '"'))
    except ValueError as error:
        raise Broken(Complaint("", "JSON", f"{shown(value.strip())}: {error}")) from None


def records(value: str) -> Iterator[Piece]:
    """The elements of a list's text; none of null. Raises Broken when it is no list."""
    if value.strip() == "null":
        return iter(())
    if not value.lstrip().startswith("["):
        raise Broken(Complaint("", "a list", shown(value.strip())))
    return pieces(value)


def pieces(text: str) -> Iterator[Piece]:
    """The elements or members of the list or object that a text is. A text that ends too early has a last one too."""
    depth, begin, count = 0, len(text) - len(text.lstrip()) + 1, 0
    for token in _PIECE.finditer(text):
        char = text[token.start()]
        depth += (char in "[{") - (char in "]}")
        if (char == "," and depth == 1) or (char in "]}" and depth == 0):
            part = text[begin : token.start()]
            if part.strip() or char == "," or count:
                yield Piece(part)
            begin, count = token.end(), count + 1
        if char in "]}" and depth == 0:
            if text[begin:].strip():
                yield Piece(text[begin:], "the end")
            return
    yield Piece(text[begin:], "the rest of what was cut off")


def decode(piece: Piece) -> Any:
    """The value of a text, numbers exact. Raises Broken when it is no JSON, or deeper than DEEPEST."""
    if piece.problem:
        raise Broken(Complaint("", piece.problem, shown(piece.text.strip())))
    try:
        value = json.loads(piece.text, parse_float=Decimal, parse_int=_whole, parse_constant=Decimal)
    except RecursionError:
        raise _too_deep() from None
    except (ValueError, ArithmeticError) as error:
        raise Broken(Complaint("", "JSON", f"{shown(piece.text.strip())}: {error}")) from None
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [inner for each in level for inner in _inside(each)]
    if level:
        raise _too_deep()
    return value


def _too_deep() -> Broken:
    return Broken(Complaint("", f"at most {DEEPEST} levels", "more"))


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def check(value: Any) -> None:
    """Raises Broken when PostgreSQL or JavaScript had trouble with a value."""
    if complaints := list(islice(_unsound(value), MOST_COMPLAINTS)):
        raise Broken(*complaints)


def unstorable(text: str) -> str | None:
    """What in a text PostgreSQL refuses."""
    found = _UNSTORABLE.search(text)
    return found and {"\0": "a NUL character"}.get(found[0], f"half of a pair of characters ({found[0]!a})")


def _size(text: str) -> str:
    return f"{len(text):,} characters"


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else Decimal(digits)


def _unsound(value: Any) -> Iterator[Complaint]:
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, dict):
            for name, member in each.items():
                if name in CODE_NAMES or unstorable(name):
                    yield Complaint(path, "members with plain names", shown(name))
                waiting.append((f"{path}.{name}" if path else name, member))
        elif isinstance(each, list):
            waiting += [(f"{path}[{number}]", member) for number, member in enumerate(each)]
        elif isinstance(each, str) and (bad := unstorable(each)):
            yield Complaint(path, "text", bad)
        elif isinstance(each, Decimal) and not (each.is_finite() and abs(each.adjusted()) <= _LARGEST_EXPONENT):
            yield Complaint(path, f"a number of at most {_LARGEST_EXPONENT} digits", shown(each))
