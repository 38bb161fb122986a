"""Own exchange rates from a file: exact or refused whole."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.ecb import RATES
from resources.errors import ConfigurationError
from resources.own_rates import RatesFileError, read, source_name
from resources.warehouse.connection import Warehouse
from tests.resources.warehouse.books import DAY

KNOWN = {"EUR", "USD", "TWD", "VND", "KRW"}
HEAD = "date,base,quote,rate\n"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A CSV file with a header, or as it is."""

    def write(text: str, header: str = HEAD, name: str = "own.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes((header + text).encode(encoding))
        return path

    return write


def parquet(folder: Path, **columns: pa.Array[Any]) -> Path:
    """A Parquet file of one rate, with some columns otherwise than they should be."""
    day = pa.array([DAY])
    usual: dict[str, pa.Array[Any]] = {
        "date": day,
        "base": pa.array(["EUR"]),
        "quote": pa.array(["TWD"]),
        "rate": pa.array(["34.9"]),
    }
    path = folder / "own.parquet"
    pq.write_table(pa.table({**usual, **columns}), path)
    return path


def test_a_file_is_read_digit_for_digit_whatever_the_order_of_its_columns(write: Write) -> None:
    path = write(
        '34.123456789012,TWD,2025-03-03,EUR\n\n"28169.5", VND ,2025-03-03,EUR\n', header="rate,quote,date,base\n"
    )
    rates = read(path, KNOWN)
    assert rates.schema == RATES
    assert rates.to_pylist() == [
        {"date": DAY, "base": "EUR", "quote": "TWD", "rate": Decimal("34.123456789012")},
        {"date": DAY, "base": "EUR", "quote": "VND", "rate": Decimal("28169.5")},
    ]


def test_what_a_spreadsheet_saves_is_read(write: Write) -> None:
    path = write("2025-03-03,EUR,TWD,34.9\r\n", header=HEAD.replace("\n", "\r\n"), encoding="utf-8-sig")
    assert read(path, KNOWN).num_rows == 1


@given(st.decimals(Decimal("0.000000000002"), Decimal("999999999999"), places=12))
def test_a_price_in_euros_is_inverted_to_half_a_unit_of_the_last_place(price: Decimal) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(f"{HEAD}2025-03-03,VND,EUR,{price:f}\n")
        file.flush()
        ((_, _, _, rate),) = (row.values() for row in read(Path(file.name), KNOWN).to_pylist())
    with localcontext(prec=60):
        assert abs(rate - 1 / price) <= Decimal("0.0000000000005")


@pytest.mark.database
def test_an_inverse_is_what_postgresql_makes_of_it(write: Write, warehouse: Warehouse) -> None:
    prices = ["0.0000355", "3", "0.7", "1.000000000001", "123456.789"]
    text = "".join(f"2025-03-{day:02},VND,EUR,{price}\n" for day, price in enumerate(prices, 1))
    found = read(write(text), KNOWN)["rate"].to_pylist()
    expected = [
        warehouse.connection.execute("SELECT (1 / %s::numeric(30,18))::numeric(24,12) AS rate", (price,)).fetchall()[0]
        for price in prices
    ]
    assert found == [row["rate"] for row in expected]


def test_a_parquet_file_is_read_with_dates_and_decimals_or_with_text(tmp_path: Path) -> None:
    expected = [{"date": DAY, "base": "EUR", "quote": "TWD", "rate": Decimal("34.9")}]
    assert read(parquet(tmp_path), KNOWN).to_pylist() == expected
    wide = pa.array([Decimal("34.9")], pa.decimal128(30, 18))
    assert read(parquet(tmp_path, date=pa.array(["2025-03-03"]), rate=wide), KNOWN).to_pylist() == expected


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("2025-13-03,EUR,TWD,34.9", "date", "expected a day as YYYY-MM-DD, got '2025-13-03'"),
        ("03.03.2025,EUR,TWD,34.9", "date", "expected a day as YYYY-MM-DD, got '03.03.2025'"),
        ("2025-03-03,eur,TWD,34.9", "base", "expected an ISO 4217 code of warehouse.currencies, got 'eur'"),
        ("2025-03-03,EUR,NTD,34.9", "quote", "expected an ISO 4217 code of warehouse.currencies, got 'NTD'"),
        ("2025-03-03,EUR,EUR,1", "quote", "expected another currency than EUR, got 'EUR'"),
        ("2025-03-03,USD,TWD,32", "base", "multiply a rate of USD in TWD by that day's price of one EUR in USD"),
        ("2025-03-03,EUR,TWD,", "rate", "expected a positive decimal with at most 12 digits before and 12 after"),
        ("2025-03-03,EUR,TWD,0.000", "rate", "got '0.000'"),
        ("2025-03-03,EUR,TWD,-34.9", "rate", "got '-34.9'"),
        ("2025-03-03,EUR,TWD,3.49e1", "rate", "got '3.49e1'"),
        ("2025-03-03,EUR,TWD,NaN", "rate", "got 'NaN'"),
        ('2025-03-03,EUR,TWD,"34,9"', "rate", "got '34,9'"),
        ("2025-03-03,EUR,TWD,34.1234567890123", "rate", "got '34.1234567890123'"),
        ("2025-03-03,EUR,TWD,1234567890123", "rate", "got '1234567890123'"),
        ("2025-03-03,VND,EUR,0.000000000001", "rate", "expected a price in EUR whose inverse has"),
        ("2025-03-02,EUR,TWD,34.8", "quote", "expected one rate of TWD a day, as line 2 has it, got 'TWD'"),
        ("2025-03-02,TWD,EUR,0.0287", "base", "expected one rate of TWD a day, as line 2 has it, got 'TWD'"),
        ("2025-03-03,EUR,TWD", None, "expected 4 cells, got 3"),
        ('2025-03-03,EUR,TWD,"34.9', None, "expected CSV, got unexpected end of data"),
    ],
)
def test_an_error_names_file_line_column_what_was_expected_and_what_came(
    write: Write, line: str, column: str | None, said: str
) -> None:
    with pytest.raises(RatesFileError) as refused:
        read(write(f"2025-03-02,EUR,TWD,34.9\n{line}\n"), KNOWN)
    assert (refused.value.line, refused.value.column) == (3, column)
    assert str(refused.value).startswith(
        "own.csv, line 3" + (f", column {column}: expected" if column else ": expected")
    )
    assert said in str(refused.value)
    assert str(refused.value).endswith("; nothing was loaded")


