"""A batch: one fetch of one stream of one account over one window, and what became of it (`ops.batches`)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from resources.accounts import ConnectedAccount
from resources.errors import AdwarehouseError, BatchHeld, ConfigurationError
from resources.loading.context import LoadContext
from resources.platforms import platform
from resources.platforms.base import Stream
from resources.redaction import safe_message
from resources.warehouse.connection import Cursor, Warehouse
from resources.warehouse.statements import statement
from resources.windows import Window


@dataclass(frozen=True)
class Batch:
    """A row of ops.batches. `window` is in the account's days; `fetched_at` is just before the first request."""

    id: int
    platform: str
    stream: str
    ad_account_id: int
    account_id: str
    currency: str
    timezone: str
    window: Window
    run_id: str
    status: str
    fetched_at: dt.datetime
    landing_prefix: str | None
    records_fetched: int
    records_staged: int
    records_quarantined: int
    records_duplicate: int
    records_summed: int
    records_ignored: int
    staged_hash: Decimal | None
    platform_total: dict[str, Any] | None
    held_reason: str | None
    decided_by: str | None
    rows_inserted: int
    rows_updated: int
    rows_deleted: int
    rows_unchanged: int
    rows_late: int
    error_class: str | None
    error_message: str | None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Batch:
        """Read a row of sql/batches/select.sql."""
        row = dict(row)
        window = Window(row.pop("window_start"), row.pop("window_end"))
        return cls(window=window, **row)

    @property
    def definition(self) -> Stream:
        """The stream it belongs to."""
        return platform(self.platform).stream(self.stream)

    @property
    def stage(self) -> sql.Identifier:
        """Its unlogged staging table."""
        return sql.Identifier("staging", f"b_{self.id}")

    def __str__(self) -> str:
        return f"batch {self.id} ({self.platform} {self.stream}, account {self.account_id}, {self.window})"


def create(context: LoadContext, stream: Stream, account: ConnectedAccount, window: Window) -> Batch:
    """Open a batch in status `landing`. It says where its pages go before there are any."""
    parameters = {
        "platform": account.platform,
        "stream": stream.name,
        "ad_account_id": account.ad_account_id,
        "window_start": window.start,
        "window_end": window.end,
        "run_id": context.run_id,
        "load_mode": stream.load_mode,
        "fetched_at": context.clock.now(),
    }
    folder = f"landing/{account.platform}/{stream.name}/{account.account_id}/{window.start}_{window.last}"
    with context.warehouse.transaction("batch.create") as cursor:
        (row,) = cursor.execute(statement("batches/insert"), parameters).fetchall()
        update(cursor, row["id"], landing_prefix=f"{folder}/{row['id']}")
    return get(context.warehouse, row["id"])


def get(warehouse: Warehouse, batch_id: int) -> Batch:
    """One batch. Raises ConfigurationError when there is none of that number."""
    rows = warehouse.fetch("batches/select", _filters(batch_id=batch_id))
    if not rows:
        raise ConfigurationError(f"there is no batch {batch_id}; `adwarehouse batches list` shows them")
    return Batch.from_row(rows[0])


def of_run(warehouse: Warehouse, run_id: str, platform_name: str, stream: str, *statuses: str) -> list[Batch]:
    """The run's batches of a stream in any of the statuses (all when none is named), oldest first."""
    filters = _filters(run_id=run_id, platform=platform_name, stream=stream, statuses=list(statuses) or None)
    return [Batch.from_row(row) for row in warehouse.fetch("batches/select", filters)]


def listing(warehouse: Warehouse, *statuses: str) -> list[Batch]:
    """Batches in any of the statuses, oldest first."""
    return [Batch.from_row(row) for row in warehouse.fetch("batches/select", _filters(statuses=list(statuses) or None))]


def _filters(**given: Any) -> dict[str, Any]:
    return {"batch_id": None, "run_id": None, "platform": None, "stream": None, "statuses": None, **given}


def update(cursor: Cursor, batch_id: int, **values: Any) -> None:
    """Set columns of a batch inside the caller's transaction."""
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    )
    plain = {name: Jsonb(value) if isinstance(value, dict | list) else value for name, value in values.items()}
    cursor.execute(statement("batches/update", assignments=assignments), {**plain, "batch_id": batch_id})


def advance(cursor: Cursor, batch: Batch, **values: Any) -> None:
    """Set columns of a batch that goes on, inside the caller's transaction.

    Raises:
        BatchHeld: a newer publish of its days has superseded it meanwhile.
    """
    (known,) = cursor.execute(statement("publish/lock_batch"), {"batch_id": batch.id}).fetchall()
    if known["status"] == "superseded":
        raise BatchHeld(f"{batch} was superseded by a newer publish of its days")
    update(cursor, batch.id, **values)


def fail(warehouse: Warehouse, batch: Batch, error: Exception) -> None:
    """Close a batch with the error that ended it; secrets are taken out of its message."""
    with warehouse.transaction("batch.fail") as cursor:
        update(cursor, batch.id, status="failed", error_class=type(error).__name__, error_message=safe_message(error))


def hold(cursor: Cursor, batch: Batch, reason: str) -> None:
    """Keep a batch from publishing until a person decides."""
    update(cursor, batch.id, status="held", held_reason=reason)


def accept(warehouse: Warehouse, batch_id: int, *, by: str, reason: str) -> Batch:
    """Overrule the contract: a held batch becomes validated. One that was accepted and not yet published may be again.

    Raises:
        BatchHeld: it is not held, so there is nothing to decide.
    """
    batch = get(warehouse, batch_id)
    if batch.status == "validated" and batch.decided_by:
        return batch
    return _decide(warehouse, batch_id, "validated", by, reason)


def reject(warehouse: Warehouse, batch_id: int, *, by: str, reason: str) -> Batch:
    """Confirm the contract: a held batch is never published.

    Raises:
        BatchHeld: it is not held, so there is nothing to decide.
    """
    return _decide(warehouse, batch_id, "rejected", by, reason)


def _decide(warehouse: Warehouse, batch_id: int, status: str, by: str, reason: str) -> Batch:
    batch = get(warehouse, batch_id)
    if batch.status != "held":
        raise BatchHeld(f"{batch} is {batch.status}; only a held batch can be accepted or rejected")
    with warehouse.transaction("batch.decide") as cursor:
        update(cursor, batch_id, status=status, decided_by=by, decision_reason=reason)
    return get(warehouse, batch_id)


def record_failure(
    context: LoadContext, stream: Stream, account: ConnectedAccount, window: Window, error: AdwarehouseError
) -> None:
    """A batch that failed before anything was fetched."""
    fail(context.warehouse, create(context, stream, account, window), error)
