"""The usage headers that come with every reply, failures included."""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque

SPAN_SECONDS = 300.0
CALLS_ALLOWED = 60_000
TIER = "standard_access"


class Usage:
    """Counts the calls of the last five minutes, by account."""

    def __init__(self) -> None:
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def headers(self, account: str | None, *, percent: float | None = None, wait_minutes: int = 0) -> dict[str, str]:
        """Count a call and tell the usage; `percent` overrides what was counted.

        The entry that matters is the second of the business use case list.
        """
        calls, now = self._calls[account or ""], time.monotonic()
        calls.append(now)
        while calls[0] < now - SPAN_SECONDS:
            calls.popleft()
        used = percent if percent is not None else 100.0 if wait_minutes else 100.0 * len(calls) / CALLS_ALLOWED
        used = round(used, 4)

        def case(kind: str, share: float, minutes: int) -> dict[str, object]:
            return {
                "type": kind,
                "call_count": int(share),
                "total_cputime": int(share / 2),
                "total_time": int(share / 2),
                "estimated_time_to_regain_access": minutes,
                "ads_api_access_tier": TIER,
            }

        cases = [case("ads_insights", used / 10, 0), case("ads_management", used, wait_minutes)]
        documents: dict[str, object] = {
            "x-fb-ads-insights-throttle": {
                "app_id_util_pct": used,
                "acc_id_util_pct": used,
                "ads_api_access_tier": TIER,
            },
            "x-ad-account-usage": {
                "acc_id_util_pct": used,
                "reset_time_duration": int(SPAN_SECONDS),
                "ads_api_access_tier": TIER,
            },
            "x-business-use-case-usage": {account or "0": cases},
            "x-app-usage": {"call_count": int(used), "total_time": int(used / 2), "total_cputime": int(used / 2)},
        }
        return {name: json.dumps(value, separators=(",", ":")) for name, value in documents.items()}
