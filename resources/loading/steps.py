"""The steps of a load over all accounts of a platform. The Dagster assets and `adwarehouse sync` both call these.

No step raises for one account: what went wrong is in ops.batches, the others go on, and `outcome` says it at the end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import psycopg

from resources import accounts
from resources.accounts import ConnectedAccount
from resources.errors import (
    AdwarehouseError,
    BadPage,
    BatchHeld,
    CredentialsRejected,
    IntegrityError,
    PlatformError,
)
from resources.loading import batches, staging
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.contract import Judge, Verdict
from resources.loading.expiry import expire_landing
from resources.loading.link import Link
from resources.loading.plan import Plan, covered, plan
from resources.loading.publish import Published
from resources.platforms import platform
from resources.platforms.base import Stream
from resources.redaction import safe_message
from resources.warehouse.connection import Warehouse
from resources.windows import Window

log = logging.getLogger(__name__)
ACCOUNTS_AT_ONCE = 4
BAD = frozenset({"failed", "held"})
T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """What a run is about. `window` None: what is due. `account`: one platform account id, or all."""

    platform: str
    window: Window | None = None
    account: str | None = None


def land(context: LoadContext, stream: Stream, scope: Scope) -> list[Batch]:
    """Fetch the windows of every connected account that the stream serves, a few at a time; the batches that landed."""
    connected = accounts.due(context.warehouse, scope.platform, scope.account)
    marks = covered(context.warehouse, stream)
    of_run = batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name)
    already = {(batch.ad_account_id, batch.window) for batch in of_run if batch.status != "failed"}

    def one(account: ConnectedAccount) -> None:
        planned = plan(stream, account, context.clock, scope.window, marks.get(account.ad_account_id))
        todo = [window for window in planned.windows if (account.ad_account_id, window) not in already]
        with context.own_connection() as mine:
            _land_account(mine, stream, account, replace(planned, windows=tuple(todo)))

    with ThreadPoolExecutor(ACCOUNTS_AT_ONCE, thread_name_prefix="land") as pool:
        list(pool.map(one, (account for account in connected if stream.serves(account.account_id))))
    return batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name, "landed")


def _land_account(context: LoadContext, stream: Stream, account: ConnectedAccount, planned: Plan) -> None:
    if planned.refused:
        batches.record_failure(context, stream, account, planned.refused.days, planned.refused)
    link = Link(context, account)
    try:
        link.open()
    except AdwarehouseError as error:
        if planned.windows:
            missed = Window(planned.windows[0].start, planned.windows[-1].end)
            batches.record_failure(context, stream, account, missed, error)
        _note(context, link.account, error)
        return
    for window in planned.windows:
        try:
            batch = link.land(stream, window)
            log.info("%s: %d records landed", batch, batch.records_fetched)
        except PlatformError as error:
            _note(context, link.account, error)
            return


def _note(context: LoadContext, account: ConnectedAccount, error: AdwarehouseError) -> None:
    log.error("%s account %s: %s", account.platform, account.account_id, safe_message(error))
    if isinstance(error, CredentialsRejected):
        accounts.mark_revoked(context.warehouse, account)


def stage(context: LoadContext, stream: Stream, scope: Scope) -> list[Batch]:
    """Stage every landed batch of the run; one that cannot be staged is closed as failed."""
    landed = batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name, "landed")
    _each(context, landed, lambda batch: staging.stage(context, batch))
    return batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name, "staged")


def judge(context: LoadContext, stream: Stream, scope: Scope) -> list[Verdict]:
    """Judge every staged batch of the run; validated or held."""
    staged = batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name, "staged")
    if not staged:
        return []
    with Judge(context) as bench:
        return _each(context, staged, bench.judge)


def publish(context: LoadContext, stream: Stream, scope: Scope, *, dry_run: bool = False) -> list[Published]:
    """Publish every validated batch of the run, oldest first."""
    ready = batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name, "validated")
    return _each(context, ready, lambda batch: publishing.publish(context, batch, dry_run=dry_run))


def _each(context: LoadContext, todo: Iterable[Batch], action: Callable[[Batch], T]) -> list[T]:
    done = []
    for batch in todo:
        try:
            done.append(action(batch))
        except BatchHeld as error:
            log.warning("%s", error)
        except (BadPage, IntegrityError, psycopg.DataError, psycopg.IntegrityError) as error:
            log.error("%s: %s", batch, safe_message(error))
            batches.fail(context.warehouse, batch, error)
    return done


def outcome(context: LoadContext, scope: Scope) -> list[Batch]:
    """Write the run's sync logs, let old landed pages go; the batches that ended badly: failed, or held.

    A batch that failed before a resumed run fetched its window again does not count.
    """
    close_books(context.warehouse, context.run_id)
    expire_landing(context)
    of_run = [
        batch
        for stream in platform(scope.platform).streams
        for batch in batches.of_run(context.warehouse, context.run_id, scope.platform, stream.name)
    ]
    good = {(b.stream, b.ad_account_id, b.window) for b in of_run if b.status in ("published", "superseded")}
    return [b for b in of_run if b.status in BAD and (b.stream, b.ad_account_id, b.window) not in good]


def close_books(warehouse: Warehouse, run_id: str) -> None:
    """Write a run's sync logs, and queue the days it should have brought for the marts; safe to repeat."""
    warehouse.execute("sync/write_logs", {"run_id": run_id}, boundary="sync.logs")
    warehouse.execute("sync/touch_failed_days", {"run_id": run_id}, boundary="sync.touch_failed")
