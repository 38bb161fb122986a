"""The grammar of the Google Ads Query Language.

    SELECT field, ... FROM resource [WHERE condition AND ...] [ORDER BY field [ASC | DESC], ...] [LIMIT n]
    [PARAMETERS name = value, ...]

What the names mean is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from sandbox.google.errors import AdsError, query_error
from sandbox.google.lexer import END, NUMBER, SIGN, STRING, WORD, Token, tokens

PARAMETERS = ("include_drafts", "omit_unselected_resource_names")

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_LISTS = frozenset({"IN", "NOT IN"})
_T = TypeVar("_T")


@dataclass(frozen=True)
class Literal:
    """A value as it is written."""

    text: str
    is_quoted: bool


@dataclass(frozen=True)
class Condition:
    """`operator` is a sign or upper-case words; IS NULL and IS NOT NULL have no values, BETWEEN has two."""

    field: str
    operator: str
    values: tuple[Literal, ...] = ()


@dataclass(frozen=True)
class Query:
    """A query in its parts. `order` holds (field, whether it descends)."""

    select: tuple[str, ...]
    resource: str
    conditions: tuple[Condition, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    parameters: dict[str, bool] = field(default_factory=dict)


def parse(text: str) -> Query:
    """Read a query. Raises AdsError: QueryError with the constant that says what is wrong."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._place = 0

    def query(self) -> Query:
        if not self._takes("SELECT"):
            raise query_error("EXPECTED_SELECT", "Error in query: SELECT is missing at the beginning.")
        select = self._series(self._field)
        if not self._takes("FROM"):
            raise query_error("EXPECTED_FROM", f"Error in query: expected FROM, found {self._next}.")
        resource = self._word()
        conditions = self._series(self._condition, "AND") if self._takes("WHERE") else ()
        order = self._series(self._ordering) if self._takes_order_by() else ()
        limit = self._limit() if self._takes("LIMIT") else None
        parameters = dict(self._series(self._parameter)) if self._takes("PARAMETERS") else {}
        if self._next.kind != END:
            self._unexpected()
        return Query(select, resource, conditions, order, limit, parameters)

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._next
        if token.kind == END:
            raise query_error("UNEXPECTED_END_OF_QUERY", "Error in query: unexpected end of query.")
        self._place += 1
        return token

    def _takes(self, *words: str) -> bool:
        """Go past these keywords or signs if they come next."""
        ahead = self._tokens[self._place : self._place + len(words)]
        if [token.text.upper() if token.kind in (WORD, SIGN) else None for token in ahead] != list(words):
            return False
        self._place += len(words)
        return True

    def _series(self, one: Callable[[], _T], separator: str = ",") -> tuple[_T, ...]:
        found = [one()]
        while self._takes(separator):
            found.append(one())
        return tuple(found)

    def _word(self) -> str:
        if self._next.kind not in (WORD, END):
            self._unexpected()
        return self._take().text

    def _field(self) -> str:
        name = self._word()
        if "." not in name:
            raise query_error("BAD_FIELD_NAME", f"Error in query: {name!r} is not the name of a field.")
        return name

    def _condition(self) -> Condition:
        name = self._field()
        operator = self._operator()
        if operator.startswith("IS "):
            return Condition(name, operator)
        if operator == "BETWEEN":
            return Condition(name, operator, self._span())
        if operator in _LISTS:
            return Condition(name, operator, self._list())
        if self._next.text == "(" and self._next.kind == SIGN:
            raise query_error("EXPECTED_SINGLE_VALUE", f"Error in query: {operator} expects a single value.")
        return Condition(name, operator, (self._literal(),))

    def _operator(self) -> str:
        for words in (("IS", "NOT", "NULL"), ("IS", "NULL"), ("NOT", "IN"), ("NOT", "LIKE")):
            if self._takes(*words):
                return " ".join(words)
        operator = self._take().text.upper()
        if operator not in _COMPARISONS | {"IN", "LIKE", "BETWEEN", "DURING"}:
            raise query_error("BAD_OPERATOR", f"Error in query: invalid operator {operator}.")
        return operator

    def _span(self) -> tuple[Literal, ...]:
        try:
            first = self._literal()
            if not self._takes("AND"):
                raise query_error("EXPECTED_AND", "Error in query: expected AND between the values of BETWEEN.")
            return first, self._literal()
        except AdsError as error:
            if error.name == "EXPECTED_AND":
                raise
            message = "Error in query: a value of BETWEEN is missing."
            raise query_error("EXPECTED_VALUE_WITH_BETWEEN_OPERATOR", message) from error

    def _list(self) -> tuple[Literal, ...]:
        if not self._takes("("):
            raise query_error("EXPECTED_LIST", f"Error in query: expected a list, found {self._next}.")
        if self._takes(")"):
            raise query_error("PROHIBITED_EMPTY_LIST_IN_CONDITION", "Error in query: a list is empty.")
        values = self._series(self._literal)
        if not self._takes(")"):
            self._unexpected()
        return values

    def _literal(self) -> Literal:
        if self._next.kind == SIGN:
            self._unexpected()
        token = self._take()
        return Literal(token.text, token.kind == STRING)

    def _takes_order_by(self) -> bool:
        if not self._takes("ORDER"):
            return False
        if not self._takes("BY"):
            raise query_error("EXPECTED_BY", f"Error in query: expected BY, found {self._next}.")
        return True

    def _ordering(self) -> tuple[str, bool]:
        name = self._field()
        descends = self._takes("DESC")
        if not descends:
            self._takes("ASC")
        return name, descends

    def _limit(self) -> int:
        token = self._take()
        if token.kind != NUMBER or "." in token.text:
            raise query_error("BAD_LIMIT_VALUE", f"Error in query: invalid limit {token}.")
        if int(token.text) < 1:
            raise query_error("LIMIT_VALUE_TOO_LOW", f"Error in query: the limit {token.text} is too low.")
        return int(token.text)

    def _parameter(self) -> tuple[str, bool]:
        name = self._word()
        if name not in PARAMETERS:
            raise query_error("BAD_PARAMETER_NAME", f"Error in query: unknown parameter {name!r}.")
        if not self._takes("="):
            self._unexpected()
        value = self._take()
        if value.text.lower() not in ("true", "false"):
            raise query_error("BAD_PARAMETER_VALUE", f"Error in query: {name} is true or false, not {value}.")
        return name, value.text.lower() == "true"

    def _unexpected(self) -> NoReturn:
        if self._next.kind == END:
            raise query_error("UNEXPECTED_END_OF_QUERY", "Error in query: unexpected end of query.")
        raise query_error("UNEXPECTED_INPUT", f"Error in query: unexpected input {self._next}.")
