"""What goes wrong in the records of a platform: other shapes, other units, fewer of them, bad ones. Data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandbox.faults import Fault
from tests.faults.case import DOWNLOAD, HTTP, Case, Ending, on


def _changed_shapes() -> Iterator[Case]:
    for platform in HTTP:
        aimed = DOWNLOAD if platform == "naver" else ""
        ending = Ending.QUARANTINED if platform == "naver" else Ending.HARMLESS
        says = "columns" if platform == "naver" else ""
        yield on("17", platform, Fault("extra_field", match=aimed, times=1), ending, says)
    yield on("17", "meta", Fault("number_instead_of_string", times=1), Ending.QUARANTINED, "impressions", quick=True)
    for platform in ("meta", "google", "shopee"):
        yield on("17", platform, Fault("new_placement"), Ending.VISIBLE)
        yield on("17", platform, Fault("spend_in_micros", records=9), Ending.HELD, "no_magnitude_jump")
    yield on("17", "naver", Fault("new_placement", match="/ncc/campaigns$"), Ending.VISIBLE)
    yield on("17", "naver", Fault("spend_in_micros", match=DOWNLOAD, records=9), Ending.HELD, "no_magnitude_jump")
    for platform in (*HTTP, "google"):
        for name in ("empty_report", "collapsed_report"):
            quick = (platform, name) == ("shopee", "empty_report")
            yield on("17", platform, Fault(name), Ending.HELD, "answer_not_collapsed", quick=quick)


def _spoiled_records() -> Iterator[Case]:
    spoiled: Mapping[tuple[str, str], Mapping[str, str]] = {
        ("meta", "campaign_daily"): {
            "null_key": "campaign_id",
            "missing_key": "campaign_id",
            "not_a_number": "spend",
            "negative_impressions": "impressions",
            "clicks_above_impressions": "clicks",
            "unknown_currency": "account_currency",
            "nul_byte": "campaign_name",
            "lone_surrogate": "campaign_name",
            "long_name": "campaign_name",
            "date_outside": "date",
            "bad_date": "date",
        },
        ("google", "campaign_daily"): {
            "null_key": "campaign_id",
            "negative_impressions": "impressions",
            "clicks_above_impressions": "clicks",
            "nan": "conversions",
            "huge_number": "conversions",
            "nul_byte": "campaign_name",
            "long_name": "campaign_name",
            "date_outside": "date",
            "bad_date": "date",
        },
        ("naver", "campaign_daily"): {
            "null_key": "campaignId",
            "missing_key": "columns",
            "not_a_number": "expected a number",
            "negative_impressions": "imp",
            "date_outside": "day",
            "bad_date": "day",
        },
        ("clickbank", "campaign_daily"): {
            "missing_key": "value",
            "not_a_number": "expected",
            "nul_byte": "value",
            "lone_surrogate": "value",
            "long_name": "value",
        },
        ("clickbank", "events"): {
            "null_key": "receipt",
            "missing_key": "receipt",
            "not_a_number": "accountAmount",
            "nul_byte": "productTitle",
            "lone_surrogate": "productTitle",
            "long_name": "productTitle",
            "bad_date": "transactionTime",
        },
        ("shopee", "campaign_daily"): {
            "null_key": "campaign_id",
            "missing_key": "campaign_id",
            "not_a_number": "expense",
            "negative_impressions": "impressions",
            "clicks_above_impressions": "clicks",
            "date_outside": "date",
            "bad_date": "date",
        },
        ("shopee", "orders"): {
            "not_a_number": "total_amount",
            "foreign_currency": "currency",
            "nul_byte": "item_name",
            "lone_surrogate": "item_name",
            "long_name": "item_name",
        },
        ("shopee", "products"): {"not_a_number": "current_price", "new_status": "item_status"},
    }
    quick = {
        ("meta", "lone_surrogate"),
        ("google", "nan"),
        ("naver", "bad_date"),
        ("clickbank", "nul_byte"),
        ("shopee", "foreign_currency"),
    }
    for (platform, stream), faults in spoiled.items():
        aimed = {"naver": DOWNLOAD}.get(platform, "get_order_detail" if stream == "orders" else "")
        for name, says in faults.items():
            fault = Fault(name, match=aimed, times=1)
            is_quick = (platform, name) in quick and (platform != "clickbank" or stream == "events")
            yield on("18", platform, fault, Ending.QUARANTINED, says, stream=stream, quick=is_quick)


CASES = (*_changed_shapes(), *_spoiled_records())
