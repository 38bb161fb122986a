"""The marketplace feed's XML: bytes of doubtful encoding to sites. Reads nothing but the document itself.

Catalog > Category {Name, Site*, Category {Name, Site*}}; a site stands in every category it is listed in.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from typing import NoReturn
from xml.parsers import expat

from resources.platforms.clickbank.plain import Document, UnexpectedShape

ENCODING_ERRORS = "clickbank.cp1252"
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_LONGEST_REFERENCE = 12
DEEPEST = 64
LARGEST_CATALOGUE = 512 << 20
"""Bytes of memory that the sites of a feed may take; a real feed takes fifty million."""
_OBJECT = 200
"""Bytes, about, of a small object: a piece of text, a field, a site's own part."""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """What is not UTF-8 is the other encoding that vendors write their texts in."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(ENCODING_ERRORS, _as_cp1252)


class Feed:
    """Reads a feed piece by piece. `sites` has each site once, `stripped` counts characters that XML forbids."""

    def __init__(self) -> None:
        self.sites: list[Document] = []
        self.stripped = 0
        self._by_id: dict[str, Document] = {}
        self._open: list[str] = []
        self._categories: list[str] = []
        self._site: Document = {}
        self._text: list[str] = []
        self._size = 0

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read a whole document. Raises UnexpectedShape when it is none, or is not a feed."""
        parser = expat.ParserCreate()
        parser.UseForeignDTD(True)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text
        parser.SkippedEntityHandler = self._entity
        parser.EntityDeclHandler = _refuse_entities
        try:
            for text in self._decoded(pieces):
                parser.Parse(text)
            parser.Parse("", True)
        except expat.ExpatError as error:
            after = self.sites[-1].get("Id") if self.sites else "none"
            raise UnexpectedShape(f"feed: expected XML, got {error}, after site {after}") from None

    def _decoded(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """Legal text whatever encoding is declared: UTF-8, else cp1252. No reference is cut in two."""
        decoder = codecs.getincrementaldecoder("utf-8")(ENCODING_ERRORS)
        rest = ""
        for piece in pieces:
            text = rest + decoder.decode(piece)
            cut = text.rfind("&", -_LONGEST_REFERENCE) if text else -1
            if cut == -1 or ";" in text[cut:]:
                cut = len(text)
            rest = text[cut:]
            yield self._legal(text[:cut])
        yield self._legal(rest + decoder.decode(b"", final=True))

    def _legal(self, text: str) -> str:
        legal, found = _ILLEGAL.subn("", text)
        self.stripped += found
        return legal

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        if parent is None and name != "Catalog":
            raise UnexpectedShape(f"feed: expected <Catalog>, got <{name:.40}>")
        if parent in ("Category", "Site"):
            self._text.clear()
        if len(self._open) == DEEPEST:
            raise UnexpectedShape(f"feed: expected at most {DEEPEST} elements within each other, got more")
        if name == "Category":
            self._categories.append("")
        elif name == "Site":
            self._site = {}
        self._open.append(name)

    def _end(self, name: str) -> None:
        self._open.pop()
        parent = self._open[-1] if self._open else None
        if name == "Category":
            self._categories.pop()
        elif name == "Site":
            self._add(self._site)
        elif parent == "Site":
            self._grow(len(name))
            self._site[name] = "".join(self._text).strip() or None
        elif (parent, name) == ("Category", "Name"):
            self._categories[-1] = "".join(self._text).strip()

    def _entity(self, name: str, is_parameter: bool) -> None:
        """One that the document type would declare, which is not read: HTML's are known, others stay as they are."""
        self._add_text(html5.get(f"{name};", f"&{name};"))

    def _add_text(self, text: str) -> None:
        self._grow(len(text))
        self._text.append(text)

    def _grow(self, size: int) -> None:
        self._size += size + _OBJECT
        if self._size > LARGEST_CATALOGUE:
            raise UnexpectedShape(
                f"feed: expected a catalogue of at most {LARGEST_CATALOGUE} bytes in memory, got more"
            )

    def _add(self, site: Document) -> None:
        category = " > ".join(name for name in self._categories if name)
        self._grow(_OBJECT + len(category))
        known = self._by_id.setdefault(site["Id"], site) if site.get("Id") else site
        if known is site:
            self.sites.append(site)
        known.setdefault("categories", []).append(category)
        known.setdefault("category", category)


def _refuse_entities(name: str, *declaration: object) -> NoReturn:
    raise UnexpectedShape(f"feed: expected no declared entities, got {name:.40}")
