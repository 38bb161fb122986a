"""JSON made from XML, as the API answers it, to plain values: objects, lists, text and None.

In such JSON everything is text, an element that is nil is {"@nil": "true"}, one with attributes is
{"@type": "xs:long", "$": "5"}, and one that may repeat is a list only where it does.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]


class UnexpectedShape(ValueError):
    """An answer does not hold what it should; says where, what was expected and what came."""


def plain(value: Any) -> Any:
    """The value without nils, type attributes and empty text, all of which become None; flags and numbers as text."""
    if isinstance(value, dict):
        if "$" in value:
            return plain(value["$"])
        if all(name.startswith("@") for name in value):
            return None
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None or value == "" else str(value)


def several(parent: Any, name: str) -> list[Document]:
    """The objects under a name of a plain object: none, a single one, or a list. Raises UnexpectedShape."""
    if parent is None:
        return []
    if not isinstance(parent, dict):
        raise UnexpectedShape(f"{name}: expected it in an object, got {_words(parent)}")
    value = parent.get(name)
    listed = value if isinstance(value, list) else [] if value is None else [value]
    for each in listed:
        if not isinstance(each, dict):
            raise UnexpectedShape(f"{name}: expected objects, got {_words(each)}")
    return listed


def only(document: Any, name: str, *others: str) -> Document:
    """The document, which has a member of that name or is empty; `others` may come without it.

    Raises:
        UnexpectedShape: it is another document.
    """
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise UnexpectedShape(f"document: expected an object with {name}, got {_words(document)}")
    if document and not document.keys() & {name, *others}:
        raise UnexpectedShape(f"document: expected {name}, got {', '.join(sorted(document))[:80]}")
    return document


def _words(value: Any) -> str:
    if isinstance(value, str):
        return f"{value!r:.40}"
    return "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else "nothing"
