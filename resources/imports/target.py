"""The table that a file goes into, as the catalogue of the database describes it, and what a file may not bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from resources.errors import ConfigurationError
from resources.imports.faults import Fault
from resources.warehouse.connection import Warehouse

SCHEMA = "app"
MADE_BY_PIPELINE = frozenset({"insights", "reports", "security_alerts", "login_roles"})
"""Tables that only the pipeline or an administrator writes."""
_WRITTEN_BY_PIPELINE = {
    "marketing_accounts": (
        "ad_account_id", "token_expires_at", "renewable_until", "access_ends_at", "status", "is_connected",
    ),
    "campaigns": ("conversions",),
    "campaign_publications": ("metrics", "last_sync_at"),
    "products": ("sales_count",),
    "budgets": ("spent_amount", "remaining_amount"),
}  # fmt: skip
_SECRET = {"marketing_accounts": ("access_token", "refresh_token")}
KEPT_BY_TRIGGER = frozenset({"updated_at"})
"""When a row was written last: taken from a file for new rows, and no difference that counts."""


@dataclass(frozen=True)
class Column:
    """A column: `type` as PostgreSQL writes it, `digits` before and `scale` after the point of a numeric, `length` of a
    code, and the table it refers to. One that is never NULL is required where it has no default."""

    name: str
    type: str
    never_null: bool
    is_required: bool
    digits: int | None
    scale: int | None
    length: int | None
    refers_to: str | None

    @property
    def is_natural(self) -> bool:
        """Whether it refers to what the warehouse numbers itself, so that a file names it by its natural key."""
        return self.refers_to is not None and self.refers_to.startswith("warehouse.") and "int" in self.type


@dataclass(frozen=True)
class Target:
    """A table with its columns in order, its primary key and, where it has monthly partitions, their column."""

    name: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    partitioned_by: str | None

    def header_faults(self, names: Collection[str]) -> list[Fault]:
        """What is wrong with a file's columns."""
        repeated = sorted(name for name, times in Counter(names).items() if times > 1)
        return [
            *(Fault(None, name, "expected once, got it twice") for name in repeated),
            *(Fault(None, name, reason) for name in names if (reason := self._refusal(name))),
            *(
                Fault(None, column.name, f"expected a column {column.type}, got none")
                for column in self.columns.values()
                if column.name not in names and (column.is_required or column.name in self.key)
            ),
        ]

    def _refusal(self, name: str) -> str | None:
        if name in _SECRET.get(self.name, ()):
            return "expected no secrets; `adwarehouse accounts add` and `rotate-token` take them"
        if name in _WRITTEN_BY_PIPELINE.get(self.name, ()):
            return "expected not to be here: only the pipeline writes it"
        if name not in self.columns:
            return f"expected a column of {SCHEMA}.{self.name}: {', '.join(self.columns)}"
        return None


def importable(warehouse: Warehouse) -> list[str]:
    """Names of the tables that files can go into."""
    tables = [str(row["name"]) for row in warehouse.fetch("imports/tables")]
    return [name for name in tables if name not in MADE_BY_PIPELINE]


def describe(warehouse: Warehouse, name: str) -> Target:
    """The table of schema app with this name. Raises ConfigurationError when there is none that a file may go into."""
    name = name.removeprefix(f"{SCHEMA}.")
    if name not in (known := importable(warehouse)):
        reason = "is written by the pipeline alone" if name in MADE_BY_PIPELINE else "is not there"
        raise ConfigurationError(f"table {SCHEMA}.{name} {reason}; expected one of {', '.join(known)}")
    rows = warehouse.fetch("imports/columns", {"table": name})
    keys = sorted((row["key_place"], row["name"]) for row in rows if row["key_place"])
    partitioned = [str(row["name"]) for row in rows if row["partitions"]]
    fields = Column.__dataclass_fields__
    columns = {str(row["name"]): Column(**{field: row[field] for field in fields}) for row in rows}
    return Target(name, columns, tuple(name for _, name in keys), partitioned[0] if partitioned else None)
