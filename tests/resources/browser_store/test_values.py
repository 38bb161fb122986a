"""What single values read as, and which can be read in two ways."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.browser_store.moments import moment
from resources.browser_store.values import Unfit, address, identity, price, whole

NINE = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-05T09:00:00.000Z", NINE),
        ("2026-03-05T10:00:00+01:00", NINE),
        ("2026-03-05 10:00 +0100", NINE),
        ("2026-03-05", MIDNIGHT),
        (1_772_701_200_000, NINE),
        ("1772701200000", NINE),
        (Decimal("1772701200000"), NINE),
        ("Thu Mar 05 2026 10:00:00 GMT+0100 (Central European Standard Time)", NINE),
        ("Thu, 05 Mar 2026 09:00:00 GMT", NINE),
        ("March 5, 2026", MIDNIGHT),
        ("5 Mar 2026", MIDNIGHT),
        ("2026/03/05", MIDNIGHT),
        ("03/25/2026", dt.datetime(2026, 3, 25, tzinfo=dt.UTC)),
        ("25/03/2026", dt.datetime(2026, 3, 25, tzinfo=dt.UTC)),
        ("03/03/2026", dt.datetime(2026, 3, 3, tzinfo=dt.UTC)),
    ],
)
def test_a_moment_is_what_can_be_read_in_one_way(written: Any, meant: dt.datetime) -> None:
    assert moment(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2026", "2026-03-05T10:00:00", "2026-02-30", "yesterday", "0", "", 1_772_701_200, -1, True, None, [], {},
        10**30, Decimal("1e300"), "31/31/2026", "9999-12-31", "٢٠٢٦-03-05", "2026-03-05T25:00:00Z", "1e12",
    ],
)  # fmt: skip
def test_a_moment_that_can_be_read_in_two_ways_or_none_is_refused(written: Any) -> None:
    with pytest.raises(Unfit, match="an instant"):
        moment(written)


@pytest.mark.parametrize(
    ("written", "of", "meant"),
    [
        ("$1,299.00", None, ("1299", "USD")),
        ("1.299,00 €", None, ("1299", "EUR")),
        ("1 299,50 EUR", None, ("1299.5", "EUR")),
        ("EUR 12", None, ("12", "EUR")),
        ("1'299.95", "CHF", ("1299.95", "CHF")),
        ("1,299,000", "KRW", ("1299000", "KRW")),
        ("$ 5", "CAD", ("5", "CAD")),
        ("¥500", "JPY", ("500", "JPY")),
        ("99,95", None, ("99.95", "USD")),
        ("0.125", None, ("0.125", "USD")),
        ("1299.125", None, ("1299.125", "USD")),
        (Decimal("19.990000000000002"), None, ("19.99", "USD")),
        (0, "THB", ("0", "THB")),
    ],
)
def test_an_amount_is_what_can_be_read_in_one_way(written: Any, of: str | None, meant: tuple[str, str]) -> None:
    assert price(of)(written) == (Decimal(meant[0]), meant[1])


@pytest.mark.parametrize(
    ("written", "of"),
    [
        ("1,299", None), ("1.299", None), ("€5", "USD"), ("¥500", None), ("12 pieces", None), ("-5", None), (-5, None),
        ("$5 USD", None), ("1,29,00", None), ("1.2.3", None), ("", None), (True, None), ([], None), (10**14, None),
        (Decimal("1e300"), None), ("1,299,00", None), ("free", None), ("٥", None),
    ],
)  # fmt: skip
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_refused(written: Any, of: str | None) -> None:
    with pytest.raises(Unfit):
        price(of)(written)


@pytest.mark.parametrize(("read", "good"), [(identity, ["a", 5, 0]), (whole, [0, "12", Decimal("3.0")])])
def test_ids_and_whole_numbers_may_be_numbers_or_text(read: Any, good: list[Any]) -> None:
    assert [str(read(each)) for each in good] == [str(int(each)) if each != "a" else "a" for each in good]


@pytest.mark.parametrize("bad", ["", " a", "__proto__", "x" * 256, -1, True, 1.5, None, Decimal(5), {}])
def test_what_is_no_id_is_refused(bad: Any) -> None:
    with pytest.raises(Unfit, match="an id"):
        identity(bad)


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "blob:https://a/1", "//a.example/x", "x.png", 5, "https://"])
def test_an_address_is_the_webs_or_the_applications_own(bad: Any) -> None:
    assert address("https://a.example/x.png") == "https://a.example/x.png"
    assert address("/samples/x.png") == "/samples/x.png"
    with pytest.raises(Unfit, match="an address"):
        address(bad)
