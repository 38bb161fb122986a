"""A small world of Google Ads accounts, a server of it, and the official client with a user's token."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
from google.ads.googleads.client import GoogleAdsClient
from google.ads.googleads.errors import GoogleAdsException
from google.api_core.exceptions import GoogleAPICallError
from google.oauth2.credentials import Credentials

from resources.clock import Clock
from sandbox.faults import Faults
from sandbox.google.credentials import GoogleCredentials
from sandbox.google.messages import VERSION, Failure
from sandbox.google.server import PAGE_ROWS, Served, serve
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from tests import authority

TODAY = dt.date(2026, 3, 10)
MANAGER, BETWEEN = "3009999999", "3009999998"
USD, KRW, CLOSED = "3001000001", "3001000002", "3001000004"
TOKENS = {account: f"1//{account}" for account in (USD, KRW, CLOSED)}
CREDENTIALS = GoogleCredentials("developer", "client.apps", "secret", MANAGER, TOKENS)
DAILY = (
    "SELECT campaign.id, segments.date, segments.ad_network_type, metrics.impressions, metrics.clicks, "
    "metrics.cost_micros, metrics.conversions, metrics.conversions_value FROM campaign "
    "WHERE segments.date BETWEEN '2026-03-01' AND '2026-03-10'"
)

authority.trust()


def account(account_id: str, name: str, currency: str, zone: str, status: str = "ENABLED") -> dict[str, Any]:
    """A row of `accounts`."""
    told = {"name": name, "currency": currency, "timezone": zone, "status": status}
    return {"platform": "google", "account_id": account_id, **told}


def campaign(campaign_id: str, objective: str, status: str = "ACTIVE", **changes: Any) -> dict[str, Any]:
    """A row of `campaigns` of the account in dollars."""
    began = dt.datetime(2026, 1, 5, 14, 30, tzinfo=dt.UTC)
    row = {
        "platform": "google",
        "account_id": USD,
        "campaign_id": campaign_id,
        "name": f"Campaign {campaign_id}",
        "objective": objective,
        "status": status,
        "effective_status": status,
        "daily_budget": Decimal("25.5"),
        "lifetime_budget": None,
        "start_time": began,
        "stop_time": None,
        "created_time": began,
        "updated_time": began,
        "deleted_on": None,
    }
    return row | changes


def delivery(campaign_id: str, day: str, placement: str = "SEARCH", **changes: Any) -> dict[str, Any]:
    """A row of `metrics` of the account in dollars."""
    row = {
        "platform": "google",
        "account_id": USD,
        "campaign_id": campaign_id,
        "date": dt.date.fromisoformat(day),
        "placement": placement,
        "impressions": 1_000,
        "clicks": 40,
        "spend": Decimal("12.34"),
        "purchases": Decimal("1.25"),
        "purchase_value": Decimal("99.9"),
        **dict.fromkeys(("likes", "shares", "comments", "saves"), 0),
    }
    return row | changes


ACCOUNTS = [
    account(USD, "Dollars", "USD", "America/New_York"),
    account(KRW, "Won", "KRW", "Asia/Seoul"),
    account(CLOSED, "Closed", "EUR", "Europe/Berlin", "CANCELED"),
]
CAMPAIGNS = [
    campaign("101", "SEARCH"),
    campaign("102", "PERFORMANCE_MAX", "PAUSED", daily_budget=None, lifetime_budget=Decimal(900)),
    campaign("103", "DEMAND_GEN", "DELETED"),
    campaign("104", "VIDEO", "ARCHIVED", stop_time=dt.datetime(2026, 2, 1, 4, 59, 59, tzinfo=dt.UTC)),
]
METRICS = [
    delivery("101", "2026-03-01"),
    delivery("101", "2026-03-01", "SEARCH_PARTNERS", impressions=7, clicks=0, spend=Decimal("0.000001")),
    delivery("101", "2026-03-10", purchases=Decimal("-0.5"), purchase_value=Decimal("-20")),
    delivery("102", "2026-03-02", "PERFORMANCE_MAX/YOUTUBE"),
    delivery("102", "2026-03-02", "PERFORMANCE_MAX/MIXED", impressions=0, clicks=0, spend=Decimal(0)),
    delivery("103", "2026-03-03", "UNKNOWN(6)"),
    delivery("104", "2026-03-04", impressions=0, clicks=0, spend=0, purchases=0, purchase_value=0),
    delivery("901", "2026-03-10", account_id=KRW, spend=Decimal("12345.5"), placement="CONTENT"),
]


def world(**tables: list[dict[str, Any]]) -> Ledger:
    """The ledger of the small world, with some tables replaced or added."""
    rows = {"accounts": ACCOUNTS, "campaigns": CAMPAIGNS, "metrics": METRICS, **tables}
    return Ledger.of({name: pa.Table.from_pylist(each, SCHEMAS[name]) for name, each in rows.items()})


@dataclass
class Ads:
    """A server of the world and a user who may read one account, through the manager unless `login` says otherwise."""

    served: Served
    faults: Faults
    account: str = USD
    login: str | None = MANAGER
    version: str = VERSION
    developer_token: str = CREDENTIALS.developer_token

    def service(self, name: str = "GoogleAdsService", credentials: Credentials | None = None) -> Any:
        """A service of the official client."""
        client = GoogleAdsClient(
            credentials or self.user(),
            developer_token=self.developer_token,
            login_customer_id=self.login,
            endpoint=self.served.endpoint,
            use_proto_plus=False,
            version=self.version,
        )
        return client.get_service(name)

    def user(self, **changes: Any) -> Credentials:
        """Credentials that renew themselves."""
        known: dict[str, Any] = {
            "refresh_token": TOKENS[self.account],
            "client_id": CREDENTIALS.client_id,
            "client_secret": CREDENTIALS.client_secret,
            "token_uri": self.served.token_url,
        }
        return Credentials(None, **(known | changes))

    def messages(self, query: str, customer_id: str | None = None, **options: Any) -> Iterator[Any]:
        """The messages of a stream, which ends when its channel does."""
        service = self.service()
        yield from service.search_stream(customer_id=customer_id or self.account, query=query, **options)

    def rows(self, query: str, customer_id: str | None = None) -> list[Any]:
        """Every row of a stream."""
        return [row for message in self.messages(query, customer_id) for row in message.results]

    def refusal(self, query: str, customer_id: str | None = None) -> tuple[str, str]:
        """The status and the code that an answer to a query is refused with."""
        return self.refused(lambda: self.rows(query, customer_id))

    def refused(self, ask: Any) -> tuple[str, str]:
        """The status and the code of the error that a call ends with."""
        try:
            ask()
        except GoogleAdsException as error:
            return error.error.code().name, _code(error.failure)
        except GoogleAPICallError as error:
            status = error.grpc_status_code.name
            return status, _code(failure(error)) if status in ("INTERNAL", "RESOURCE_EXHAUSTED") else ""
        raise AssertionError("the call was answered")


def failure(error: GoogleAPICallError) -> Any:
    """What came in the trailing metadata of an error that the client does not read itself."""
    trailers: Mapping[str, Any] = dict(error.errors[0].trailing_metadata())
    return Failure.FromString(trailers[f"google.ads.googleads.{VERSION}.errors.googleadsfailure-bin"])


def _code(failure: Any) -> str:
    return str(failure.errors[0].error_code).strip().replace(": ", ".")


@contextmanager
def advertising(ledger: Ledger | None = None, page_rows: int = PAGE_ROWS, today: dt.date = TODAY) -> Iterator[Ads]:
    """Serve a ledger (default: the small world)."""
    faults = Faults()
    with serve(ledger or world(), Clock(today), CREDENTIALS, faults, authority.folder(), page_rows) as served:
        yield Ads(served, faults)
