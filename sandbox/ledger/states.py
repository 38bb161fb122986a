"""What the tables say as of a day: restatements applied, versions chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sandbox.ledger.tables import METRICS_KEY, RESTATEMENTS

BEFORE_ALL = dt.date.min


def restated(rows: pa.Table, restatements: pa.Table | None, as_of: dt.date) -> pa.Table:
    """Rows of `metrics` with every restatement that holds on `as_of` applied, in key order.

    The latest `effective_from` of a key wins; a row that is marked removed is not there.
    """
    if restatements is not None:
        restatements = restatements.filter(pc.field("effective_from") <= as_of)
    if restatements is None or restatements.num_rows == 0:
        return rows.sort_by([(name, "ascending") for name in METRICS_KEY])
    held = pa.repeat(pa.scalar(BEFORE_ALL, pa.date32()), rows.num_rows)
    kept = pa.repeat(pa.scalar(value=False), rows.num_rows)
    first = pa.table([*rows.columns, held, kept], schema=RESTATEMENTS)
    history = pa.concat_tables([first, restatements]).sort_by(
        [(name, "ascending") for name in (*METRICS_KEY, "effective_from")]
    )
    numbered = history.append_column("row", pa.array(np.arange(history.num_rows)))
    latest = numbered.group_by(list(METRICS_KEY), use_threads=False).aggregate([("row", "max")])["row_max"]
    state = history.take(latest)
    return state.filter(pc.invert(state["removed"])).select(rows.column_names)


def campaign_states(versions: Iterable[Mapping[str, Any]], zone: str, as_of: dt.date) -> list[dict[str, Any]]:
    """One row a campaign that existed on `as_of` (a day of `zone`), in campaign_id order."""
    chosen: dict[str, dict[str, Any]] = {}
    for version in sorted(versions, key=lambda row: (row["campaign_id"], row["updated_time"])):
        campaign_id = version["campaign_id"]
        since = version["updated_time"] if campaign_id in chosen else version["created_time"]
        if since.astimezone(ZoneInfo(zone)).date() <= as_of:
            chosen[campaign_id] = dict(version)
    for row in chosen.values():
        if row["deleted_on"] is not None and row["deleted_on"] <= as_of:
            row["status"] = row["effective_status"] = "DELETED"
    return list(chosen.values())


def end_of(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which a day of a time zone is over."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))


def newest(versions: pa.Table, document: str, moment: str) -> pa.Table:
    """The row with the last `moment` of each document, in the document's order."""
    ordered = versions.sort_by([(document, "ascending"), (moment, "ascending")]).combine_chunks()
    names = ordered[document]
    if ordered.num_rows == 0:
        return ordered
    is_last = pc.not_equal(names[:-1].combine_chunks(), names[1:].combine_chunks())
    return ordered.filter(pa.concat_arrays([is_last, pa.array([True])]))
