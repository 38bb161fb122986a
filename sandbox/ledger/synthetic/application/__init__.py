"""The application's tables of the default ledger, as of a day.

Whatever has not happened when the day ends in Seoul is not there: rows are absent, and a refund or a cancellation of
later is not told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sandbox.ledger.application_tables import FOLDER, SCHEMAS
from sandbox.ledger.states import end_of
from sandbox.ledger.synthetic.application import (
    behaviour,
    budgets,
    catalogue,
    experiments,
    people,
    planning,
    purchases,
    security,
    subscribers,
    works,
)
from sandbox.ledger.synthetic.entities import ANCHOR, months

Made = Callable[[int, dt.date], Any]
"""(seed, day) -> rows as dicts, or a table of the schema."""


def _months(until: dt.date) -> list[dt.date]:
    return list(months(until))


def _horizon(until: dt.date) -> dt.datetime:
    return end_of(until, people.SEOUL.zone)


_TABLES: dict[str, Made] = {
    "users": lambda seed, _: people.users(seed),
    "teams": lambda *_: people.teams(),
    "team_members": lambda *_: people.members(),
    "marketing_accounts": lambda *_: people.connections(),
    "products": lambda *_: catalogue.products(),
    "product_images": lambda *_: catalogue.images(),
    "background_versions": lambda *_: catalogue.backgrounds(),
    "subscription_plans": lambda *_: catalogue.plans(),
    "subscriptions": lambda seed, until: subscribers.subscriptions(seed, _horizon(until)),
    "subscription_changes": lambda seed, until: subscribers.changes(seed, _horizon(until)),
    "orders": lambda seed, until: purchases.orders(seed, _months(until), _horizon(until)),
    "payments": lambda seed, until: purchases.payments(seed, _months(until), _horizon(until)),
    "user_behavior": lambda seed, until: behaviour.events(seed, _months(until), "user_behavior"),
    "page_views": lambda seed, until: behaviour.events(seed, _months(until), "page_views"),
    "conversions": lambda seed, until: behaviour.events(seed, _months(until), "conversions"),
    "user_sessions": lambda seed, until: behaviour.sessions(seed, _months(until)),
    "ab_tests": lambda _, until: experiments.tests(_horizon(until)),
    "ab_test_results": lambda seed, until: experiments.results(seed, _horizon(until)),
    "campaigns": lambda seed, _: planning.campaigns(seed),
    "campaign_drafts": planning.drafts,
    "campaign_publications": lambda seed, _: planning.publications(seed),
    "creatives": lambda seed, _: works.creatives(seed),
    "creative_assets": lambda seed, _: works.assets(seed),
    "ai_generations": lambda seed, until: works.generations(seed, _months(until)),
    "content": lambda seed, _: works.contents(seed),
    "workflows": lambda *_: works.workflows(),
    "bonuses": lambda seed, _: works.bonuses(seed),
    "budgets": lambda seed, until: budgets.budgets(seed, _months(until)),
    "api_keys": lambda *_: security.keys(),
    "login_attempts": lambda seed, until: security.logins(seed, _months(until)),
    "api_logs": lambda seed, until: security.calls(seed, _months(until)),
}
TABLES = frozenset(f"{FOLDER}/{name}" for name in _TABLES)


@lru_cache(maxsize=256)
def read(seed: int, name: str, until: dt.date) -> pa.Table:
    """A table (`app/<name>`) as it is when that day ends; empty before the ledger begins."""
    schema = SCHEMAS[name]
    if until < ANCHOR:
        return schema.empty_table()
    rows = _TABLES[name.removeprefix(f"{FOLDER}/")](seed, until)
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(list(rows), schema=schema)
    return table.filter(pc.field("created_at") < _horizon(until)).combine_chunks()
