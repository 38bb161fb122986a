"""How large files from outside may be, and what is unpacked of them: a small file may claim, or become, terabytes."""

from __future__ import annotations

import gzip
import io
import stat
import zlib
from pathlib import Path
from typing import BinaryIO

LARGEST_FILE = 16 << 30
"""Bytes of a file as text: unpacked where it is compressed."""
LARGEST_RATIO = 200
FREE_BYTES = 64 << 20
"""What is unpacked may be LARGEST_RATIO times as large as the file; below FREE_BYTES that is not looked at. Tables with
a key compress 5 to 50 times, deflate's bombs 1000 times, and a Parquet file's without end."""
MOST_COLUMNS = 1600
"""PostgreSQL's own limit."""


class TooLarge(OSError):
    """A file is larger than it may be, or unpacks to more than it may."""

    def __init__(self, what: str, limit: int, came: int | str) -> None:
        super().__init__(f"expected at most {limit:,} {what}, got {f'{came:,}' if isinstance(came, int) else came}")


def size_of(path: Path, largest: int = LARGEST_FILE) -> int:
    """The bytes of a file. Raises TooLarge, and OSError for what is no file."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError("expected a file, got a device or a pipe")
    if found.st_size > largest:
        raise TooLarge("bytes", largest, found.st_size)
    return found.st_size


def allowed(packed: int, largest: int = LARGEST_FILE) -> int:
    """How many bytes may come out of so many."""
    return min(largest, max(FREE_BYTES, packed * LARGEST_RATIO))


class Unpacked(io.RawIOBase):
    """What a gzip file holds, as long as that is not more than it may be. Seeks to its beginning only.

    Raises TooLarge, and OSError (gzip.BadGzipFile) or EOFError where it is no gzip.
    """

    def __init__(self, raw: BinaryIO, packed: int) -> None:
        self._source = gzip.GzipFile(fileobj=raw)
        self._allowed = allowed(packed)
        self._passed = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) == (0, io.SEEK_SET):
            self._source.seek(0)
            self._passed = 0
            return 0
        if (offset, whence) == (0, io.SEEK_CUR):
            return self._passed
        raise io.UnsupportedOperation("seek to another place than the beginning")

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            found = self._source.read(len(buffer))
        except zlib.error as error:
            raise gzip.BadGzipFile(str(error)) from None
        self._passed += len(found)
        if self._passed > self._allowed:
            raise TooLarge("bytes when unpacked", self._allowed, "more")
        buffer[: len(found)] = found
        return len(found)
