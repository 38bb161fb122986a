"""What can go wrong, by name, while the sandbox runs.

A fault strikes requests whose path matches and whose account, when it names one, is its own. It lets `after` of them
pass, then strikes `times` of them (until cleared, when that is None), each with probability `chance` (which needs a
seed). The catalogue below says what each name does; platforms play them with `take`.
"""

from __future__ import annotations

import dataclasses
import random
import re
import threading
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter

CATALOGUE: dict[str, str] = {
    # the whole reply, on the wire
    "too_many_requests": "429; variant is what Retry-After holds: seconds (default), a number of them, date or none. "
    "Shopee: 200 with error_rate_limit; variant is 403 or another word, such as ads.rate_limit.exceed_api. "
    "ClickBank: 403. Google: RESOURCE_EXHAUSTED; variant is the seconds to wait (default 30) or none, field another "
    "constant of QuotaError",
    "server_error": "500 with JSON that is not the platform's error document. Google: INTERNAL; variant is another "
    "constant of InternalError",
    "bad_gateway": "502 with an HTML page",
    "unavailable": "503 with plain text",
    "html_200": "200 with an HTML page",
    "truncated_json": "the body ends half way, its length says so",
    "cut_body": "Content-Length promises more than comes before the connection closes",
    "slow_drip": "the body comes one byte every `variant` seconds (default 1)",
    "hang": "no answer until the client goes away",
    "reset": "the connection is reset instead of an answer (Google: UNAVAILABLE, as its client sees a reset)",
    "bom": "a byte order mark before the body",
    "nan": "the first number named `field` (default spend) is NaN (Google: metrics.conversions of chosen records)",
    "huge_number": "the first number named `field` (default spend) is 1e309 (Google: as nan, infinite)",
    # what the platform says
    "throttle": "over a limit; variant 80004 (default, with minutes to wait in the headers), 17, 613 or 4 (Meta); "
    "429 (default), toomanyrequest, 1014 or 1016 (Naver)",
    "usage": "usage headers say `variant` percent (default 95) (Meta)",
    "error_200": "200 with the platform's error document",
    "reduce_data": "code 1: please reduce the amount of data (Meta)",
    "token_revoked": "190; variant is the subcode: 460 (default), 463 or 467 (Meta). ClickBank: 403. "
    "Naver: invalid-apikey. Google: OAUTH_TOKEN_REVOKED, or variant, and invalid_grant at /token",
    "permission_lost": "the token is good but may no longer read the account; variant is Shopee's word: "
    "error_permission (default), error_auth or error_api_permission. ClickBank: 403. "
    "Naver: auth-failed; variant 1018 says it by code. Google: USER_PERMISSION_DENIED, or variant",
    "account_down": "500 for everything about the account",
    "stale_clock": "403 with invalid-timestamp, whatever the time of the call (Naver)",
    "maintenance": "503 with code 503: closed for the night (Naver)",
    "not_enabled": "CUSTOMER_NOT_ENABLED (Google)",
    "version_sunset": "UNSUPPORTED_VERSION, whatever the version (Google)",
    "broken_stream": "half of the rows, then INTERNAL; variant unavailable: UNAVAILABLE (Google)",
    "daily_limit": "429 with error_limit: the calls of the day are used up (Shopee)",
    "token_expired": "a good access token counts as ended; variant error_auth says it in other words (Shopee)",
    "refresh_lost": "the token is renewed, and the connection is reset instead of an answer (Shopee)",
    "shop_unlinked": "shop_no_linked: the shop's owner took the consent back (Shopee)",
    "analytics_status": "the status of analytics is `variant`: RED (default) or YELLOW (ClickBank)",
    "feed_missing": "404 instead of the marketplace feed (ClickBank)",
    "feed_truncated": "the zip of the feed ends half way; variant xml: the document inside does (ClickBank)",
    "feed_entity": "the feed refers to an external entity; variant expansion: to one of 40 gigabytes (ClickBank)",
    # pages
    "duplicate_page": "a page after the first repeats the records of the page before it",
    "repeat_cursor": "the cursor to the next page leads to the same page again",
    "lost_page": "the page after this one is never shown",
    "shifted_page": "a record moves to an earlier page between two reads and is never shown",
    "empty_page": "an empty page with a next one, after the first",
    "short_page": "pages of `variant` rows (default 40) instead of 100; one row is no list (ClickBank)",
    # asynchronous reports
    "job_failed": "the run fails at 99 percent",
    "job_skipped": "the run is skipped",
    "job_stuck": "the run stays at 99 percent",
    "job_expired": "the run completes, its results are gone",
    "job_changed": "the data changed after the report was built: CHANGED (Naver)",
    "job_aggregating": "the data of a past day are not final yet: AGGREGATING (Naver)",
    "short_result": "the run completes, the second half of its rows is missing",
    # reports by campaign (the account's own totals stay true)
    "empty_report": "no rows",
    "collapsed_report": "the last tenth of the rows only",
    # records of reports by campaign, and Shopee's order details, returns, products and campaign settings: the first
    # `records` that match `where` are spoiled, the others stay
    "missing_key": "`field` (default: the key of the record, such as campaign_id or order_sn) is absent",
    "null_key": "`field` (default: the key of the record) is null",
    "not_a_number": "`field` (default: an amount of the record, such as spend or total_amount) holds text",
    "negative_impressions": "impressions below zero",
    "clicks_above_impressions": "more clicks than impressions",
    "spend_in_micros": "spend a million times too high",
    "unknown_currency": "account_currency is XQZ (Meta)",
    "new_placement": "the placement has a value never seen before",
    "nul_byte": "a NUL in the name of a campaign, an item or a product",
    "lone_surrogate": "half a surrogate pair in the name",
    "long_name": "a name of 10,000 characters",
    "date_outside": "the dates are a year too early",
    "bad_date": "the date is 30 February 2026",
    "number_instead_of_string": "impressions as a JSON number (Meta)",
    "new_status": "a status never seen before (Shopee, Naver, Google)",
    "new_type": "a transaction type (ClickBank) or a conversion type (Naver) never seen before",
    "foreign_currency": "the record is in USD, whatever the shop sells in (Shopee)",
    "extra_field": "a field that nobody asked for",
}


