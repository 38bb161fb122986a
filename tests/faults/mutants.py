"""Bugs to plant in the pipeline: what each changes, where it shows, and the invariant that it breaks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from resources.archive import readback
from resources.credentials import Vault
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.loading.publish.parameters import parameters
from resources.warehouse import statements
from resources.warehouse.connection import Cursor
from resources.warehouse.marts import refresh_marts
from tests.faults.patients import (
    Patient,
    archive_through_a_loss,
    die_before_the_commit,
    publish_after_crash,
    publish_at_once,
    publish_in_the_wrong_order,
    read_again,
    read_again_before_a_reader,
)


def said(name: str, old: str, new: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A bug in a statement: some of its words are others."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        text = statements._text

        def mutated(asked: str) -> str:
            found: str = text(asked)
            assert asked != name or old in found
            return found.replace(old, new) if asked == name else found

        patch.setattr(statements, "_text", mutated)

    return plant


def content_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    """Publish trusts the staging table."""

    def trusting(cursor: Cursor, batch: Batch) -> None:
        cursor.execute(statements.statement("publish/lock_account"), {"ad_account_id": batch.ad_account_id})

    patch.setattr(publishing, "_verify", trusting)


def nothing_is_read_back(patch: pytest.MonkeyPatch) -> None:
    """The archive is believed to be what was sent to it."""
    for name in ("prove", "fetch"):
        patch.setattr(readback, name, lambda *arguments: None)


def token_is_logged(patch: pytest.MonkeyPatch) -> None:
    """A line for debugging was left in, in a process whose log masks nothing."""
    decrypt = Vault.decrypt

    def telling(vault: Vault, ciphertext: str) -> str:
        secret = decrypt(vault, ciphertext)
        logging.getLogger("resources.credentials").debug("decrypted %s", secret)
        return secret

    patch.setattr(Vault, "decrypt", telling)
    patch.setattr(logging, "_logRecordFactory", logging.LogRecord)


def beforehand(*names: str, refresh: bool = False) -> Callable[[pytest.MonkeyPatch], None]:
    """What belongs to the publish is committed before it."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        publish = publishing._attempt

        def hasty(context: Any, batch: Batch, dry_run: bool) -> Any:
            values = parameters(context.clock, batch) | {"days": list(batch.window.days())}
            with context.own_connection() as own:
                with own.warehouse.transaction("test.hasty") as cursor:
                    for name in names:
                        cursor.execute(statements.statement(name), values)
                if refresh:
                    refresh_marts(own.warehouse, own.clock)
            return publish(context, batch, dry_run)

        patch.setattr(publishing, "_attempt", hasty)
        if refresh:
            said("publish/touched_days", "unnest(%(days)s::date[])", "unnest(ARRAY[]::date[])")(patch)

    return plant


def window_is_emptied_first(patch: pytest.MonkeyPatch) -> None:
    """The days of a window are deleted, and that committed, before what they hold now is published."""
    publish = publishing._attempt

    def emptying(context: Any, batch: Batch, dry_run: bool) -> Any:
        if batch.stream == "campaign_daily":
            with context.own_connection() as own, own.warehouse.transaction("test.empty") as cursor:
                cursor.execute(
                    "DELETE FROM warehouse.campaign_metrics WHERE ad_account_id = %s AND date >= %s AND date < %s",
                    (batch.ad_account_id, batch.window.start, batch.window.end),
                )
            time.sleep(0.2)
        return publish(context, batch, dry_run)

    patch.setattr(publishing, "_attempt", emptying)


@dataclass(frozen=True)
class Mutant:
    """A bug, where it shows, and the invariant that it breaks."""

    plant: Callable[[pytest.MonkeyPatch], None]
    scenario: Callable[[Patient], None]
    breaks: str


MUTANTS = {
    "key column dropped from the merge": Mutant(
        said("publish/update", "({fact_key}) = ({change_key})",
             "(fact.date, fact.campaign_id) = (change.date, change.campaign_id)"), read_again, "I2 MONEY"),
    "advisory lock skipped": Mutant(
        said("publish/lock_account", "SELECT pg_advisory_xact_lock(", "SELECT ("), publish_at_once, "I12 NO-REGRESS"),
    "drop before verify": Mutant(nothing_is_read_back, archive_through_a_loss, "I10 ARCHIVE"),
    "cursor committed before data": Mutant(
        beforehand("publish/stream_state"), die_before_the_commit, "I9 LOG TRUTH"),
    "token logged": Mutant(token_is_logged, read_again, "I11 SECRETS"),
    "staging content not checked": Mutant(content_is_not_checked, publish_after_crash, "I1 COUNT"),
    "retry that doubles": Mutant(
        said("publish/update", "SET {assignments}", "SET clicks = fact.clicks + change.new_clicks"),
        read_again, "I2 MONEY"),
    "older fetch overwrites newer": Mutant(
        said("publish/effective_days", "loaded.fetched_at < %(fetched_at)s", "true"),
        publish_in_the_wrong_order, "I12 NO-REGRESS"),
    "marts committed before facts": Mutant(
        beforehand("publish/touched_days", refresh=True), read_again, "I7 ROLLUP"),
    "marts without their last day": Mutant(
        said("marts/account_channel_daily", "BETWEEN %(first_day)s AND %(last_day)s",
             "BETWEEN %(first_day)s AND %(last_day)s - 1"), read_again, "I7 ROLLUP"),
    "window emptied first": Mutant(window_is_emptied_first, read_again_before_a_reader, "I5 VISIBILITY"),
}  # fmt: skip
