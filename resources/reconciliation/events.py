"""Events against a truth."""

from __future__ import annotations

import pyarrow as pa

from resources import metrics
from resources.reconciliation.documents import DocumentDifference, Documents, fields, gather
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement

_TOLD = [field for field in metrics.EVENTS if field not in metrics.SOURCE]

EVENTS = pa.schema([pa.field("platform", pa.string(), False), pa.field("account_id", pa.string(), False), *_TOLD])
"""What happened, in the words of metrics.EVENTS. Key: platform, account_id, event_key."""

_FIELDS = [*(field.name for field in _TOLD if field.name != "event_key"), "campaign"]


def against_events(warehouse: Warehouse, events: pa.Table) -> Documents:
    """Lay every published event beside `events` (schema EVENTS), and the campaign it hangs on beside the one it names.

    An event of the truth counts as loaded when its day is in a window that was published.
    """
    with warehouse.transaction("reconciliation.events") as cursor:
        gather(cursor, "told_event", events)
        cursor.execute(statement("reconciliation/events/comparable"))
        (counts,) = cursor.execute(statement("reconciliation/events/counts")).fetchall()
        rows = cursor.execute(statement("reconciliation/events/differences", fields=fields(_FIELDS))).fetchall()
    return Documents([DocumentDifference(**row) for row in rows], **counts)
