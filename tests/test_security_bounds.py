"""Files that would fill memory, disk or time are refused by name, limit and what came: with real bombs."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resources import own_rates
from resources.browser_store.dimensions import dimensions
from resources.browser_store.pictures import decoded
from resources.browser_store.text import read_export
from resources.browser_store.values import Unfit
from resources.errors import ConfigurationError
from resources.imports import ImportRefused
from resources.imports.files import opened
from tests.resources.browser_store.exports import FRAME, GIF, JPEG, WEBP, data_url, png

MEGABYTE = 1 << 20
MEMORY = 1500 * MEGABYTE
"""More than any of these may take from Arrow."""


def refused(path: Path) -> str:
    """Why a file is not imported; nothing that it claims is made in memory."""
    with pytest.raises(ImportRefused) as caught:
        for _ in opened(path).blocks():
            pass
    peak = pa.default_memory_pool().max_memory()
    assert peak is not None
    assert peak < MEMORY
    assert str(caught.value).startswith(path.name)
    return str(caught.value)


def packed(path: Path, pieces: Iterator[bytes]) -> Path:
    """A gzip file of some pieces."""
    with gzip.open(path, "wb", 9) as file:
        for piece in pieces:
            file.write(piece)
    return path


def test_a_small_file_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    rows = (b"id,name\n" if number == 0 else b"1,aaaaaaaa\n" * 100_000 for number in range(100))
    path = packed(tmp_path / "bomb.csv.gz", rows)
    assert path.stat().st_size < MEGABYTE
    assert "expected at most 67,108,864 bytes when unpacked, got more" in refused(path)


@pytest.mark.thorough
def test_a_bomb_of_empty_lines_and_one_without_any_are_refused(tmp_path: Path) -> None:
    lines = packed(tmp_path / "lines.csv.gz", (b"id\n" if number == 0 else b"\n" * MEGABYTE for number in range(100)))
    assert "bytes when unpacked" in refused(lines)
    line = packed(tmp_path / "line.csv.gz", (b"a" * MEGABYTE for _ in range(100)))
    assert "expected at most 1,048,576 bytes in the first line, got more" in refused(line)


def test_a_cell_larger_than_a_block_is_refused_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    path.write_bytes(b"id,name\n1,a\n2," + b"x" * (40 * MEGABYTE) + b"\n")
    assert "line 3: expected at most 16,777,216 bytes, got more" in refused(path)


def test_a_gzip_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged.csv.gz"
    content = bytearray(gzip.compress(b"id,name\n" + b"1,a\n" * 1000))
    content[12:20] = b"\xff" * 8
    path.write_bytes(content)
    assert "damaged.csv.gz" in refused(path)


def test_more_columns_than_a_table_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{number}" for number in range(2_000)) + "\n")
    assert "expected at most 1,600 columns, got 2,000" in refused(path)
    wide = tmp_path / "wide.parquet"
    pq.write_table(pa.table({f"c{number}": [1] for number in range(2_000)}), wide)
    assert "expected at most 1,600 columns, got 2,000" in refused(wide)


@pytest.mark.parametrize("name", ["device.csv", "device.parquet", "device.csv.gz"])
def test_a_device_is_no_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.symlink_to("/dev/zero")
    assert "expected a file, got a device or a pipe" in refused(path)


def test_one_text_that_a_parquet_file_repeats_a_million_times_is_not_made(tmp_path: Path) -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * 100_000]))
    pq.write_table(pa.table({"name": repeated}), tmp_path / "same.parquet", store_schema=False)
    assert (tmp_path / "same.parquet").stat().st_size < MEGABYTE
    assert "expected at most 1,073,741,824 bytes in some rows of a column, got 6,553,600,000" in refused(
        tmp_path / "same.parquet"
    )


def test_a_parquet_file_out_of_proportion_is_refused_by_its_footer(tmp_path: Path) -> None:
    text = pa.array(["a" * 1000] * 200_000)
    pq.write_table(pa.table({"name": text}), tmp_path / "zeros.parquet", compression="zstd", use_dictionary=False)
    assert (tmp_path / "zeros.parquet").stat().st_size < MEGABYTE
    assert "expected at most 67,108,864 bytes when unpacked, got 20" in refused(tmp_path / "zeros.parquet")


def test_many_equal_rows_of_a_tiny_parquet_file_are_not_all_made(tmp_path: Path) -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000_000, pa.int32()), pa.array(["x" * 100]))
    pq.write_table(pa.table({"name": repeated}), tmp_path / "equal.parquet", store_schema=False)
    assert "bytes when unpacked, got more" in refused(tmp_path / "equal.parquet")


def test_files_of_rates_are_bounded(tmp_path: Path) -> None:
    plain, parquet = tmp_path / "rates.csv", tmp_path / "rates.parquet"
    plain.write_bytes(b"date,base,quote,rate\n" + b"\n" * own_rates.LARGEST_FILE)
    with pytest.raises(own_rates.RatesFileError, match=r"rates\.csv: expected .*67,108,864 bytes, got 67,108,885"):
        own_rates.read(plain, {"EUR"})
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), pa.array(["x" * 100_000]))
    pq.write_table(pa.table(dict.fromkeys(("date", "base", "quote", "rate"), same)), parquet, store_schema=False)
    with pytest.raises(own_rates.RatesFileError, match=r"rates\.parquet: expected .*bytes in some rows of a column"):
        own_rates.read(parquet, {"EUR"})
    device = tmp_path / "device.csv"
    device.symlink_to("/dev/zero")
    with pytest.raises(own_rates.RatesFileError, match="got a device or a pipe"):
        own_rates.read(device, {"EUR"})


def test_an_export_from_a_device_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.symlink_to("/dev/zero")
    with pytest.raises(ConfigurationError, match=r"export\.json: expected a file, got a device"):
        read_export(path)


def _png(width: int, height: int) -> bytes:
    sound = png(1)
    return sound[:16] + struct.pack(">II", width, height) + sound[24:]


HUGE: dict[str, tuple[str, bytes]] = {
    "png": ("image/png", _png(2**31 - 1, 2**31 - 1)),
    "a line of pixels": ("image/png", _png(2**31 - 1, 1)),
    "an area": ("image/png", _png(30_000, 30_000)),
    "gif": ("image/gif", GIF[:6] + struct.pack("<HH", 65_535, 65_535) + GIF[10:]),
    "jpeg": ("image/jpeg", JPEG.replace(FRAME, FRAME[:5] + struct.pack(">HH", 65_535, 65_535) + FRAME[9:])),
    "webp": ("image/webp", b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff" * 6),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_small_picture_of_gigabytes_of_pixels_is_refused(name: str) -> None:
    kind, content = HUGE[name]
    with pytest.raises(Unfit, match="a picture of at most 32,768 pixels a side and 134,217,728 in all"):
        decoded(data_url(content, kind))


def test_sound_pictures_say_their_size() -> None:
    sizes = [dimensions(png(3), "png"), dimensions(GIF, "gif"), dimensions(JPEG, "jpg"), dimensions(WEBP, "webp")]
    assert sizes == [(3, 3), (1, 1), (1, 1), (1, 1)]
