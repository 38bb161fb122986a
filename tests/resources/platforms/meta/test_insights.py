"""Insights records to typed rows: what is taken, what is refused and why, and that nothing is lost."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.metrics import CAMPAIGN_DAILY, CAMPAIGN_HOURLY
from resources.platforms import platform
from resources.platforms.base import ParseContext, Parsed
from resources.windows import Window

META = platform("meta")
DAILY, HOURLY = META.stream("campaign_daily"), META.stream("campaign_hourly")
WINDOW = Window.closed(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
CONTEXT = ParseContext("1001", "USD", "America/Los_Angeles", WINDOW, frozenset({"USD", "EUR", "KRW"}))
HOUR = "hourly_stats_aggregated_by_advertiser_time_zone"
Json = dict[str, Any]
ABSENT = object()


def action(kind: str, value: Any) -> Json:
    return {"action_type": kind, "value": value, "7d_click": value}


def record(**changes: Any) -> Json:
    """A sound daily record; ABSENT takes a field away."""
    whole = {
        "account_id": "1001",
        "account_currency": "USD",
        "campaign_id": "23851",
        "campaign_name": "Spring 🌱",
        "impressions": "1200",
        "clicks": "30",
        "spend": "14.35",
        "actions": [action("link_click", "25"), action("post_reaction", "4"), action("omni_purchase", "2")],
        "action_values": [action("omni_purchase", "80.5")],
        "date_start": "2026-02-03",
        "date_stop": "2026-02-03",
        "publisher_platform": "instagram",
    }
    return {name: value for name, value in (whole | changes).items() if value is not ABSENT}


def hourly(**changes: Any) -> Json:
    outcome = ("actions", "action_values", "publisher_platform")
    return record(**dict.fromkeys(outcome, ABSENT), **{HOUR: "23:00:00 - 23:59:59", **changes})


def page(*records: Any) -> bytes:
    """JSON lines as landing writes them; bytes stay as they are."""
    return b"".join((each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in records)


def daily(*records: Any, context: ParseContext = CONTEXT) -> Parsed:
    return DAILY.parse([page(*records)], context)


def row(**changes: Any) -> Json:
    """The one row of a record that is taken."""
    parsed = daily(record(**changes))
    assert parsed.rejects == []
    (taken,) = parsed.table.to_pylist()
    return dict(taken)


def test_a_record_becomes_a_row() -> None:
    parsed = daily(record())
    assert parsed.table.schema == CAMPAIGN_DAILY
    assert parsed.table.to_pylist() == [
        {
            "date": dt.date(2026, 2, 3),
            "campaign_id": "23851",
            "campaign_name": "Spring 🌱",
            "placement": "instagram",
            "currency": "USD",
            "impressions": 1200,
            "clicks": 30,
            "cost": Decimal("14.350000"),
            "conversions": Decimal("2.000000"),
            "revenue": Decimal("80.500000"),
            "likes": 4,
            "shares": 0,
            "comments": 0,
            "saves": 0,
            "source_page": 0,
            "source_line": 0,
        }
    ]


def test_an_hour_knows_no_outcome_and_all_placements() -> None:
    parsed = HOURLY.parse([page(hourly(), hourly(**{HOUR: "00:00:00 - 00:59:59"}))], CONTEXT)
    assert parsed.table.schema == CAMPAIGN_HOURLY
    assert parsed.table["hour"].to_pylist() == [23, 0]
    first = parsed.table.to_pylist()[0]
    assert {name: first[name] for name in ("placement", "impressions", "clicks", "cost")} == {
        "placement": "all",
        "impressions": 1200,
        "clicks": 30,
        "cost": Decimal("14.35"),
    }
    assert {first[name] for name in ("conversions", "revenue", "likes", "shares", "comments", "saves")} == {None}


def test_what_is_left_out_is_zero() -> None:
    taken = row(**dict.fromkeys(("impressions", "clicks", "spend", "actions", "action_values"), ABSENT))
    zero = ("impressions", "clicks", "cost", "conversions", "revenue", "likes", "shares", "comments", "saves")
    assert [taken[name] for name in zero] == [0] * 9


def test_no_pages_and_empty_pages_give_an_empty_table() -> None:
    for pages in ([], [b""], [b"", b""]):
        parsed = DAILY.parse(pages, CONTEXT)
        assert (parsed.table.schema, parsed.table.num_rows, parsed.rejects) == (CAMPAIGN_DAILY, 0, [])


def test_engagement_comes_from_its_own_types_and_not_from_their_sum() -> None:
    kinds = ("post_reaction", "post", "comment", "onsite_conversion.post_save", "post_engagement", "like")
    taken = row(actions=[action(kind, str(count)) for count, kind in enumerate(kinds, 1)])
    assert [taken[name] for name in ("likes", "shares", "comments", "saves")] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("counts", "values", "expected"),
    [
        ({"omni_purchase": "3", "purchase": "2"}, {"omni_purchase": "30", "purchase": "20"}, ("3", "30")),
        ({"offsite_conversion.fb_pixel_purchase": "1", "purchase": "2"}, {"purchase": "20"}, ("2", "20")),
        ({"offsite_conversion.fb_pixel_purchase": "1.5"}, {"offsite_conversion.fb_pixel_purchase": "9"}, ("1.5", "9")),
        ({"omni_purchase": "3", "purchase": "2"}, {"purchase": "20"}, ("2", "20")),
        ({"omni_purchase": "3"}, {}, ("3", "0")),
        ({}, {"purchase": "20"}, ("0", "20")),
        ({"onsite_web_purchase": "5"}, {"onsite_web_purchase": "50"}, ("0", "0")),
        ({"omni_purchase": "3"}, {"omni_purchase": "-4.25"}, ("3", "-4.25")),
    ],
)
def test_count_and_value_of_purchases_are_of_one_type(
    counts: dict[str, str], values: dict[str, str], expected: tuple[str, str]
) -> None:
    taken = row(
        actions=[action(kind, value) for kind, value in counts.items()],
        action_values=[action(kind, value) for kind, value in values.items()],
    )
    assert (taken["conversions"], taken["revenue"]) == tuple(map(Decimal, expected))


def test_money_is_exact_to_the_sixth_decimal() -> None:
    assert row(spend="12345678901234.123457")["cost"] == Decimal("12345678901234.123457")
    assert row(spend="-0.1")["cost"] == Decimal("-0.1")


def test_a_field_nobody_asked_for_is_no_harm() -> None:
    assert row(auction_bid="1.25", reach=5, nested={"a": [None]}, half="\ud83d")["impressions"] == 1200


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"campaign_id": ABSENT}, "campaign_id: expected text .*, got nothing"),
        ({"campaign_id": None}, "campaign_id: expected text .*, got None"),
        ({"campaign_id": ""}, "campaign_id: expected text .*, got ''"),
        ({"campaign_id": 23851}, "campaign_id: expected text .*, got 23851"),
        ({"publisher_platform": ABSENT}, "publisher_platform: expected text .*, got nothing"),
        ({"date_start": ABSENT}, "date_start: expected a day of 2026-02-01..2026-02-28 as YYYY-MM-DD, got nothing"),
        ({"date_stop": ABSENT}, "date_stop: expected a day"),
        ({"date_start": "2026-02-30"}, "date_start: expected a day .*, got '2026-02-30'"),
        ({"date_start": "2025-02-03", "date_stop": "2025-02-03"}, "date_start: .*, got '2025-02-03'"),
        ({"date_start": "20260203"}, "date_start: .*, got '20260203'"),
        ({"date_stop": "2026-02-04"}, "date_stop: expected the day of date_start, 2026-02-03, got '2026-02-04'"),
        ({"account_currency": ABSENT}, "account_currency: expected the account's currency USD.*, got nothing"),
        ({"account_currency": "XQZ"}, "account_currency: expected an ISO 4217 code .*, got 'XQZ'"),
        ({"account_currency": "EUR"}, "account_currency: expected the account's currency USD.*, got 'EUR'"),
        ({"account_id": "9"}, "account_id: expected the account 1001, got '9'"),
        ({"impressions": 1200}, "impressions: expected a whole number as a string, got 1200"),
        ({"impressions": None}, "impressions: expected a whole number as a string, got None"),
        ({"impressions": "12.5"}, "impressions: .*, got '12.5'"),
        ({"clicks": "1e3"}, "clicks: .*, got '1e3'"),
        ({"clicks": "9" * 30}, "clicks: .*, got '9999"),
        ({"spend": "twelve"}, "spend: expected a decimal .*, got 'twelve'"),
        ({"spend": "NaN"}, "spend: .*, got 'NaN'"),
        ({"spend": "Infinity"}, "spend: .*, got 'Infinity'"),
        ({"spend": float("nan")}, "spend: .*, got nan"),
        ({"spend": float("inf")}, "spend: .*, got inf"),
        ({"spend": "0.1234567"}, "spend: .*, got '0.1234567'"),
        ({"spend": "14,35"}, "spend: .*, got '14,35'"),
        ({"spend": "1\n"}, r"spend: .*, got '1\\n'"),
        ({"spend": "١٢"}, r"spend: .*, got '\\u0661\\u0662'"),
        ({"spend": [1]}, r"spend: .*, got \[1\]"),
        ({"campaign_name": "a\0b"}, r"campaign_name: expected text .* without NUL .*, got 'a\\x00b'"),
        ({"campaign_name": "a\ud83d"}, r"campaign_name: .* half a surrogate pair, got 'a\\ud83d'"),
        ({"campaign_name": "x" * 1001}, r"campaign_name: expected text of at most 1000 .*\(1003 characters\)"),
        ({"campaign_name": {"en": "x"}}, "campaign_name: .*, got {'en': 'x'}"),
        ({"actions": None}, "actions: expected a list of actions.*, got None"),
        ({"actions": {}}, "actions: expected a list of actions.*, got {}"),
        ({"actions": [None]}, r"actions: .*, got \[None\]"),
        ({"actions": [{"value": "1"}]}, "actions: .*, got .*'value': '1'"),
        ({"actions": [action("comment", "1.5")]}, "actions: .*'comment', 'value': '1.5'"),
        ({"actions": [action("comment", 1)]}, "actions: .*'comment', 'value': 1"),
        ({"actions": [{"action_type": "post"}]}, "actions: .*'post'"),
        ({"actions": [action("post", "1"), action("post", "2")]}, "actions: .* once at most"),
        ({"action_values": [action("purchase", "x")]}, "action_values: .*'purchase', 'value': 'x'"),
        (
            {"actions": [action("omni_purchase", "1")], "action_values": [action("purchase", "9")]},
            r"action_values: expected a purchase type that is in actions as well, got \['purchase'\]",
        ),
    ],
)
def test_a_bad_record_is_refused_with_what_was_expected_and_what_came(changes: Json, reason: str) -> None:
    parsed = daily(record(), record(**changes), record())
    assert parsed.table["source_line"].to_pylist() == [0, 2]
    (reject,) = parsed.rejects
    assert (reject.source_page, reject.source_line) == (0, 1)
    assert reject.payload == json.dumps(record(**changes)).encode()
    assert any(re.search(reason, each) for each in reject.reasons), reject.reasons
    assert all(each.isascii() and "\0" not in each for each in reject.reasons)


@pytest.mark.parametrize("label", [ABSENT, "24:00:00 - 24:59:59", "7:00:00 - 7:59:59", 7])
def test_an_hour_without_its_label_is_refused(label: object) -> None:
    (reject,) = HOURLY.parse([page(hourly(**{HOUR: label}))], CONTEXT).rejects
    assert reject.reasons[0].startswith(f"{HOUR}: expected an hour such as '00:00:00 - 00:59:59', got ")


def test_every_reason_is_given_and_the_day_where_there_is_one() -> None:
    (several, elsewhere) = daily(
        record(spend="x", clicks="y"), record(date_start="2020-01-01", date_stop="2020-01-01")
    ).rejects
    assert [reason.partition(":")[0] for reason in several.reasons] == ["clicks", "spend"]
    assert (several.day, elsewhere.day) == (dt.date(2026, 2, 3), None)


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"null", b"{", b"\xff", b'{"a": "\xff"}', b"\xef\xbb\xbf{}", b"{}{}", b'"x"', b"[" * 9999]
)
def test_a_line_that_is_no_object_is_refused_and_its_neighbours_are_not(line: bytes) -> None:
    parsed = daily(record(), line, record())
    assert parsed.table["source_line"].to_pylist() == [0, 2]
    assert [(reject.source_line, reject.payload) for reject in parsed.rejects] == [(1, line)]
    assert parsed.rejects[0].reasons[0].startswith("record: expected a JSON object, got ")


def test_an_account_in_a_currency_the_warehouse_does_not_know_has_no_rows() -> None:
    context = ParseContext("1001", "XQZ", "UTC", WINDOW, frozenset({"USD"}))
    (reject,) = daily(record(account_currency="XQZ"), context=context).rejects
    assert reject.reasons == ("account_currency: expected an ISO 4217 code that the warehouse knows, got 'XQZ'",)


NUMBERS = st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,7})?", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=[]), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | NUMBERS | TEXTS | st.just("2026-02-04")
KINDS = st.sampled_from(
    ["omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase", "comment", "post", "link_click"]
)
LISTS = st.lists(st.builds(action, KINDS, st.integers(0, 99).map(str) | SCALARS) | st.just({}) | SCALARS, max_size=4)
CHANGES: st.SearchStrategy[Json] = st.dictionaries(
    st.sampled_from([*record(), "unknown"]), SCALARS | LISTS | st.just(ABSENT), max_size=2
) | st.just({})
LINES = st.one_of(
    CHANGES.map(lambda changes: json.dumps(record(**changes)).encode()),
    CHANGES.map(lambda changes: json.dumps(record(**changes)).encode()),
    st.binary(max_size=6).map(lambda noise: noise.replace(b"\n", b"").replace(b"\r", b"")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(LINES, max_size=6), max_size=4))
def test_every_record_ends_in_the_table_or_in_the_rejects_whoever_its_neighbours_are(
    pages: list[list[bytes]],
) -> None:
    parsed = DAILY.parse([page(*lines) for lines in pages], CONTEXT)
    rows = parsed.table.to_pylist()
    taken = [(row["source_page"], row["source_line"]) for row in rows]
    refused = [(reject.source_page, reject.source_line) for reject in parsed.rejects]
    everything = [(number, line) for number, lines in enumerate(pages) for line in range(len(lines))]
    assert sorted(taken + refused) == everything
    assert all(reject.payload == pages[reject.source_page][reject.source_line] for reject in parsed.rejects)
    for row in rows:
        source = json.loads(pages[row["source_page"]][row["source_line"]])
        assert row["cost"] == Decimal(source.get("spend", "0"))
        assert (row["impressions"], row["clicks"]) == (int(source.get("impressions", 0)), int(source.get("clicks", 0)))
        alone = daily(pages[row["source_page"]][row["source_line"]])
        assert alone.table.drop_columns(["source_page", "source_line"]).to_pylist() == [
            {name: value for name, value in row.items() if not name.startswith("source_")}
        ]
    for reject in parsed.rejects:
        assert [each.reasons for each in daily(reject.payload).rejects] == [reject.reasons]


def _spoil_none(index: int) -> Json:
    return {}


def _spoil_some(index: int) -> Json:
    return {"spend": "twelve"} if index % 100 == 0 else {}


@pytest.mark.parametrize(("spoil", "refused"), [(_spoil_none, 0), (_spoil_some, 1_000)])
def test_a_hundred_thousand_records_take_seconds(spoil: Callable[[int], Json], refused: int) -> None:
    records = [json.dumps(record(campaign_id=str(index), **spoil(index))) for index in range(100_000)]
    pages = ["\n".join(part).encode() for part in _parts(records, 500)]
    started = time.perf_counter()
    parsed = DAILY.parse(pages, CONTEXT)
    elapsed = time.perf_counter() - started
    assert (parsed.table.num_rows, len(parsed.rejects)) == (100_000 - refused, refused)
    assert elapsed < 10


def _parts(records: Sequence[str], size: int) -> list[Sequence[str]]:
    return [records[start : start + size] for start in range(0, len(records), size)]
