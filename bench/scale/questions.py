"""The questions of docs/queries.md: each a heading and one statement with psql variables (`:'today'`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

QUERIES = Path(__file__).parents[2] / "docs" / "queries.md"
_QUESTION = re.compile(r"^## (\d+)\. (.+?)\n(.*?)^```sql\n(.*?)^```", re.DOTALL | re.MULTILINE)
_VARIABLE = re.compile(r":'(\w+)'")


@dataclass(frozen=True)
class Question:
    """A question of an analyst and the statement that answers it, with named parameters of psycopg."""

    number: int
    title: str
    statement: str

    @property
    def parameters(self) -> frozenset[str]:
        """Names of what has to be filled in."""
        return frozenset(re.findall(r"%\((\w+)\)s", self.statement))


def questions(page: str | None = None) -> list[Question]:
    """Every question of the page, in its order."""
    text = QUERIES.read_text(encoding="utf-8") if page is None else page
    return [
        Question(int(number), title, _VARIABLE.sub(r"%(\1)s", statement.replace("%", "%%")).strip().rstrip(";"))
        for number, title, _, statement in _QUESTION.findall(text)
    ]
