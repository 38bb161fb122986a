"""Which fields go together."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.google.errors import AdsError, not_served, query_error
from sandbox.google.fields import CORE_DATES, METRICS, SEGMENTS, Field, find, is_resource
from sandbox.google.gaql import Query

ATTRIBUTED = {
    "campaign": frozenset({"campaign", "campaign_budget", "customer"}),
    "customer": frozenset({"customer"}),
    "customer_client": frozenset({"customer_client", "customer"}),
}
"""The resources that may be in FROM, each with those whose fields may be selected along with it."""

_WITHOUT_METRICS = frozenset({"customer_client"})
_NEVER_BY_HOUR = frozenset({"all_conversions", "all_conversions_value", "view_through_conversions"})
_OF_CONVERSIONS = ("conversion", "external_conversion_source")
_NEVER_BY_CONVERSION = frozenset(
    {"clicks", "cost_micros", "engagements", "impressions", "interactions", "video_trueview_views"}
)


def check(query: Query, *, is_manager: bool, has_finite_range: bool) -> None:
    """Refuse fields that do not exist, do not go together, or that the sandbox does not know. Raises AdsError."""
    if not is_resource(query.resource):
        raise query_error("BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"Invalid resource in FROM: '{query.resource}'.")
    if query.resource not in ATTRIBUTED:
        raise not_served(f"FROM {query.resource}")
    selected = [find(name) for name in query.select]
    filtered = [find(condition.field) for condition in query.conditions]
    ordered = [find(name) for name, _ in query.order]
    _check_resources(query, selected, "SELECT")
    _check_resources(query, filtered, "WHERE")
    _check_segments(query, [*selected, *filtered])
    _check_references(query, filtered, ordered)
    if CORE_DATES.intersection(query.select) and not has_finite_range:
        message = "Segments of dates are selected: a condition has to limit them to a finite range."
        raise query_error("EXPECTED_FILTERS_ON_DATE_RANGE", message)
    if is_manager and any(field.group == METRICS for field in [*selected, *filtered]):
        message = "Metrics cannot be requested for a manager account. Send requests for its client accounts instead."
        raise query_error("REQUESTED_METRICS_FOR_MANAGER", message)


def _check_resources(query: Query, fields: Iterable[Field], clause: str) -> None:
    for field in fields:
        if field.group in (METRICS, SEGMENTS):
            if query.resource in _WITHOUT_METRICS:
                name = "METRIC" if field.group == METRICS else "SEGMENT"
                raise _prohibited(f"PROHIBITED_{name}_IN_SELECT_OR_WHERE_CLAUSE", field, query.resource)
        elif field.group not in ATTRIBUTED[query.resource]:
            raise _prohibited(f"PROHIBITED_RESOURCE_TYPE_IN_{clause}_CLAUSE", field, query.resource)


def _prohibited(name: str, field: Field, resource: str) -> AdsError:
    return query_error(name, f"'{field.name}' is incompatible with the resource '{resource}' in FROM.")


def _check_segments(query: Query, fields: Iterable[Field]) -> None:
    segments = {field.leaf for field in fields if field.group == SEGMENTS}
    metrics = {field.leaf for field in fields if field.group == METRICS}
    clashes = _NEVER_BY_HOUR & metrics if "hour" in segments else frozenset()
    if any(name.startswith(_OF_CONVERSIONS) for name in segments):
        clashes |= _NEVER_BY_CONVERSION & metrics
    if clashes:
        message = f"Segments {sorted(segments)} do not go together with the metrics {sorted(clashes)}."
        raise query_error("PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE", message)


def _check_references(query: Query, filtered: Iterable[Field], ordered: Iterable[Field]) -> None:
    hidden = [field for field in filtered if field.group == SEGMENTS and field.name not in CORE_DATES]
    hidden += [field for field in ordered if field.group != query.resource]
    for field in hidden:
        if field.name not in query.select:
            message = f"'{field.name}' is used in WHERE or ORDER BY and has to be in SELECT."
            raise query_error("EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE", message)
