"""What a product's record says of its images, and of the backgrounds that were tried behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resources.browser_store.fields import Fields, with_rest
from resources.browser_store.moments import moment
from resources.browser_store.pictures import Placed
from resources.browser_store.report import Complaint, Place
from resources.browser_store.taking import Taking
from resources.browser_store.text import Broken
from resources.browser_store.values import LONG, SHORT, flag, identity, members, text, whole

IMAGE, VERSION = "product_images", "background_versions"
IMAGES = "images"
VERSIONS = ("backgroundVersions", "background_versions")
_ADDRESS = ("url", "src", "dataUrl", "imageUrl")
_SIZE = re.compile("[0-9]+x[0-9]+")


@dataclass(frozen=True)
class Found:
    """A picture in a product's record. `home` is the path of the image that a version is listed in."""

    kind: str
    path: str
    value: Any
    home: str | None = None


@dataclass
class Picture:
    """A picture that has its place in the object store, or at its own address."""

    found: Found
    legacy_id: str | None
    image_id: str | None
    placed: Placed
    row: dict[str, Any]

    @property
    def key(self) -> str:
        """What names it within its product or image: its own id, else where its content is."""
        return f"id {self.legacy_id}" if self.legacy_id else f"at {self.placed.storage_path or self.placed.url}"


def pictures(record: dict[str, Any]) -> Iterator[Found]:
    """Every image, its versions right after it; then the versions that the product lists itself."""
    for number, image in enumerate(_listed(record, IMAGES)):
        path = f"{IMAGES}[{number}]"
        yield Found(IMAGE, path, image)
        yield from _versions(image, f"{path}.", path)
    yield from _versions(record, "", None)


def read(taking: Taking, place: Place, found: Found) -> Picture:
    """Check a picture and put it in its place. Raises Broken."""
    told = found.value if isinstance(found.value, dict) else {_ADDRESS[0]: found.value}
    fields = Fields(told, found.path)
    legacy_id, image_id = fields.take(identity, "id"), fields.take(identity, "imageId", "image_id")
    row = _image(fields) if found.kind == IMAGE else _version(fields)
    metadata = fields.take(members, "metadata")
    placed = fields.need(taking.pictures.place, *_ADDRESS)
    if placed is None or fields.complaints:
        raise Broken(*fields.complaints)
    row["metadata"] = with_rest(metadata, fields.rest)
    return Picture(found, legacy_id, image_id, placed, taking.kept(place, row, found.path))


def _listed(holder: Any, *names: str) -> list[Any]:
    listed = (holder.get(name) for name in names) if isinstance(holder, dict) else ()
    return next((each for each in listed if isinstance(each, list)), [])


def _versions(holder: Any, path: str, home: str | None) -> Iterator[Found]:
    for number, version in enumerate(_listed(holder, *VERSIONS)):
        yield Found(VERSION, f"{path}{VERSIONS[0]}[{number}]", version, home)


def _image(fields: Fields) -> dict[str, Any]:
    fields.take(lambda listed: listed, *VERSIONS)
    return {
        "file_name": fields.take(text(SHORT), "fileName", "file_name", "name"),
        "alt_text": fields.take(text(LONG), "altText", "alt_text", "alt"),
        "size": _size(fields),
        "is_primary": fields.take(flag, "isPrimary", "is_primary") or False,
    }


def _size(fields: Fields) -> str | None:
    """Width and height in pixels; another word for the size stays in the metadata."""
    if _SIZE.fullmatch(str(fields.peek("size"))):
        return fields.take(text(SHORT), "size")
    if fields.peek("width") is None or fields.peek("height") is None:
        return None
    width, height = fields.take(whole, "width"), fields.take(whole, "height")
    return f"{width}x{height}"


def _version(fields: Fields) -> dict[str, Any]:
    return {
        "prompt": fields.take(text(LONG), "prompt"),
        "request_id": fields.take(identity, "requestId", "request_id"),
        "processing_time": fields.take(whole, "processingTime", "processing_time"),
        "is_active": fields.take(flag, "isActive", "is_active") or False,
        "created_at": fields.take(moment, "createdAt", "created_at", "timestamp"),
    }


def orphan(path: str) -> Complaint:
    """Why a picture is refused that has nothing wrong itself."""
    return Complaint(path, "what it belongs to", "a record that was refused")
