"""Insights records that are refused, each with every reason, while its neighbours are taken."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest

from resources.platforms.base import ParseContext
from tests.resources.platforms.meta.landed import (
    ABSENT,
    CONTEXT,
    HOUR,
    HOURLY,
    WINDOW,
    Json,
    action,
    daily,
    hourly,
    page,
    record,
)


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
