"""Planned campaigns, where they were published, and what hangs on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import pyarrow.compute as pc

from sandbox.ledger.synthetic import advertiser_campaigns, entities, shop_campaigns
from sandbox.ledger.synthetic.application.catalogue import PRODUCTS
from sandbox.ledger.synthetic.application.made import Rows, at, json_text, made
from sandbox.ledger.synthetic.application.people import BERLIN, SEOUL, Team, connection_id, user_id
from sandbox.ledger.synthetic.entities import ANCHOR, DAY
from sandbox.ledger.synthetic.marketplace import lasting_sites
from sandbox.ledger.synthetic.sellers import MARKETPLACE, SELLERS

_FUNNELS = ("review", "comparison", "bonus", "vsl", "webinar")
_BUDGETS = {"USD": 1_500, "KRW": 2_000_000, "NZD": 1_800, "JPY": 180_000, "EUR": 1_400, "THB": 40_000}
_CURRENCIES = {
    "meta/1001": "USD", "meta/1002": "KRW", "google/3001000001": "USD", "google/3001000002": "KRW",
    "naver/401001": "KRW", "shopee/2001": "THB",
}  # fmt: skip
_PUBLISHED_BY = {"ann@example.com": tuple(_CURRENCIES), "bob@example.com": ("meta/1001",)}


@dataclass(frozen=True)
class Planned:
    """A planned campaign. `published` is (platform, account, the platform's campaign), None where it is not out."""

    name: str
    owner: str
    team: Team
    platform: str
    currency: str
    day: dt.date
    status: str
    published: tuple[str, str, str] | None = None
    tracking_id: str | None = None
    site: str | None = None
    funnel: str | None = None

    @property
    def id(self) -> str:
        """Its id in the application."""
        return made("campaign", self.owner, self.name)


@lru_cache(maxsize=64)
def plans(seed: int) -> tuple[Planned, ...]:
    """Published on a platform, behind a tracking id of ClickBank, and not finished yet."""
    return (*_published(seed), *_tracked(seed), *_unfinished())


def _published(seed: int) -> list[Planned]:
    """Each account's first campaign that is there for good; Bob's is the second one of an account that Ann shares."""
    found = []
    for owner, accounts in _PUBLISHED_BY.items():
        for account in accounts:
            platform, account_id = account.split("/")
            campaign = running(seed, platform, account_id)[owner.startswith("bob")]
            team = BERLIN if owner.startswith("bob") else SEOUL
            place = (platform, account_id, campaign)
            name = f"Larkspur on {platform} {account_id}"
            found.append(Planned(name, owner, team, platform, _CURRENCIES[account], ANCHOR + DAY, "active", place))
    return found


def _tracked(seed: int) -> list[Planned]:
    ids = [tracking_id for seller in SELLERS for tracking_id in seller.tracking_ids[:4]]
    sites = lasting_sites(seed)
    return [
        Planned(
            f"Offer behind {tracking_id}", "ann@example.com", SEOUL, "clickbank", "USD", ANCHOR + n * DAY,
            "paused" if n == 3 else "active", None, tracking_id, sites[n], _FUNNELS[n % len(_FUNNELS)],
        )
        for n, tracking_id in enumerate(ids)
    ]  # fmt: skip


def _unfinished() -> list[Planned]:
    names = ("Herbst in den Alpen", "Zelte, Frühjahr", "Wintercamp")
    days = (ANCHOR + 20 * DAY, ANCHOR + 30 * DAY, ANCHOR + 40 * DAY)
    return [
        Planned(name, "bob@example.com", BERLIN, "meta", "EUR", day, "draft")
        for name, day in zip(names, days, strict=True)
    ]


@lru_cache(maxsize=64)
def running(seed: int, platform: str, account_id: str) -> tuple[str, ...]:
    """Ids of the campaigns of an account that are there from the first day on, in the order of their ids."""
    tables = {
        "meta": entities.campaign_table, "shopee": shop_campaigns.campaign_table,
        "google": advertiser_campaigns.campaign_table, "naver": advertiser_campaigns.campaign_table,
    }  # fmt: skip
    of_account = (pc.field("account_id") == account_id) & (pc.field("created_time") < at(ANCHOR, "UTC", 0))
    return tuple(sorted({str(each) for each in tables[platform](seed).filter(of_account)["campaign_id"].to_pylist()}))


def campaigns(seed: int) -> Rows:
    """Rows of `campaigns`."""
    for each in plans(seed):
        is_out = each.status != "draft"
        yield {
            "id": each.id, "user_id": user_id(each.owner), "team_id": each.team.id,
            "product_id": None if each.site else PRODUCTS[each.team][0].id,
            "affiliate_product_id": f"clickbank/{MARKETPLACE}/{each.site}" if each.site else None, "name": each.name,
            "platform": each.platform, "type": "affiliate" if each.site else "conversion", "objective": "sales",
            "funnel_type": each.funnel, "target_segment": "hikers", "status": each.status,
            "budget": Decimal(_BUDGETS[each.currency]), "currency": each.currency, "start_date": each.day + DAY,
            "launched_at": at(each.day, each.team.zone, 60_000) if is_out else None,
            "affiliate_link": f"https://hop.example.com/?tid={each.tracking_id}" if each.site else None,
            "tracking_id": each.tracking_id, "channels": json_text([each.platform]),
            "audience_config": json_text({"age": [25, 54], "interests": ["hiking"]}),
            "platform_config": json_text({"bidding": "lowest cost"}), "creative_config": json_text({"format": "16:9"}),
            "publish_config": json_text({"at_once": is_out}), "settings": "{}",
            "created_at": at(each.day, each.team.zone, 36_000),
        }  # fmt: skip


def publications(seed: int) -> Rows:
    """Rows of `campaign_publications`."""
    for each in plans(seed):
        if each.published:
            platform, account_id, campaign = each.published
            yield {
                "id": made("publication", each.id), "campaign_id": each.id, "platform_campaign_id": campaign,
                "marketing_account_id": connection_id(each.owner, platform, account_id), "status": "published",
                "created_at": at(each.day, each.team.zone, 60_000),
            }  # fmt: skip


def drafts(seed: int, today: dt.date) -> Rows:
    """Rows of `campaign_drafts`: what was being entered; the first has expired, the others were saved lately."""
    unfinished = [each for each in plans(seed) if each.status == "draft"]
    for number, each in enumerate(unfinished):
        saved = at(max(each.day, today - (12 if number == 0 else number) * DAY), each.team.zone, 61_200)
        yield {
            "id": made("draft", each.id), "campaign_id": each.id, "auto_saved_at": saved, "expires_at": saved + 7 * DAY,
            "step_data": json_text({"step": number + 1, "name": each.name}), "created_at": saved,
        }  # fmt: skip
