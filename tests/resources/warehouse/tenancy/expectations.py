"""The table of expectations, `expectations.txt`, read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("expectations.txt")
ROLES = ("loader", "app", "manager", "analyst")
VERBS = "siud"
"""select, insert, update, delete."""


@dataclass(frozen=True)
class Expectation:
    """What each role may do with a relation. `rights` are letters of VERBS by role, `hidden` columns by role."""

    relation: str
    whose: str
    rights: dict[str, str]
    hidden: dict[str, frozenset[str]]
    is_view: bool

    def __str__(self) -> str:
        return self.relation

    def allows(self, role: str, verb: str) -> bool:
        """The role may do this with rows of its own."""
        return verb[0] in self.rights[role].lower()

    def is_for_admins(self, role: str, verb: str) -> bool:
        """In this role only an admin may do it."""
        return verb[0].upper() in self.rights[role]


def _read(line: str, is_view: bool) -> Expectation:
    relation, whose, *rest = line.split()
    rights, hidden = rest[: len(ROLES)], " ".join(rest[len(ROLES) :])
    from_analysts, _, from_all = (frozenset(part.split()) for part in hidden.partition("/"))
    return Expectation(
        relation,
        whose,
        dict(zip(ROLES, rights, strict=True)),
        {"loader": frozenset(), "app": frozenset(), "manager": from_all, "analyst": from_analysts | from_all},
        is_view,
    )


def _load() -> tuple[Expectation, ...]:
    tables, _, views = TABLE.read_text().partition("# views\n")
    return tuple(
        _read(line, part is views)
        for part in (tables, views)
        for line in part.splitlines()
        if line and not line.startswith("#")
    )


EXPECTATIONS = _load()
"""Parents come before what hangs on them."""
