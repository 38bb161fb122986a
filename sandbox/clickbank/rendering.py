"""Documents as JSON that was made from XML, and as that XML.

A document is a dict of texts, None (nil), Typed texts, dicts, and lists, which are repeated elements. In JSON every
scalar is a string, nil an object, a list of one its only element, and an empty list is not there at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from starlette.responses import Response

from sandbox.clickbank.errors import not_acceptable

Record = dict[str, Any]

JSON = "application/json"
XML = "application/xml"
_SERVED = {JSON: JSON, XML: XML, "text/xml": XML, "application/*": XML, "*/*": XML, "": XML}
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_TYPES = "http://www.w3.org/2001/XMLSchema"


@dataclass(frozen=True)
class Typed:
    """A text that says its type in an attribute, such as `xs:long`."""

    type: str
    text: str


def amount(value: Decimal) -> str:
    """Money with two decimals, or more where they are needed."""
    return f"{value:.2f}" if value == round(value, 2) else format(value.normalize(), "f")


def choose(accept: str) -> str:
    """The media type that suits a client best. Raises Refused."""
    ranges = [(media.strip().lower(), _quality(rest)) for media, _, rest in map(_split, accept.split(","))]
    for media, quality in sorted(ranges, key=lambda each: -each[1]):
        if media in _SERVED and quality > 0:
            return _SERVED[media]
    raise not_acceptable()


def render(root: str, document: Record, media_type: str, status: int = 200) -> Response:
    """A document over HTTP; one without anything in it is the JSON literal null."""
    body = as_xml(root, document) if media_type == XML else as_json(document)
    return Response(body, status, media_type=media_type)


def as_json(document: Record) -> bytes:
    """Compact JSON."""
    return json.dumps(_plain(document) or None, separators=(",", ":")).encode()


def as_xml(root: str, document: Record) -> bytes:
    """XML with a declaration."""
    element = ET.Element(root, {"xmlns:xsi": _INSTANCE, "xmlns:xs": _TYPES})
    _fill(element, document)
    written: bytes = ET.tostring(element, encoding="UTF-8", xml_declaration=True)
    return written


def _plain(value: Any) -> Any:
    match value:
        case None:
            return {"@nil": "true"}
        case Typed():
            return {"@type": value.type, "$": value.text}
        case dict():
            return {name: _plain(each) for name, each in value.items() if each != []}
        case [only]:
            return _plain(only)
        case list():
            return [_plain(each) for each in value]
    return value


def _fill(element: ET.Element, value: Any) -> None:
    match value:
        case None:
            element.set("xsi:nil", "true")
        case Typed():
            element.set("xsi:type", value.type)
            element.text = value.text
        case dict():
            for name, content in value.items():
                for each in content if isinstance(content, list) else [content]:
                    _fill(ET.SubElement(element, name), each)
        case _:
            element.text = value


def _split(media_range: str) -> tuple[str, str, str]:
    return media_range.partition(";")


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 1.0
