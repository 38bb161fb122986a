"""What fuzzing found once, kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from resources import ecb, own_rates
from resources.errors import BadPage, RequestRejected
from resources.http import Reply
from resources.own_rates import RatesFileError
from resources.platforms.meta.errors import classify
from resources.platforms.meta.paging import read_pages
from resources.platforms.meta.usage import Usage, retry_after, usage
from tests.fuzz.seeds import seed
from tests.fuzz.test_adapters import conserved
from tests.fuzz.test_readers import DAILY, HISTORY, clickbank_sound, naver_sound, parquet_of_rates, shopee_sound, zipped


@pytest.mark.parametrize("bent", [b'"\\ud800link_click"', b'"link_click", "\\udfff": 1, "x": "y"'])
def test_half_a_character_where_no_rule_of_meta_looks_refuses_its_own_record(bent: bytes) -> None:
    of = seed("meta.campaign_daily")
    (page,) = of.pages
    parts = conserved(of, [page.replace(b'"link_click"', bent, 1)])
    assert sum(len(part.rejects) for part in parts) == 1


def test_a_zip_whose_directory_points_before_its_beginning_is_no_archive() -> None:
    archive = zipped(HISTORY, "eurofxref-hist.csv")
    place = archive.index(b"PK\x01\x02")
    with pytest.raises(BadPage, match="expected a sound zip"):
        ecb.parse_history(archive[:place] + archive[place + 20 :])


def test_rates_with_a_cell_that_is_larger_than_a_page_are_refused() -> None:
    with pytest.raises(BadPage, match=r"expected (CSV, got field larger than|a positive decimal with at most)"):
        ecb.parse_history(zipped(b"Date,USD\n2026-02-27," + b"1" * 200_000, "eurofxref-hist.csv"))


@pytest.mark.parametrize("encoding", [b"UTF-3", b"utf-16-surrogates", b"shift_jis", b"idna"])
def test_an_encoding_that_nobody_knows_is_no_document(encoding: bytes) -> None:
    with pytest.raises(BadPage, match="expected an XML document"):
        ecb.parse_daily(DAILY.replace(b"UTF-8", encoding))


@pytest.mark.parametrize("value", ["[" * 30_000, '{"call_count": ' + "9" * 400 + "}", '{"call_count": NaN}', "9" * 400])
def test_no_header_stops_a_reading(value: str) -> None:
    assert isinstance(usage({"x-app-usage": value}), Usage)
    assert retry_after({"Retry-After": value}) is None or value.isdecimal()


def test_a_date_of_too_many_digits_says_nothing() -> None:
    assert retry_after({"Retry-After": "Fri, 27 Feb 2026 10:0:04444444440 GMT"}) is None


def test_what_is_no_object_is_no_paging_of_meta() -> None:
    with pytest.raises(BadPage, match="expected paging to be an object, got float"):
        read_pages(lambda params: {"data": [], "paging": 1.5}, {"platform": "meta"})


@pytest.mark.parametrize("code", [[190], {"a": 1}, "190", None, 10**400])
def test_a_code_that_is_none_is_an_error_all_the_same(code: object) -> None:
    error = classify(400, {"code": code, "error_subcode": code, "message": "no"}, {"platform": "meta"})
    assert isinstance(error, RequestRejected)


@pytest.mark.parametrize("sound", [clickbank_sound, naver_sound, shopee_sound])
@pytest.mark.parametrize("number", [b"1e" + b"9" * 40, b"1e-" + b"9" * 40])
def test_a_number_beyond_all_exponents_is_no_json(sound: Callable[..., object], number: bytes) -> None:
    with pytest.raises(BadPage, match="JSON"):
        sound(Reply(200, {"Content-Type": "application/json"}, b'{"a": ' + number + b"}"), {"platform": "shopee"})


def test_a_number_beyond_all_exponents_refuses_its_own_record() -> None:
    of = seed("shopee.campaign_daily")
    page = of.pages[0].replace(b'"clicks": ', b'"clicks": 1e-' + b"9" * 40 + b', "was": ', 1)
    assert page != of.pages[0]
    assert sum(len(part.rejects) for part in conserved(of, [page])) == 1


def test_noughts_behind_the_twelfth_place_of_a_rate_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("date,base,quote,rate\n2026-02-27,EUR,USD,1.25" + "0" * 38 + "\n")
    assert own_rates.read(path, {"EUR", "USD"})["rate"].to_pylist() == [Decimal("1.25")]


@pytest.mark.parametrize(("old", "new"), [(b"\x04date%", b"\x04\xffate%"), (b"\x00USD", b"\x00U\xffD")])
def test_parquet_with_half_a_character_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = tmp_path / "rates.parquet"
    content = parquet_of_rates()
    assert old in content
    path.write_bytes(content.replace(old, new))
    with pytest.raises(RatesFileError, match=r"expected a Parquet file, got .*[uU][tT][fF]"):
        own_rates.read(path, {"EUR", "USD"})