@dataclasses.dataclass(frozen=True)
class Fault:
    """A fault to play. `match` is searched in the path; see the module and the CATALOGUE for the rest.

    Raises:
        ValueError: an unknown name, a malformed `match`, or a `chance` without a seed.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    name: str
    match: str = ""
    account: str | None = None
    times: int | None = None
    after: int = 0
    chance: float = 1.0
    seed: int | None = None
    variant: str | None = None
    field: str | None = None
    records: int = 1
    where: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name not in CATALOGUE:
            raise ValueError(f"unknown fault {self.name!r}; expected one of {', '.join(CATALOGUE)}")
        if self.chance < 1 and self.seed is None:
            raise ValueError(f"the fault {self.name} strikes at random (chance {self.chance}) and needs a seed")
        try:
            re.compile(self.match)
        except re.error as error:
            raise ValueError(f"match {self.match!r} is not a regular expression: {error}") from error

    @classmethod
    def parse(cls, text: bytes) -> Fault:
        """Read a JSON object. Raises ValueError: not JSON, unknown key, wrong type, or as the constructor does."""
        return _FAULT.validate_json(text, strict=True)


_FAULT = TypeAdapter(Fault)


class _Armed:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.seen = 0
        self.struck = 0
        self._random = random.Random(fault.seed)  # noqa: S311

    @property
    def spent(self) -> bool:
        return self.fault.times is not None and self.struck >= self.fault.times

    def strikes(self, path: str, account: str | None) -> bool:
        fault = self.fault
        if self.spent or fault.account not in (None, account) or not re.search(fault.match, path):
            return False
        self.seen += 1
        if self.seen <= fault.after or self._random.random() >= fault.chance:
            return False
        self.struck += 1
        return True


class Faults:
    """The faults that are on. Safe to use from several threads."""

    def __init__(self, *faults: Fault) -> None:
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Switch a fault on."""
        with self._lock:
            self._armed.append(_Armed(fault))

    def clear(self, name: str | None = None) -> None:
        """Switch off every fault, or every one of that name."""
        with self._lock:
            self._armed = [armed for armed in self._armed if name not in (None, armed.fault.name)]

    def take(self, name: str, path: str, account: str | None = None) -> Fault | None:
        """The first fault of that name that strikes this request; striking counts against its `times`."""
        with self._lock:
            armed = (each for each in self._armed if each.fault.name == name)
            return next((each.fault for each in armed if each.strikes(path, account)), None)

    def listing(self) -> list[dict[str, Any]]:
        """Every fault that was added and not cleared, with the number of requests it struck."""
        with self._lock:
            return [{**dataclasses.asdict(armed.fault), "struck": armed.struck} for armed in self._armed]
