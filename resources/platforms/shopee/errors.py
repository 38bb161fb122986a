"""What Shopee's errors mean: the next thing to do. Judged by code, then by text, never by HTTP status alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resources.errors import (
    AccountError,
    CredentialsRejected,
    DailyQuotaSpent,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
    TokenExpired,
)

QUOTA_ZONE = dt.timezone(dt.timedelta(hours=8))
"""Daily quotas begin anew at midnight of this zone, wherever the shop is."""

CONSENT = (
    "the shop's owner has to let the application in again: `adwarehouse accounts authorize shopee` gives the link to "
    "open, `adwarehouse accounts rotate-token shopee {account}` takes the code it leads to"
)
EXPIRED = f"the shop's consent has ended, which it does after a year at the latest; {CONSENT}"
UNLINKED = f"the shop has not let the application in, or has withdrawn it; {CONSENT}"
BANNED = "Shopee has banned the shop; nothing can be read until its owner has settled that with Shopee"
KEY = "check SHOPEE_PARTNER_KEY: it must be the key of SHOPEE_PARTNER_ID on the host of SHOPEE_API_URL"
NEW_KEY = "reset the partner key in the Shopee Open Platform Console and put it into SHOPEE_PARTNER_KEY"
PARTNER = "check SHOPEE_PARTNER_ID: it must be an application on the host of SHOPEE_API_URL"
CLOCK = "the clock of this machine is off by more than 5 minutes; set it"
ADDRESS = "declare this machine's address in the Shopee Open Platform Console, App list, IP Address Whitelist"


class NotFound(RequestRejected):
    """Nothing is known under the ids that were asked for."""


@dataclass(frozen=True)
class Meaning:
    """What to raise for a code whose message contains `text` (lower case), and what to tell people to do."""

    code: str
    text: str
    kind: type[PlatformError]
    advice: str = ""


def _all(kind: type[PlatformError], *codes: str, advice: str = "") -> list[Meaning]:
    return [Meaning(code, "", kind, advice) for code in codes]


MEANINGS: tuple[Meaning, ...] = (
    Meaning("error_auth", "access_token", TokenExpired),
    Meaning("error_auth", "refresh_token", CredentialsRejected, CONSENT),
    Meaning("error_auth", "invalid code", CredentialsRejected, CONSENT),
    Meaning("error_auth", "system error", RetryableError),
    Meaning("error_auth", "shopid", CredentialsRejected, UNLINKED),
    Meaning("error_auth", "partner_id", RequestRejected, PARTNER),
    Meaning("error_auth", "", PermissionDenied),
    Meaning("error_param", "timestamp is expired", RequestRejected, CLOCK),
    Meaning("error_param", "partner_id", RequestRejected, PARTNER),
    *_all(TokenExpired, "invalid_acceess_token", "invalid_access_token"),
    *_all(
        CredentialsRejected,
        *("invalid_code", "invalid_shop_id", "error_shop_refresh_token", "refresh_token_expired"),
        advice=CONSENT,
    ),
    *_all(CredentialsRejected, "shop_access_expired", advice=EXPIRED),
    *_all(CredentialsRejected, "shop_no_linked", "partner_shop_no_link", advice=UNLINKED),
    *_all(PermissionDenied, "shop_banned", advice=BANNED),
    *_all(
        PermissionDenied,
        *("error_permission", "error_permission_denied", "error_api_permission", "error_ashop_api_permission"),
        *("error_api_call_restricted", "error_kyc_auth"),
    ),
    *_all(AccountError, "error_shop", "in_holiday_mode", "status_not_normal", "invalid_status"),
    *_all(RequestRejected, "error_sign", advice=KEY),
    *_all(RequestRejected, "error_partner_key_expired", advice=NEW_KEY),
    *_all(RequestRejected, "invalid_partner_id", advice=PARTNER),
    *_all(RequestRejected, "source_ip_undeclared", advice=ADDRESS),
    *_all(NotFound, "error_not_found", "order_not_found", "error_item_not_found"),
    *_all(
        RetryableError,
        *("error_network", "error_inner", "error_system_busy", "error_get_shop_fail", "error_slash_price_load"),
    ),
)


def classify(status: int, code: str, message: str, where: Mapping[str, Any]) -> PlatformError:
    """The exception for the code and message of an error document.

    Codes come plain or behind a prefix, such as common.error_auth; what is unknown is refused unless `status` blames
    the platform. Limits by the second have no wait of their own.
    """
    said = f"{code}: {message}"
    place = {**where, "code": code}
    name = code.rpartition(".")[2]
    if "rate_limit" in code:
        return RateLimited(said, retry_after=None, **place)
    if name == "error_limit":
        return DailyQuotaSpent(said, until=next_quota_day(dt.datetime.now(dt.UTC)), **place)
    for meaning in MEANINGS:
        if meaning.code == name and meaning.text in message.lower():
            advice = meaning.advice.format(account=where.get("account") or "SHOP")
            return meaning.kind(f"{said}; {advice}" if advice else said, **place)
    is_theirs = "error_server" in name or status >= 500
    return (RetryableError if is_theirs else RequestRejected)(said, **place)


def next_quota_day(now: dt.datetime) -> dt.datetime:
    """The next midnight of QUOTA_ZONE."""
    tomorrow = now.astimezone(QUOTA_ZONE).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), QUOTA_ZONE)
