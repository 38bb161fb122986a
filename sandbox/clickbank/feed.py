"""The marketplace feed: a zip of an XML document and its DTD.

The document calls itself ISO-8859-1, but its bytes are Windows-1252; some descriptions hold markup, and some characters
that XML does not allow. A site may be in two categories, its own first, and one category is empty.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from sandbox.clickbank import spoil
from sandbox.clickbank.books import Record
from sandbox.clickbank.errors import unknown
from sandbox.clickbank.paging import Take
from sandbox.clickbank.rendering import amount

PATH = "/feeds/marketplace_feed_v2.xml.zip"
XML_NAME = "marketplace_feed_v2.xml"
DTD_NAME = "marketplace_feed_v2.dtd"
EMPTY_CATEGORY = "As Seen On TV"
_LISTED_TWICE_ONE_IN = 10
_DECLARED = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
_DOCTYPE = f'<!DOCTYPE Catalog SYSTEM "{DTD_NAME}">\n'


def _reference(level: int) -> str:
    return f"&e{level};"


def _nested(levels: int) -> str:
    """Entities each of which is ten times the one before."""
    inner = [f'<!ENTITY e{level + 1} "{10 * _reference(level)}">' for level in range(levels)]
    return "".join(['<!ENTITY e0 "trap">', *inner, f'<!ENTITY trap "&e{levels};">'])


_TRAPS = {
    "external": '<!ENTITY trap SYSTEM "file:///etc/hostname">',
    "expansion": _nested(10),
}
_AMOUNTS = {
    "Gravity": "gravity",
    "PercentPerSale": "percent_per_sale",
    "PercentPerRebill": "percent_per_rebill",
    "AverageEarningsPerSale": "average_earnings_per_sale",
    "InitialEarningsPerSale": "initial_earnings_per_sale",
    "TotalRebillAmt": "total_rebill_amt",
    "Referred": "referred",
    "Commission": "commission",
}
_FIELDS = ("Id", "PopularityRank", "Title", "Description", "HasRecurringProducts", *_AMOUNTS, "ActivateDate")
_DTD = "\n".join(
    [
        "<!ELEMENT Catalog (Category*)>",
        "<!ELEMENT Category (Name, Site*, Category*)>",
        f"<!ELEMENT Site ({', '.join(_FIELDS)})>",
        *(f"<!ELEMENT {name} (#PCDATA)>" for name in ("Name", *_FIELDS)),
        "",
    ]
)

Sites = dict[str | None, list[Record]]
Listing = tuple[Any, str | None]
"""Category and subcategory."""


def archive(rows: list[Record], take: Take) -> bytes:
    """The feed of rows of `marketplace`, as faults leave it. Raises Refused when there is none."""
    if not rows or take("feed_missing"):
        raise unknown(PATH)
    spoil.spoiled(sites := [_site(row) for row in rows], spoil.SITE, take)
    trap = fault.variant or "external" if (fault := take("feed_entity")) else None
    document = _document(_by_category(rows, sites), trap)
    truncated = take("feed_truncated")
    if truncated and truncated.variant == "xml":
        document = document[: len(document) // 2]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(XML_NAME, document)
        file.writestr(DTD_NAME, _DTD)
    whole = buffer.getvalue()
    return whole[: len(whole) // 2] if truncated and truncated.variant != "xml" else whole


def _by_category(rows: list[Record], sites: list[Record]) -> dict[str, Sites]:
    """Sites by category and subcategory."""
    categories: dict[str, Sites] = {name: {} for name in sorted({EMPTY_CATEGORY, *(row["category"] for row in rows)})}
    for paths, site in zip(listings(rows), sites, strict=True):
        for category, subcategory in paths:
            categories[category].setdefault(subcategory, []).append(site)
    return categories


def listings(rows: list[Record]) -> list[list[Listing]]:
    """By site where it is listed; every tenth is in the last category as well."""
    last = max((row["category"] for row in rows), default=None)
    found: list[list[Listing]] = [[(row["category"], row["subcategory"])] for row in rows]
    for listed, row in list(zip(found, rows, strict=True))[::_LISTED_TWICE_ONE_IN]:
        if row["category"] != last:
            listed.append((last, None))
    return found


def _site(row: Record) -> Record:
    return {
        "Id": row["site_id"].upper(),
        "PopularityRank": str(row["popularity_rank"]),
        "Title": row["title"],
        "Description": described(row["site_id"], row["description"]),
        "HasRecurringProducts": str(row["has_recurring"]).lower(),
        **{name: _number(row[column]) for name, column in _AMOUNTS.items()},
        "ActivateDate": row["activate_date"] and row["activate_date"].isoformat(),
    }


def _number(value: Decimal) -> str:
    return "0.0" if value == 0 else amount(value)


def described(site_id: str, description: str) -> str:
    """As vendors paste it in."""
    return (
        f"\u201c{description}\u201d \u2013 pay in \u20ac\x0b\x1f",
        f"<b>{description}</b>&nbsp;Tom &amp; co.",
        description,
    )[zlib.crc32(site_id.encode()) % 3]


def _document(categories: Mapping[str, Sites], trap: str | None) -> bytes:
    doctype = _DOCTYPE if trap is None else f"{_DOCTYPE[:-2]} [{_TRAPS[trap]}]>\n"
    body = "".join(_category(name, sites) for name, sites in categories.items())
    if trap is not None:
        body = body.replace("</Description>", "&trap;</Description>", 1)
    text = f"{_DECLARED}{doctype}<Catalog>\n{body}</Catalog>\n"
    return text.encode("cp1252", "xmlcharrefreplace")


def _category(name: str, sites: Sites) -> str:
    inner = "".join(_category(each, {None: found}) for each, found in sorted(_below(sites)))
    return f"<Category>\n<Name>{escape(name)}</Name>\n{''.join(map(_listed, sites.get(None, [])))}{inner}</Category>\n"


def _below(sites: Sites) -> Iterable[tuple[str, list[Record]]]:
    return ((name, found) for name, found in sites.items() if name is not None)


def _listed(site: Record) -> str:
    fields = "".join(
        f"<{name}/>" if value is None else f"<{name}>{escape(value)}</{name}>" for name, value in site.items()
    )
    return f"<Site>{fields}</Site>\n"
