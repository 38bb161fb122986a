"""Pictures that a browser kept as data URLs (RFC 2397): checked, and moved into the object store."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import UUID

from resources.browser_store.dimensions import LARGEST_SIDE, MOST_PIXELS, dimensions
from resources.browser_store.report import Complaint, Place, Report
from resources.browser_store.values import Unfit, address
from resources.object_store import ObjectStore
from resources.platforms.rows.values import shown

LARGEST = 16 << 20
TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/jpg": "jpg", "image/webp": "webp", "image/gif": "gif"}
"""What is taken. SVG is a document that may run scripts where it is shown, and is refused."""
_MAGIC = {
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "gif": re.compile(rb"GIF8[79]a"),
}
_DATA_URL = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?(?P<parameters>(?:;[^;,]{0,100}){0,5}),", re.IGNORECASE)
_BLANKS = re.compile(rb"[ \t\r\n]+")


@dataclass(frozen=True)
class Placed:
    """Where a picture is. `storage_path` is its key in the object store; None where it stays at its own address."""

    url: str
    storage_path: str | None = None


def is_data_url(value: Any) -> bool:
    """Whether a value is a data URL, and not just text that begins alike."""
    return isinstance(value, str) and _DATA_URL.match(value) is not None


class Pictures:
    """A user's pictures in the object store, each content once: the key is its SHA-256.

    Keys begin with the user's id, so that no tenant can tell what another one has.
    """

    def __init__(self, store: ObjectStore, user_id: UUID, *, dry_run: bool) -> None:
        self._store = store
        self._prefix = f"pictures/{user_id}"
        self._dry_run = dry_run
        self._known: set[str] = set()

    def place(self, value: Any) -> Placed:
        """Where the picture is from now on; a data URL's is in the object store when this returns.

        Raises:
            Unfit: the value is neither an address nor a sound picture.
        """
        if not is_data_url(value):
            return Placed(address(value))
        return self._put(*decoded(value))[0]

    def lift(self, value: Any, place: Place, report: Report, path: str) -> Any:
        """JSON with the addresses of the pictures in it instead of their data; one that is refused becomes null."""
        if isinstance(value, dict):
            below = f"{path}." if path else ""
            return {name: self.lift(each, place, report, f"{below}{name}") for name, each in value.items()}
        if isinstance(value, list):
            return [self.lift(each, place, report, f"{path}[{number}]") for number, each in enumerate(value)]
        if not is_data_url(value):
            return value
        try:
            placed, is_new = self._put(*decoded(value))
        except Unfit as error:
            report.reject("embedded_images", place, [Complaint(path, error.expected, shown(value))])
            return None
        report.taken("embedded_images", "inserted" if is_new else "unchanged")
        return placed.url

    def _put(self, content: bytes, extension: str) -> tuple[Placed, bool]:
        key = f"{self._prefix}/{hashlib.sha256(content).hexdigest()}.{extension}"
        is_new = key not in self._known and not any(found.key == key for found in self._store.list(key))
        if is_new and not self._dry_run:
            self._store.put(key, content, boundary="browser_store.picture", once=True)
        self._known.add(key)
        return Placed(f"s3://{self._store.bucket}/{key}", key), is_new


def decoded(url: str) -> tuple[bytes, str]:
    """The bytes of a data URL and their file extension. Raises Unfit."""
    head = _DATA_URL.match(url)
    if head is None:
        raise Unfit("a data URL")
    extension = TYPES.get((head["type"] or "text/plain").lower())
    if extension is None:
        raise Unfit("a picture of type png, jpeg, webp or gif")
    if len(url) > 4 * LARGEST:
        raise Unfit(f"a picture of at most {LARGEST:,} bytes")
    content = unquote_to_bytes(url[head.end() :])
    if head["parameters"].lower().endswith(";base64"):
        content = _from_base64(content)
    if len(content) > LARGEST:
        raise Unfit(f"a picture of at most {LARGEST:,} bytes")
    size = dimensions(content, extension) if _MAGIC[extension].match(content) else None
    if size is None:
        raise Unfit(f"the bytes of a picture of type {head['type']}")
    if max(size) > LARGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
        raise Unfit(f"a picture of at most {LARGEST_SIDE:,} pixels a side and {MOST_PIXELS:,} in all")
    return content, extension


def _from_base64(content: bytes) -> bytes:
    """Blanks and missing padding are put up with, as browsers do."""
    letters = _BLANKS.sub(b"", content).rstrip(b"=")
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except binascii.Error:
        raise Unfit("a picture in base64") from None
