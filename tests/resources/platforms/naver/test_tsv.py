"""Files of reports: columns by their order, lines by their end, and a line that is not whole."""

from __future__ import annotations

import datetime as dt

import pytest

from resources.platforms.naver.reading.tsv import AD, AD_CONVERSION, AD_DETAIL, Report, is_cut_short, records

DAY = dt.date(2026, 2, 3)
ENTITY = ["20260203", "5", "cmp-1", "grp-1", "-", "nad-1", "bsn-1"]


def line(*values: str) -> str:
    return "\t".join((*ENTITY, *values))


@pytest.mark.parametrize(
    ("report", "values"),
    [
        (AD, ("8753", "M", "10", "1", "70.0", "12", "0")),
        (AD, ("8753", "M", "10", "1", "70.0", "12")),
        (AD_DETAIL, ("07", "09", "8753", "M", "10", "1", "70.0", "12", "0")),
        (AD_DETAIL, ("07", "09", "8753", "M", "10", "1", "70.0", "12")),
        (AD_CONVERSION, ("8753", "M", "2", "purchase", "1", "59000")),
    ],
    ids=lambda value: value.name if isinstance(value, Report) else str(len(value)),
)
def test_columns_are_named_by_their_order(report: Report, values: tuple[str, ...]) -> None:
    (record,) = records(report, DAY, line(*values) + "\n")
    assert list(record.values()) == [report.name, *ENTITY, *values]
    assert (record["mediaCode"], record["pcMobile"], record["campaignId"]) == ("8753", "M", "cmp-1")
    if report is not AD_CONVERSION:
        assert (record["imp"], record["clk"], record["cost"], record.get("viewCnt", "0")) == ("10", "1", "70.0", "0")


def test_a_file_of_lines_that_end_in_any_way_is_the_same() -> None:
    one = line("8753", "M", "10", "1", "70.0", "12", "0")
    expected = list(records(AD, DAY, f"{one}\n{one}\n"))
    for text in (f"{one}\n{one}", f"{one}\r\n{one}\r\n", f"\n{one}\n\n{one}\n"):
        assert list(records(AD, DAY, text)) == expected
    assert list(records(AD, DAY, "")) == []


def test_a_file_that_ends_within_a_line_was_cut_short() -> None:
    one = line("8753", "M", "10", "1", "70.0", "12", "0")
    for whole in ("", one, f"{one}\n", f"{one}\n{one}", f"{one}\r\n{one}\r\n"):
        assert not is_cut_short(whole)
    for part in (f"{one}\n2026", f"{one}\n{one}\n{one.rpartition(chr(9))[0]}"):
        assert is_cut_short(part)


def test_characters_that_only_look_like_an_end_of_line_are_none() -> None:
    (record,) = records(AD, DAY, line("8753\u2028\x85\x0b", "M", "10", "1", "70.0", "12", "0"))
    assert record["mediaCode"] == "8753\u2028\x85\x0b"


def test_a_line_with_another_number_of_columns_is_never_shifted() -> None:
    whole = line("8753", "M", "10", "1", "70.0", "12", "0")
    found = list(records(AD, DAY, "\n".join((whole, whole.rpartition("\t")[0], f"{whole}\t1", "cut"))))
    assert "problem" not in found[0]
    assert [record["problem"] for record in found[1:]] == [
        f"AD of 2026-02-03, line {number}: expected 14 columns, got {came}"
        for number, came in ((2, 13), (3, 15), (4, 1))
    ]
    assert (found[3]["text"], found[3]["statDt"]) == ("cut", "20260203")
    (alone,) = records(AD, DAY, "cut")
    assert alone["problem"] == "AD of 2026-02-03, line 1: expected 13 or 14 columns, got 1"


def test_one_line_with_a_column_more_does_not_spoil_an_older_file_that_lacks_the_last_one() -> None:
    older = line("8753", "M", "10", "1", "70.0", "12")
    found = list(records(AD, DAY, "\n".join((older, f"{older}\t1.25", older))))
    assert [record.get("problem") for record in found] == [
        None,
        "AD of 2026-02-03, line 2: expected 13 columns, got 14",
        None,
    ]
