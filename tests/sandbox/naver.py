"""An advertiser's application that talks to the sandbox's Naver, every request signed, and a ledger of its own."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import requests
from starlette.applications import Starlette
from starlette.routing import Mount

from resources.clock import Clock
from resources.windows import Window
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.ledger.tables import SCHEMAS
from sandbox.naver.access import NaverCredentials
from sandbox.naver.platform import Naver
from sandbox.naver.routes import routes
from sandbox.server import serve

TODAY = dt.date(2026, 2, 28)
DAY = dt.date(2026, 2, 20)
OURS, THEIRS = "401001", "401002"
CREDENTIALS = NaverCredentials({OURS: ("0100licence", "c2VjcmV0IG9uZQ=="), THEIRS: ("0200licence", "c2VjcmV0IHR3bw==")})
TYPES = ("WEB_SITE", "SHOPPING", "PLACE", "BRAND_SEARCH", "POWER_CONTENTS", "WEB_SITE", "WEB_SITE", "SHOPPING")
STATES = ("ACTIVE",) * 5 + ("PAUSED", "ARCHIVED", "DELETED")
CODES = {"WEB_SITE": 1, "SHOPPING": 2, "POWER_CONTENTS": 3, "BRAND_SEARCH": 4, "PLACE": 6}


class Days(Clock):
    """A clock whose business day a test turns."""

    def turn(self, day: dt.date) -> None:
        object.__setattr__(self, "pinned", day)


@dataclass
class Client:
    """A customer's application and the sandbox behind it."""

    url: str
    faults: Faults
    clock: Days
    ledger: Ledger
    customer_id: str = OURS
    http: requests.Session = field(default_factory=requests.Session)

    def headers(self, method: str, path: str, at: float | None = None) -> dict[str, str]:
        """The four headers of a request now, or at another time."""
        licence, secret = CREDENTIALS.accounts[self.customer_id]
        timestamp = str(int((time.time() if at is None else at) * 1000))
        sign = hmac.new(secret.encode(), f"{timestamp}.{method}.{path}".encode(), hashlib.sha256).digest()
        return {
            "X-Timestamp": timestamp,
            "X-API-KEY": licence,
            "X-Customer": self.customer_id,
            "X-Signature": base64.b64encode(sign).decode(),
        }

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        """A signed request; `more` goes to requests."""
        headers = self.headers(method, path) | more.pop("headers", {})
        return self.http.request(method, f"{self.url}{path}", headers=headers, timeout=10, **more)

    def get(self, path: str, **parameters: Any) -> requests.Response:
        """A signed GET."""
        return self.call("GET", path, params=parameters)

    def read(self, path: str, **parameters: Any) -> Any:
        """The document of a good reply; decimals stay exact."""
        reply = self.get(path, **parameters)
        assert reply.status_code == 200, reply.text
        return reply.json(parse_float=Decimal)

    def order(self, report_type: str, day: dt.date) -> dict[str, Any]:
        """A new job."""
        reply = self.call("POST", "/stat-reports", json={"reportTp": report_type, "statDt": f"{day:%Y%m%d}"})
        assert reply.status_code == 201, reply.text
        job: dict[str, Any] = reply.json()
        return job

    def built(self, report_type: str, day: dt.date) -> dict[str, Any]:
        """A job at its end."""
        job = self.order(report_type, day)
        for _ in range(6):
            job = self.read(f"/stat-reports/{job['reportJobId']}")
        return job

    def download(self, job: dict[str, Any]) -> requests.Response:
        """The file of a job, by the link that it has."""
        return self.http.get(job["downloadUrl"], headers=self.headers("GET", "/report-download"), timeout=10)

    def lines(self, report_type: str, day: dt.date = DAY) -> list[list[str]]:
        """A report, column by column."""
        reply = self.download(self.built(report_type, day))
        assert reply.status_code == 200, reply.text
        return [line.split("\t") for line in reply.content.decode().splitlines()]

    def stats(self, ids: Sequence[str], since: dt.date, until: dt.date, *fields: str, **more: str) -> Any:
        """Totals by id."""
        return self.read("/stats", ids=",".join(ids), **span(since, until), fields=json.dumps(fields), **more)["data"]

    def truth(self, day: dt.date = DAY) -> dict[str, dict[str, Any]]:
        """What the ledger says of a day, by campaign."""
        table = self.ledger.metrics("naver", self.customer_id, Window.closed(day, day), self.clock.today("Asia/Seoul"))
        return {row["campaign_id"]: row for row in table.to_pylist()}


