"""What a query is about, as columns of values: every row, before conditions on anything but the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from resources.windows import Window
from sandbox.google import attributes, facts
from sandbox.google.check import check
from sandbox.google.conditions import days
from sandbox.google.customers import PLATFORM, Customer, Directory
from sandbox.google.errors import granularity_not_supported, not_served
from sandbox.google.fields import DATE, METRICS, SEGMENTS, find
from sandbox.google.gaql import Query
from sandbox.ledger import Ledger
from sandbox.ledger.tables import CAMPAIGNS

RETENTION_MONTHS = 37
_BEGINNING = dt.date(2000, 1, 1)
_NAMELESS = {**dict.fromkeys(CAMPAIGNS.names), "name": "", "objective": "UNKNOWN", "status": "DELETED"}

Entity = Mapping[str, Any]
Columns = dict[str, list[Any]]
"""Values by field name: constants by name (by number where the API has no name), None where unset."""


@dataclass(frozen=True)
class Asked:
    """Who is asked about what, on which day of the customer's calendar."""

    customer: Customer
    query: Query
    today: dt.date

    @property
    def needed(self) -> frozenset[str]:
        """Fields whose values it takes to answer. Days that only limit are not among them."""
        limiting = {DATE}.difference(self.query.select)
        conditions = {condition.field for condition in self.query.conditions} - limiting
        return frozenset({*self.query.select, *conditions, *(name for name, _ in self.query.order)})

    def of(self, group: str, names: Iterable[str]) -> list[str]:
        """The names that belong to a group."""
        return sorted(name for name in names if find(name).group == group)


def earliest(today: dt.date) -> dt.date:
    """The first day that is still told by day."""
    months = today.year * 12 + today.month - 1 - RETENTION_MONTHS
    first = dt.date(months // 12, months % 12 + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return first.replace(day=min(today.day, last.day))


def read(asked: Asked, ledger: Ledger, directory: Directory) -> Columns:
    """The columns that are needed. Raises AdsError for a query that the API refuses."""
    first, last = days(asked.query.conditions, asked.today)
    check(asked.query, is_manager=asked.customer.is_manager, has_finite_range=None not in (first, last))
    names = {*asked.needed, *_resource_names(asked)}
    metrics, segments = asked.of(METRICS, names), asked.of(SEGMENTS, names)
    _check_served(names)
    entities = _entities(asked, ledger, directory, names - {*metrics, *segments})
    if not metrics and not segments:
        return _listed([entity for _, entity in entities], names)
    if first is not None and first < earliest(asked.today):
        raise granularity_not_supported(earliest(asked.today))
    since = first or _BEGINNING
    window = Window.closed(since, max(since, last or asked.today))
    return _delivered(asked, ledger, window, dict(entities), names)


def _resource_names(asked: Asked) -> list[str]:
    """The names of the resources in the query, which come unasked unless a parameter says no."""
    if asked.query.parameters.get("omit_unselected_resource_names"):
        return []
    groups = {find(name).group for name in asked.query.select} - {METRICS, SEGMENTS} | {asked.query.resource}
    return [f"{group}.resource_name" for group in groups]


def _check_served(names: Iterable[str]) -> None:
    by_group = {METRICS: facts.METRICS, SEGMENTS: facts.SEGMENTS}
    for field in map(find, sorted(names)):
        if field.leaf not in by_group.get(field.group, ()) and field.name not in attributes.SERVED:
            raise not_served(field.name)


def _entities(asked: Asked, ledger: Ledger, directory: Directory, names: Set[str]) -> list[tuple[str, Entity]]:
    """What the resource in FROM has, with its id."""
    customer = asked.customer
    if asked.query.resource == "customer":
        return [(customer.customer_id, attributes.of_customer(customer, names))]
    if asked.query.resource == "customer_client":
        clients = directory.clients(customer)
        return [(client.customer.customer_id, attributes.of_client(client, customer, names)) for client in clients]
    if customer.is_manager:
        return []
    rows = ledger.campaigns(PLATFORM, customer.customer_id, asked.today).to_pylist()
    return [(row["campaign_id"], attributes.of_campaign(row, customer, names)) for row in rows]


def _listed(entities: Sequence[Entity], names: Iterable[str]) -> Columns:
    return {name: [entity[name] for entity in entities] for name in names}


def _delivered(asked: Asked, ledger: Ledger, window: Window, entities: dict[str, Entity], names: Set[str]) -> Columns:
    customer = asked.customer
    key = "account_id" if asked.query.resource == "customer" else "campaign_id"
    metrics, segments = asked.of(METRICS, names), asked.of(SEGMENTS, names)
    grain = [column for leaf, column in facts.GRAIN.items() if f"{SEGMENTS}.{leaf}" in segments]
    rows = facts.facts(ledger, customer.customer_id, window, asked.today, [key, *grain])
    if not segments:
        rows = _with_silent(rows, key, entities)
    ids: list[Any] = rows[key].to_pylist()
    for unknown in set(ids) - entities.keys():
        entities[unknown] = attributes.of_campaign({**_NAMELESS, "campaign_id": unknown}, customer, names)
    columns = _listed([entities[each] for each in ids], names - {*metrics, *segments})
    columns |= {name: facts.METRICS[find(name).leaf](rows) for name in metrics}
    return columns | {name: facts.SEGMENTS[find(name).leaf](rows) for name in segments}


def _with_silent(rows: pa.Table, key: str, entities: Iterable[str]) -> pa.Table:
    """With a row of zeros for everyone that delivered nothing."""
    silent = sorted(set(entities) - set(rows[key].to_pylist()))
    zeros = pa.Table.from_pylist([dict.fromkeys(rows.column_names, 0) | {key: each} for each in silent], rows.schema)
    return pa.concat_tables([rows, zeros]).sort_by([(key, "ascending")])
