"""Who uses the application: teams, people, their connections to ad accounts, and customers of the teams' own shops."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sandbox.ledger.synthetic import advertisers, entities, sellers, shops
from sandbox.ledger.synthetic.application.made import Rows, at, json_text, made
from sandbox.ledger.synthetic.entities import ANCHOR, DAY

FOUNDED = ANCHOR - 30 * DAY
CUSTOMERS = 60
_ARRIVE_WITHIN = 400


@dataclass(frozen=True)
class Team:
    """`members` are (address, role) besides the owner; `foreign` the other currencies that its shop takes, with the
    price of a unit of its own; `countries` where its customers live."""

    key: str
    name: str
    zone: str
    currency: str
    owner: str
    members: tuple[tuple[str, str], ...]
    foreign: tuple[tuple[str, float], ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the application."""
        return made("team", self.key)


@dataclass(frozen=True)
class Person:
    """Somebody of a team; `currency` is the own reporting currency where it is not the team's."""

    email: str
    name: str
    role: str
    tier: str
    team: str
    country: str
    currency: str | None = None

    @property
    def id(self) -> str:
        """The id in the application."""
        return user_id(self.email)


SEOUL = Team(
    "seoul", "Larkspur Seoul", "Asia/Seoul", "KRW", "ann@example.com",
    (("minji@example.com", "admin"), ("ian@example.com", "member")),
    (("USD", 0.00072), ("JPY", 0.108)), ("KR", "KR", "KR", "JP", "US"),
)  # fmt: skip
BERLIN = Team(
    "berlin", "Larkspur Berlin", "Europe/Berlin", "EUR", "bob@example.com", (("jonas@example.com", "admin"),),
    (("GBP", 0.84), ("CHF", 0.95)), ("DE", "DE", "DE", "AT", "FR", "GB"),
)  # fmt: skip
STUDIO = Team(
    "studio", "Trail Studio", "America/Los_Angeles", "USD", "ada@example.com", (("vera@example.com", "viewer"),)
)
TEAMS = (SEOUL, BERLIN, STUDIO)
SELLING = (SEOUL, BERLIN)
"""Teams with a shop of their own."""

PEOPLE = (
    Person("ann@example.com", "Ann Park", "analyst", "professional", "seoul", "KR", "USD"),
    Person("minji@example.com", "김민지", "manager", "agency", "seoul", "KR"),
    Person("ian@example.com", "Ian Choi", "analyst", "starter", "seoul", "KR"),
    Person("bob@example.com", "Bob Maier", "analyst", "starter", "berlin", "DE"),
    Person("jonas@example.com", "Jonas Groß", "manager", "professional", "berlin", "DE"),
    Person("ada@example.com", "Ada Quinn", "admin", "agency", "studio", "US"),
    Person("vera@example.com", "Vera Lind", "viewer", "starter", "studio", "US"),
)
CONNECTIONS = (
    *(("ann@example.com", "seoul", "meta", account.account_id) for account in entities.META_ACCOUNTS),
    *(("ann@example.com", "seoul", account.platform, account.account_id) for account in advertisers.ADVERTISERS),
    *(
        ("ann@example.com", "seoul", sellers.PLATFORM, name)
        for name in (*(seller.account_id for seller in sellers.SELLERS), sellers.MARKETPLACE)
    ),
    *(("ann@example.com", "seoul", shops.PLATFORM, shop.account_id) for shop in shops.SHOPS),
    *(("bob@example.com", "berlin", "meta", account) for account in ("1001", "1002")),
)
"""(person, team that shares it, platform, account). Bob shares two accounts with Ann: nothing is counted twice."""


def user_id(email: str) -> str:
    """The id of the person with this address."""
    return made("user", email)


def connection_id(email: str, platform: str, account_id: str) -> str:
    """The id of a person's connection to an account."""
    return made("connection", email, platform, account_id)


@lru_cache(maxsize=64)
def customers(seed: int, team: Team) -> tuple[tuple[str, str, dt.datetime], ...]:
    """(id, country, when they came) of a shop's customers, in the order in which they came."""
    draw = np.random.default_rng([seed, 20, TEAMS.index(team)])
    days = np.sort(draw.integers(0, _ARRIVE_WITHIN, CUSTOMERS) * (np.arange(CUSTOMERS) > CUSTOMERS // 4))
    return tuple(
        (user_id(_address(team, number)), str(draw.choice(team.countries)), at(ANCHOR + int(day) * DAY, team.zone, 60))
        for number, day in enumerate(days)
    )


def users(seed: int) -> Rows:
    """Rows of `users`: people first, then customers."""
    for person in PEOPLE:
        settings = {"reporting_currency": person.currency} if person.currency else {}
        yield _user(
            person.email, person.name, person.country, at(FOUNDED, "UTC", 3600), role=person.role, tier=person.tier,
            company_name="Larkspur", team_id=made("team", person.team), settings=json_text(settings),
        )  # fmt: skip
    for team in SELLING:
        for number, (_, country, came) in enumerate(customers(seed, team)):
            address = _address(team, number)
            customer = "cus_" + hashlib.sha256(address.encode()).hexdigest()[:14]
            yield _user(address, f"Customer {number + 1}", country, came, stripe_customer_id=customer)


def teams() -> Rows:
    """Rows of `teams`."""
    for team in TEAMS:
        yield {
            "id": team.id, "owner_id": user_id(team.owner), "name": team.name, "is_active": True,
            "settings": json_text({"reporting_currency": team.currency, "timezone": team.zone}),
            "created_at": at(FOUNDED, "UTC", 7200),
        }  # fmt: skip


def members() -> Rows:
    """Rows of `team_members`, owners included."""
    for team in TEAMS:
        for email, role in ((team.owner, "owner"), *team.members):
            yield {
                "id": made("member", team.key, email), "team_id": team.id, "user_id": user_id(email), "role": role,
                "permissions": "[]", "is_active": True, "created_at": at(FOUNDED, "UTC", 7200),
            }  # fmt: skip


def connections() -> Rows:
    """Rows of `marketing_accounts`."""
    for email, team, platform, account_id in CONNECTIONS:
        yield {
            "id": connection_id(email, platform, account_id), "user_id": user_id(email), "team_id": made("team", team),
            "platform": platform, "account_id": account_id, "settings": "{}", "created_at": at(FOUNDED, "UTC", 9000),
        }  # fmt: skip


def _address(team: Team, number: int) -> str:
    return f"{team.key}{number + 1:03d}@customers.example.com"


def _user(email: str, name: str, country: str, created_at: dt.datetime, **more: Any) -> dict[str, Any]:
    return {
        "id": user_id(email), "email": email, "name": name, "country": country, "role": "viewer", "tier": "starter",
        "status": "active", "permissions": "[]", "settings": "{}", "is_email_verified": True, "is_active": True,
        "created_at": created_at,
    } | more  # fmt: skip
