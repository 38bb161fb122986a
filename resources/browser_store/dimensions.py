"""Width and height as the first bytes of a picture claim them; its pixels are never unpacked here.

PNG: https://www.w3.org/TR/png/#11IHDR, GIF: https://www.w3.org/Graphics/GIF/spec-gif89a.txt (18),
JPEG: ITU T.81 B.2.2, WebP: RFC 9649.
"""

from __future__ import annotations

import struct

LARGEST_SIDE = 1 << 15
MOST_PIXELS = 1 << 27
"""Of a picture that a browser may be asked to show: a file of kilobytes can claim gigabytes of pixels."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


def dimensions(content: bytes, extension: str) -> tuple[int, int] | None:
    """(width, height) of a png, jpg, gif or webp; None where the bytes end too early or claim no pixel."""
    try:
        width, height = _READERS[extension](content)
    except (struct.error, IndexError):
        return None
    return (width, height) if width > 0 and height > 0 else None


def _png(content: bytes) -> tuple[int, int]:
    kind, width, height = struct.unpack_from(">4sII", content, 12)
    return (width, height) if kind == b"IHDR" else (0, 0)


def _gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _jpg(content: bytes) -> tuple[int, int]:
    """The segments up to the first frame; each but a few has its length after its marker."""
    place = 2
    while True:
        if content[place] != 0xFF:
            return 0, 0
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        elif marker in _WITHOUT_LENGTH:
            place += 2
        else:
            place += 2 + max(2, struct.unpack_from(">H", content, place + 2)[0])


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(_cut(content, 24, 3), "little"), 1 + int.from_bytes(_cut(content, 27, 3), "little")
    if kind == b"VP8L":
        bits = int.from_bytes(_cut(content, 21, 4), "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _cut(content: bytes, start: int, length: int) -> bytes:
    if len(content) < start + length:
        raise IndexError
    return content[start : start + length]


_READERS = {"png": _png, "jpg": _jpg, "gif": _gif, "webp": _webp}