@pytest.mark.parametrize(
    ("header", "came"),
    [("date;base;quote;rate\n", "date;base;quote;rate"), ("date,base,quote\n", "date, base, quote"), ("", "none")],
)
def test_a_file_with_other_columns_is_refused(write: Write, header: str, came: str) -> None:
    with pytest.raises(RatesFileError, match=f"expected the columns date, base, quote, rate, got {came}; nothing"):
        read(write("", header=header), KNOWN)


def test_a_file_without_rates_in_another_format_or_encoding_is_refused(write: Write) -> None:
    with pytest.raises(RatesFileError, match=r"own\.csv: expected rates, got none"):
        read(write(""), KNOWN)
    with pytest.raises(RatesFileError, match=r"expected a \.csv or \.parquet file, got '\.xlsx'"):
        read(write("", name="own.xlsx"), KNOWN)
    with pytest.raises(RatesFileError, match=r"own\.csv, line 2: expected UTF-8, got byte 0x80"):
        read(write("2025-03-03,EUR,TWD,34.9 \N{EURO SIGN}\n", encoding="cp1252"), KNOWN)
    with pytest.raises(RatesFileError, match=r"own\.parquet: expected a Parquet file"):
        read(write("", name="own.parquet"), KNOWN)


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("rate", pa.array([34.9]), "column rate: expected a decimal or text, which are exact, got double"),
        ("date", pa.array([dt.datetime(2025, 3, 3)]), "column date: expected a date or text, got timestamp"),  # noqa: DTZ001
        ("quote", pa.array([901]), "column quote: expected text, got int64"),
        ("rate", pa.array([None], pa.string()), "line 1, column rate: expected a positive decimal"),
    ],
)
def test_a_parquet_file_of_other_types_is_refused(
    tmp_path: Path, column: str, values: pa.Array[Any], said: str
) -> None:
    with pytest.raises(RatesFileError) as refused:
        read(parquet(tmp_path, **{column: values}), KNOWN)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["ecb", "", "My Bank", "ECB", "x" * 40])
def test_a_source_that_cannot_be_a_files_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="expected a small name such as own, and not ecb"):
        source_name(name)
