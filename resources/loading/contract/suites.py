"""What each warehouse table expects of a staged batch, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from resources.loading.batches import Batch
from resources.warehouse.connection import Warehouse
from resources.warehouse.statements import statement


@dataclass(frozen=True)
class Term:
    """One expectation: its Great Expectations type and arguments, and what it means to a person."""

    name: str
    type: str
    meaning: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


_BAD_ROWS = {"share_of_bad_rows": "at most 5 % of the records (and ten of them) may be in quarantine"}
_METRICS = {
    **_BAD_ROWS,
    "row_count_like_other_weeks": "a day has a third to ten times the rows usual on its weekday",
    "no_magnitude_jump": "a day's cost is at most 50 times the account's usual daily cost",
    "answer_not_collapsed": "fewer than half of the published rows need the platform's own total as a witness",
}
QUERIES: Mapping[str, Mapping[str, str]] = {
    "campaigns": _BAD_ROWS,
    "campaign_metrics": _METRICS,
    "campaign_metrics_hourly": _METRICS,
    "orders": {**_BAD_ROWS, "no_amount_jump": "the median order is at most 50 times the account's of 90 days"},
    "products": {
        **_BAD_ROWS,
        "no_price_jump": "the same products cost at most 50 times what they did, at the median",
    },
    "analytics_events": {
        **_BAD_ROWS,
        "no_revenue_jump": "the median conversion earns at most 50 times the account's of 90 days",
    },
}
"""The queries of `sql/contract/` by warehouse table, and what each means."""


def terms(warehouse: Warehouse, batch: Batch) -> list[Term]:
    """The suite for a batch: columns, keys and dates from its stream, then the queries of its table."""
    stream = batch.definition
    required = [
        column.name for column in stream.schema if not column.nullable and not column.name.startswith("source_")
    ]
    suite = [
        Term(f"{name}_not_null", "expect_column_values_to_not_be_null", f"{name} is there", {"column": name})
        for name in required
    ]
    column: dict[str, Any]
    if len(stream.key) > 1:
        unique, column = "expect_compound_columns_to_be_unique", {"column_list": list(stream.key)}
    else:
        unique, column = "expect_column_values_to_be_unique", {"column": stream.key[0]}
    suite.append(Term("key_is_unique", unique, f"one row for each {', '.join(stream.key)}", column))
    suite.append(
        Term(
            "currency_of_account",
            "expect_column_values_to_be_in_set",
            f"money is in the account's currency {batch.currency}",
            {"column": "currency", "value_set": [batch.currency]},
        )
    )
    if "date" in stream.schema.names:
        suite.append(
            Term(
                "date_in_window",
                "expect_column_values_to_be_between",
                f"dates are within {batch.window}",
                {"column": "date", "min_value": batch.window.start, "max_value": batch.window.last},
            )
        )
    return suite + [_query(warehouse, batch, name, meaning) for name, meaning in QUERIES[stream.table].items()]


def _query(warehouse: Warehouse, batch: Batch, name: str, meaning: str) -> Term:
    composed = statement(
        f"contract/{name}",
        stage=sql.SQL("{batch}"),
        fact=sql.Identifier("warehouse", batch.definition.table),
        table_name=sql.Literal(batch.definition.table),
        batch_id=sql.Literal(batch.id),
        ad_account_id=sql.Literal(batch.ad_account_id),
        window_start=sql.Literal(batch.window.start),
        window_end=sql.Literal(batch.window.end),
    )
    query = composed.as_string(warehouse.connection)
    return Term(name, "unexpected_rows_expectation", meaning, {"unexpected_rows_query": query})
