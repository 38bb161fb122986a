"""A query as tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.google.errors import query_error

WORD, NUMBER, STRING, SIGN, END = "word", "number", "string", "sign", "end"

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<word>[A-Za-z_][\w.]*)
      | (?P<number>-?\d+(?:\.\d+)?)(?P<tail>\w*)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<sign><=|>=|!=|[=<>(),])
    )""",
    re.ASCII | re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = frozenset("\\'\"%_[]")


@dataclass(frozen=True)
class Token:
    """A piece of a query; a string's `text` has neither quotes nor escapes."""

    kind: str
    text: str

    def says(self, word: str) -> bool:
        """It is this keyword, in any case."""
        return self.kind == WORD and self.text.upper() == word

    def __str__(self) -> str:
        return "the end of the query" if self.kind == END else repr(self.text)


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query; the last one is an END. Raises AdsError."""
    place, length = 0, len(query.rstrip())
    while place < length:
        found = _TOKEN.match(query, place)
        if found is None:
            raise _unreadable(query[place:].lstrip())
        if found["tail"]:
            raise query_error("BAD_NUMBER", f"Error in query: {found['number']}{found['tail']} is not a number.")
        kind = next(kind for kind in (WORD, NUMBER, STRING, SIGN) if found[kind] is not None)
        yield Token(kind, _unquoted(found[kind]) if kind == STRING else found[kind])
        place = found.end()
    yield Token(END, "")


def _unreadable(rest: str) -> Exception:
    if rest[0] in "'\"":
        return query_error("STRING_NOT_TERMINATED", "Error in query: a string is not terminated.")
    if not rest[0].isascii():
        return query_error("BAD_SYMBOL", f"Error in query: {rest[0]!r} outside of a string.")
    return query_error("UNEXPECTED_INPUT", f"Error in query: unexpected input {rest[0]}.")


def _unquoted(literal: str) -> str:
    text = literal[1:-1]
    if "\n" in text:
        raise query_error("PROHIBITED_NEWLINE_IN_STRING", "Error in query: a string contains a newline.")
    for escape in _ESCAPE.finditer(text):
        if escape[1] not in _ESCAPED:
            raise query_error("BAD_ESCAPE_SEQUENCE", f"Error in query: unknown escape sequence {escape[0]}.")
    return _ESCAPE.sub(r"\1", text)
