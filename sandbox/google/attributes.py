"""The fields of customers, clients of a manager, campaigns and budgets. Constants are told by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.google.customers import Client, Customer

Campaign = Mapping[str, Any]

_STATUS = {"ACTIVE": "ENABLED", "PAUSED": "PAUSED", "DELETED": "REMOVED", "ARCHIVED": "ENABLED"}
_SERVING = {"ACTIVE": "SERVING", "PAUSED": "SERVING", "DELETED": "NONE", "ARCHIVED": "ENDED"}
_PRIMARY = {"ACTIVE": "ELIGIBLE", "PAUSED": "PAUSED", "DELETED": "REMOVED", "ARCHIVED": "ENDED"}
_MICROS = 1_000_000

CUSTOMER: dict[str, Callable[[Customer], Any]] = {
    "customer.resource_name": lambda customer: f"customers/{customer.customer_id}",
    "customer.id": lambda customer: int(customer.customer_id),
    "customer.descriptive_name": lambda customer: customer.name,
    "customer.currency_code": lambda customer: customer.currency,
    "customer.time_zone": lambda customer: customer.timezone,
    "customer.manager": lambda customer: customer.is_manager,
    "customer.test_account": lambda _: False,
    "customer.status": lambda customer: customer.status,
}

CUSTOMER_CLIENT: dict[str, Callable[[Client, Customer], Any]] = {
    "customer_client.resource_name": lambda client, asked: (
        f"customers/{asked.customer_id}/customerClients/{client.customer.customer_id}"
    ),
    "customer_client.client_customer": lambda client, _: f"customers/{client.customer.customer_id}",
    "customer_client.id": lambda client, _: int(client.customer.customer_id),
    "customer_client.level": lambda client, _: client.level,
    "customer_client.manager": lambda client, _: client.customer.is_manager,
    "customer_client.hidden": lambda *_: False,
    "customer_client.test_account": lambda *_: False,
    "customer_client.status": lambda client, _: client.customer.status,
    "customer_client.currency_code": lambda client, _: client.customer.currency,
    "customer_client.time_zone": lambda client, _: client.customer.timezone,
    "customer_client.descriptive_name": lambda client, _: client.customer.name,
}


def _local(moment: dt.datetime | None, customer: Customer) -> str | None:
    """An instant on the account's clock; an open end is not told."""
    return None if moment is None else f"{moment.astimezone(ZoneInfo(customer.timezone)):%Y-%m-%d %H:%M:%S}"


def _micros(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * _MICROS)


def _budget_name(campaign: Campaign, customer: Customer) -> str:
    return f"customers/{customer.customer_id}/campaignBudgets/{campaign['campaign_id']}"


CAMPAIGN: dict[str, Callable[[Campaign, Customer], Any]] = {
    "campaign.resource_name": lambda campaign, customer: (
        f"customers/{customer.customer_id}/campaigns/{campaign['campaign_id']}"
    ),
    "campaign.id": lambda campaign, _: int(campaign["campaign_id"]),
    "campaign.name": lambda campaign, _: campaign["name"],
    "campaign.status": lambda campaign, _: _STATUS.get(campaign["status"], "UNKNOWN"),
    "campaign.serving_status": lambda campaign, _: _SERVING.get(campaign["status"], "UNKNOWN"),
    "campaign.primary_status": lambda campaign, _: _PRIMARY.get(campaign["status"], "UNKNOWN"),
    "campaign.advertising_channel_type": lambda campaign, _: campaign["objective"],
    "campaign.advertising_channel_sub_type": lambda *_: "UNSPECIFIED",
    "campaign.bidding_strategy_type": lambda *_: "MAXIMIZE_CONVERSIONS",
    "campaign.campaign_budget": _budget_name,
    "campaign.start_date_time": lambda campaign, customer: _local(campaign["start_time"], customer),
    "campaign.end_date_time": lambda campaign, customer: _local(campaign["stop_time"], customer),
    "campaign_budget.resource_name": _budget_name,
    "campaign_budget.id": lambda campaign, _: int(campaign["campaign_id"]),
    "campaign_budget.amount_micros": lambda campaign, _: _micros(campaign["daily_budget"]),
    "campaign_budget.total_amount_micros": lambda campaign, _: _micros(campaign["lifetime_budget"]),
    "campaign_budget.period": lambda campaign, _: "DAILY" if campaign["lifetime_budget"] is None else "CUSTOM_PERIOD",
    "campaign_budget.explicitly_shared": lambda *_: False,
}

SERVED = frozenset({*CUSTOMER, *CUSTOMER_CLIENT, *CAMPAIGN})


def of_customer(customer: Customer, names: Container[str]) -> dict[str, Any]:
    """The customer's fields that are among the names."""
    return {name: told(customer) for name, told in CUSTOMER.items() if name in names}


def of_client(client: Client, asked: Customer, names: Container[str]) -> dict[str, Any]:
    """A client as the customer that is asked lists it."""
    own = {name: told(client, asked) for name, told in CUSTOMER_CLIENT.items() if name in names}
    return of_customer(asked, names) | own


def of_campaign(campaign: Campaign, customer: Customer, names: Container[str]) -> dict[str, Any]:
    """A campaign (a row of `campaigns`), its budget and its customer."""
    own = {name: told(campaign, customer) for name, told in CAMPAIGN.items() if name in names}
    return of_customer(customer, names) | own
