"""The one file that a downloaded zip is for, unpacked piece by piece and within bounds."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

FREE_BYTES = 16 << 20
LARGEST_RATIO = 100
"""A file of more than FREE_BYTES may be so many times as large as its zip. Text is ten times, a bomb a thousand."""
_PIECE = 1 << 20
_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED})
"""Others take memory as the zip asks for it."""


class ZipRefused(ValueError):
    """A zip that is damaged, or larger than it may be: what was expected and what came."""

    def __init__(self, expected: str, got: str) -> None:
        super().__init__(f"expected {expected}, got {got}")
        self.expected, self.got = expected, got


def only_file(content: bytes, suffix: str, largest: int) -> Iterator[bytes]:
    """The file whose name ends so (`.xml`), in pieces. No more than its declared size is ever unpacked.

    Raises:
        ZipRefused: there is not one such file, it is more than `largest` bytes or out of proportion, or no sound zip.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            chosen = _chosen(archive, suffix, largest, len(content))
            with archive.open(chosen) as file:
                while piece := file.read(_PIECE):
                    yield piece
    except ZipRefused:
        raise
    except (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise ZipRefused("a sound zip", f"{len(content)} bytes: {type(error).__name__}: {error}") from None


def _chosen(archive: ZipFile, suffix: str, largest: int, packed: int) -> ZipInfo:
    kind = suffix.removeprefix(".").upper()
    files = [file for file in archive.infolist() if file.filename.lower().endswith(suffix)]
    if len(files) != 1:
        raise ZipRefused(f"one {kind} file in the zip", str(len(files)))
    size = files[0].file_size
    if size > largest:
        raise ZipRefused(f"at most {largest} bytes of {kind}", str(size))
    if size > FREE_BYTES and size > LARGEST_RATIO * packed:
        raise ZipRefused(f"{kind} of at most {LARGEST_RATIO} times its zip", f"{size // packed} times")
    if files[0].compress_type not in _METHODS:
        raise ZipRefused("a zip that is deflated", f"method {files[0].compress_type}")
    return files[0]