def span(since: dt.date, until: dt.date) -> dict[str, str]:
    """A timeRange."""
    return {"timeRange": json.dumps({"since": str(since), "until": str(until)})}


def refusal(reply: requests.Response) -> tuple[int, object]:
    """Status, and code or type of an error."""
    document = reply.json()
    assert reply.headers["x-transaction-id"]
    return reply.status_code, document.get("code") or document["type"].rpartition(":")[2]


@contextmanager
def serving(ledger: Ledger, today: dt.date = TODAY) -> Iterator[Client]:
    """The platform at work, with nothing else beside it."""
    clock, faults = Days(today), Faults()
    naver = Naver(ledger, clock, CREDENTIALS, faults)
    with (
        serve(Starlette(routes=[Mount("/naver", routes=routes(naver))])) as url,
        requests.Session() as http,
    ):
        yield Client(f"{url}/naver", faults, clock, ledger, http=http)


def small(days: Window, restatements: Sequence[dict[str, Any]] = ()) -> Ledger:
    """Eight campaigns of one customer and one of another, of every type and state, that run on all of the days."""
    campaigns = [campaign(OURS, n, kind, state) for n, (kind, state) in enumerate(zip(TYPES, STATES, strict=True))]
    campaigns.append(campaign(THEIRS, 8, "WEB_SITE", "ACTIVE"))
    metrics = [delivered(each, day) for day in days.days() for each in campaigns]
    rows = {
        "accounts": [account(OURS), account(THEIRS)],
        "campaigns": campaigns,
        "metrics": metrics,
        "restatements": list(restatements),
    }
    return Ledger.of({name: pa.Table.from_pylist(each, schema=SCHEMAS[name]) for name, each in rows.items()})


def account(account_id: str) -> dict[str, Any]:
    """A row of `accounts`."""
    told = {"platform": "naver", "account_id": account_id, "name": account_id, "status": "ACTIVE"}
    return told | {"currency": "KRW", "timezone": "Asia/Seoul"}


def campaign(account_id: str, index: int, kind: str, state: str) -> dict[str, Any]:
    """A row of `campaigns`."""
    created = dt.datetime(2024, 1, 1, 3, tzinfo=dt.UTC)
    return {
        "platform": "naver",
        "account_id": account_id,
        "campaign_id": f"cmp-a001-{CODES[kind]:02d}-{4_000 + index:015d}",
        "name": f"{kind} 캠페인 {index}",
        "objective": kind,
        "status": state,
        "effective_status": state,
        "daily_budget": Decimal(10_000 * index) if index else None,
        "lifetime_budget": None,
        "start_time": created,
        "stop_time": created + dt.timedelta(days=900) if state == "ARCHIVED" else None,
        "created_time": created,
        "updated_time": created,
        "deleted_on": TODAY if state == "DELETED" else None,
    }


def delivered(of: dict[str, Any], day: dt.date, **changed: Any) -> dict[str, Any]:
    """A row of `metrics` that follows from campaign and day."""
    luck = int(of["campaign_id"][-4:]) * 7 + day.toordinal() * 13
    clicks = luck % 90
    by_impression = of["objective"] == "BRAND_SEARCH"
    impressions = clicks * 21 + luck % 19
    spend = Decimal(impressions) / 2 if by_impression else Decimal(clicks * (70 + luck % 12 * 10))
    row = {name: of[name] for name in ("platform", "account_id", "campaign_id")}
    counted = {"impressions": impressions, "clicks": clicks, "spend": spend, "purchases": clicks // 9}
    social = dict.fromkeys(("likes", "shares", "comments", "saves"), 0)
    worth = {"purchase_value": Decimal(clicks // 9 * 29_900)}
    return {**row, "date": day, "placement": of["objective"], **counted, **worth, **social, **changed}


def sums(lines: list[list[str]], *columns: int) -> dict[str, list[Decimal]]:
    """Sums of columns by campaign."""
    found: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(columns))
    for line in lines:
        found[line[2]] = [total + Decimal(line[c]) for total, c in zip(found[line[2]], columns, strict=True)]
    return dict(found)


def figures(client: Client, *names: str, day: dt.date = DAY) -> dict[str, list[Any]]:
    """The ledger's figures by campaign, of those that delivered."""
    return {key: [row[name] for name in names] for key, row in client.truth(day).items() if row["impressions"]}
