"""Alerts from before teams heard of them keep what is known of them, there and back."""

from __future__ import annotations

import pytest

from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import migrate
from tests.conftest import Databases

pytestmark = pytest.mark.database
SENT = "2026-11-20 03:20:00+00"


def test_what_was_sent_is_not_sent_again_after_the_migration_and_back(databases: Databases, owner: Warehouse) -> None:
    migrate(databases.owner_url, "0001")
    owner.connection.execute(
        "INSERT INTO ops.alerts (severity, kind, dedupe_key, message, sent_at) "
        "VALUES ('error', 'run_failure', 'one', 'm', %s), ('error', 'run_failure', 'two', 'm', NULL)",
        (SENT,),
    )
    migrate(databases.owner_url)
    delivered = owner.connection.execute(
        "SELECT dedupe_key, notice, receiver, delivered_at::text FROM ops.alerts "
        "JOIN ops.alert_deliveries ON alert_id = id"
    ).fetchall()
    assert delivered == [
        {"dedupe_key": "one", "notice": "open", "receiver": "webhook", "delivered_at": "2026-11-20 03:20:00+00"}
    ]
    migrate(databases.owner_url, "0001")
    sent = owner.connection.execute("SELECT dedupe_key, sent_at::text FROM ops.alerts ORDER BY id").fetchall()
    assert [tuple(row.values()) for row in sent] == [("one", SENT), ("two", None)]
