"""The pictures of one product: placed in the object store, then written, then counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from resources.browser_store import images
from resources.browser_store.images import IMAGE, Picture
from resources.browser_store.report import Complaint, Outcome, Place
from resources.browser_store.taking import Taking
from resources.browser_store.text import Broken
from resources.platforms.rows.values import shown
from resources.warehouse.connection import Cursor


class Gallery:
    """A product's pictures, in the order in which they are listed."""

    def __init__(self, record: dict[str, Any], place: Place) -> None:
        self._found = list(images.pictures(record))
        self._where = place
        self._placed: dict[str, Picture] = {}
        self._homes: dict[str, str | None] = {}
        self._refused: list[tuple[str, tuple[Complaint, ...]]] = []
        self._written: list[tuple[str, Outcome]] = []

    def place(self, taking: Taking) -> None:
        """Put the pictures that are sound into the object store."""
        known: set[tuple[str | None, str]] = set()
        for found in self._found:
            try:
                if found.home and found.home not in self._placed:
                    raise Broken(images.orphan(found.path))
                picture = images.read(taking, self._where, found)
                home = found.home or self._home(picture)
                names = {(home, name) for name in (picture.key, picture.placed.storage_path) if name}
                if names & known:
                    raise Broken(Complaint(found.path, "a picture once", shown(picture.placed.url)))
            except Broken as error:
                self._refused.append((found.kind, error.complaints))
                continue
            known |= names
            self._placed[found.path], self._homes[found.path] = picture, home
        self._choose_primary(taking)

    def write(self, taking: Taking, cursor: Cursor, product_id: UUID) -> None:
        """Write the rows below a product's; no image that the application added itself is touched."""
        ids: dict[str, UUID] = {}
        for path, picture in self._placed.items():
            home = self._homes[path]
            ids[path] = uuid5(ids[home] if home else product_id, picture.key)
        shown_first = [ids[path] for path, picture in self._placed.items() if picture.row.get("is_primary")]
        taking.writer.rows(cursor, "demote_images", {"images": list(ids.values()), "primary": shown_first})
        for path, picture in self._placed.items():
            home, is_image = self._homes[path], picture.found.kind == IMAGE
            values = {
                **picture.row,
                "id": ids[path],
                "parent_id": ids[home] if home else product_id,
                "url": picture.placed.url,
                "storage_path": picture.placed.storage_path,
            }
            _, outcome = taking.writer.upsert(cursor, "image" if is_image else "background_version", values)
            self._written.append((picture.found.kind, outcome))

    def count(self, taking: Taking) -> None:
        """Note what became of each."""
        for kind, outcome in self._written:
            taking.report.taken(kind, outcome)
        for kind, complaints in self._refused:
            taking.report.reject(kind, self._where, complaints)

    def refuse(self, taking: Taking) -> None:
        """Note that none was taken over, because the product was not."""
        for found in self._found:
            taking.report.reject(found.kind, self._where, [images.orphan(found.path)])

    def _home(self, version: Picture) -> str | None:
        """The image of a version that the product lists: the one it names, else the product's first. Raises Broken."""
        if version.found.kind == IMAGE:
            return None
        for path, image in self._placed.items():
            if image.found.kind == IMAGE and version.image_id in (None, image.legacy_id):
                return path
        raise Broken(Complaint(version.found.path, "an image of the product that it was made for", "none"))

    def _choose_primary(self, taking: Taking) -> None:
        """A product shows one image first: the first that would be."""
        chosen = [each for each in self._placed.values() if each.row.get("is_primary")]
        for other in chosen[1:]:
            other.row["is_primary"] = False
            problem = Complaint(f"{other.found.path}.isPrimary", "one primary image", f"{chosen[0].found.path} is it")
            taking.report.warn(IMAGE, self._where, problem)
