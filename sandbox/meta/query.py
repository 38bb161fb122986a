"""What an insights request asks for, read as strictly as Graph reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from resources.windows import Window
from sandbox.meta.errors import invalid, too_old
from sandbox.meta.parameters import Parameters

PLACEMENT = "publisher_platform"
HOUR = "hourly_stats_aggregated_by_advertiser_time_zone"
BREAKDOWNS = frozenset({PLACEMENT, HOUR})
DEFAULT_FIELDS = ("impressions", "spend")
FIELDS = frozenset(
    {
        "account_id", "account_name", "account_currency", "campaign_id", "campaign_name", "objective", "impressions",
        "clicks", "spend", "inline_link_clicks", "actions", "action_values", "date_start", "date_stop",
    }
)  # fmt: skip
ATTRIBUTION_WINDOWS = frozenset({"1d_click", "7d_click", "28d_click", "1d_view", "1d_ev", "incrementality", "default"})
STATUSES = frozenset({"ACTIVE", "PAUSED", "DELETED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES"})
MONTHS_KEPT = 37
DEFAULT_DAYS = 30


@dataclass(frozen=True)
class Query:
    """A report: entities, days, breakdowns and the fields to show. `statuses` and `campaign_ids` filter campaigns."""

    level: str
    window: Window
    fields: tuple[str, ...]
    daily: bool
    breakdowns: frozenset[str]
    attribution_windows: tuple[str, ...]
    statuses: frozenset[str] | None
    campaign_ids: frozenset[str] | None


def read(parameters: Parameters, today: dt.date) -> Query:
    """Take a report's parameters. `today` is the account's. Raises GraphError."""
    level = parameters.choice("level", ("ad", "adset", "campaign", "account")) or "account"
    if level in ("ad", "adset"):
        raise invalid(f"level {level} is not served by the sandbox: its ledger ends at campaigns")
    increment = parameters.choice("time_increment", ("1", "all_days"))
    breakdowns = frozenset(parameters.strings("breakdowns"))
    for name in breakdowns - BREAKDOWNS:
        raise invalid(f"breakdowns[0] must be one of the following values: {', '.join(sorted(BREAKDOWNS))}; not {name}")
    if breakdowns == BREAKDOWNS:
        raise invalid(f"Current combination of data breakdown columns ({', '.join(sorted(breakdowns))}) is invalid")
    fields = parameters.fields(FIELDS, "{} is not valid for fields param") or DEFAULT_FIELDS
    windows = parameters.strings("action_attribution_windows")
    for name in windows:
        if name not in ATTRIBUTION_WINDOWS:
            raise invalid(f"action_attribution_windows: {name} is not available")
    if parameters.strings("action_breakdowns") not in ((), ("action_type",)):
        raise invalid("action_breakdowns other than action_type are not served by the sandbox")
    parameters.choice("action_report_time", ("impression", "conversion", "mixed", "lifetime"))
    parameters.choice("use_unified_attribution_setting", ("true", "false"))
    parameters.choice("use_account_attribution_setting", ("true", "false"))
    filters = read_filters(parameters, {"campaign.effective_status", "campaign.id"})
    return Query(
        level=level,
        window=_window(parameters, today),
        fields=fields,
        daily=increment == "1",
        breakdowns=breakdowns,
        attribution_windows=windows,
        statuses=filters.get("campaign.effective_status"),
        campaign_ids=filters.get("campaign.id"),
    )


def read_filters(parameters: Parameters, known: set[str]) -> dict[str, frozenset[str]]:
    """`filtering` as {field: values}; the only operator is IN. Raises GraphError 100."""
    filters: dict[str, frozenset[str]] = {}
    for each in parameters.document("filtering", list) or []:
        if not isinstance(each, dict) or set(each) != {"field", "operator", "value"}:
            raise invalid("Param filtering must be an array of objects with field, operator and value")
        name, operator, values = each["field"], each["operator"], each["value"]
        if name not in known or operator != "IN" or not isinstance(values, list):
            raise invalid(f"Filtering {name} {operator} is not supported; expected {', '.join(sorted(known))} IN [...]")
        filters[name] = frozenset(map(str, values))
        if name.endswith("effective_status"):
            check_statuses(filters[name])
    return filters


def check_statuses(statuses: frozenset[str]) -> None:
    """Raises GraphError 100 for a status that campaigns do not have."""
    if unknown := statuses - STATUSES:
        raise invalid(
            f"effective_status must be one of {', '.join(sorted(STATUSES))}; not {', '.join(sorted(unknown))}"
        )


def _window(parameters: Parameters, today: dt.date) -> Window:
    span: dict[str, Any] | None = parameters.document("time_range", dict)
    if span is None:
        return Window(today - dt.timedelta(days=DEFAULT_DAYS), today)
    if set(span) != {"since", "until"}:
        raise invalid("Must be a valid time_range: since and until are both required")
    try:
        since, until = (dt.datetime.strptime(str(span[end]), "%Y-%m-%d").date() for end in ("since", "until"))  # noqa: DTZ007
    except ValueError:
        raise invalid("time_range: since and until must be in the format YYYY-MM-DD") from None
    if since > until:
        raise invalid("time_range: since must be before or on until")
    if since < _months_before(today, MONTHS_KEPT):
        raise too_old()
    return Window.closed(since, until)


def _months_before(day: dt.date, months: int) -> dt.date:
    month = day.year * 12 + day.month - 1 - months
    first = dt.date(month // 12, month % 12 + 1, 1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return min(first.replace(day=1) + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
