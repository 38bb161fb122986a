"""The marketplace feed's XML: sites whatever the encoding, and nothing but the document itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from resources.platforms.clickbank.plain import UnexpectedShape
from resources.platforms.clickbank.reading.xml import Feed

HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE Catalog SYSTEM "marketplace_feed_v2.dtd">\n'


def site(site_id: str = "A", **fields: str) -> str:
    told = {"Id": site_id, **fields}
    return f"<Site>{''.join(f'<{name}>{text}</{name}>' for name, text in told.items())}</Site>"


def category(name: str, *inside: str) -> str:
    return f"<Category>\n<Name>{name}</Name>\n{''.join(inside)}</Category>\n"


def catalog(*inside: str, head: str = HEAD) -> str:
    return f"{head}<Catalog>{''.join(inside)}</Catalog>"


def read(content: str | bytes, size: int = 1 << 20) -> Feed:
    """A feed that comes in pieces of some bytes."""
    raw = content if isinstance(content, bytes) else content.encode()
    feed = Feed()
    feed.read(raw[start : start + size] for start in range(0, len(raw), size))
    return feed


def one(title: str | bytes, size: int = 1 << 20) -> Any:
    """The title of a feed's only site."""
    raw = title if isinstance(title, bytes) else title.encode()
    (only,) = read(catalog(category("C", site(Title="@"))).encode().replace(b"@", raw), size).sites
    return only["Title"]


def test_a_site_has_its_fields_as_text_and_its_categories() -> None:
    inner = category("Music", site("A", Gravity="12.34", ActivateDate="", Title=" A "))
    feed = read(catalog(category("Empty"), category("Arts &amp; Entertainment", inner, site("B"))))
    assert feed.sites == [
        {
            "Id": "A",
            "Gravity": "12.34",
            "ActivateDate": None,
            "Title": "A",
            "category": "Arts & Entertainment > Music",
            "categories": ["Arts & Entertainment > Music"],
        },
        {"Id": "B", "category": "Arts & Entertainment", "categories": ["Arts & Entertainment"]},
    ]


def test_a_site_in_several_categories_comes_once_and_the_first_one_wins() -> None:
    listed = (category("One", site("A", Title="first"), site("B")), category("Two", category("Sub", site("A"))))
    first, second = read(catalog(*listed, category("Three", site("A")))).sites
    assert (first["Title"], first["category"]) == ("first", "One")
    assert first["categories"] == ["One", "Two > Sub", "Three"]
    assert second["Id"] == "B"


def test_sites_without_id_are_all_kept_to_be_looked_at() -> None:
    feed = read(catalog(category("One", "<Site><Title>x</Title></Site>" * 2, site(""))))
    assert [each.get("Id") for each in feed.sites] == [None, None, None]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 20])
@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("caf\u00e9 \u20ac \u2013 \U0001f98b".encode(), "caf\u00e9 \u20ac \u2013 \U0001f98b"),
        (b"caf\xe9 \x80 \x96 \x93quoted\x94", "caf\u00e9 \u20ac \u2013 \u201cquoted\u201d"),
        (b"caf\xe9 and caf\xc3\xa9", "caf\u00e9 and caf\u00e9"),
        (b"no such byte \x81", "no such byte \ufffd"),
        (b"a\x00b\x0b\x1fc&#11;&#x1F;&#0;d", "abcd"),
        (b"&#233;&#xe9;&amp;&lt;b&gt;", "\u00e9\u00e9&<b>"),
        (b"caf&eacute;&nbsp;&bogus;", "caf\u00e9\u00a0&bogus;"),
        (b"<![CDATA[<b>bold</b> & co]]>", "<b>bold</b> & co"),
        (b"very <b>bold</b> text", "very bold text"),
    ],
)
def test_text_is_read_whatever_it_is_written_in(raw: bytes, text: str, size: int) -> None:
    assert one(raw, size) == text


def test_characters_that_xml_forbids_are_counted() -> None:
    feed = read(catalog(category("C", site(Title="a\x00b\x0bc&#31;d\uffff"))))
    assert feed.stripped == 4
    assert read(catalog(category("C", site()))).stripped == 0


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY trap SYSTEM "{file}">',
        '<!ENTITY % trap SYSTEM "{file}">',
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;">',
    ],
)
def test_declared_entities_are_refused_and_nothing_is_opened(declaration: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    head = f"<!DOCTYPE Catalog [{declaration.format(file=secret.as_uri())}]>"
    with pytest.raises(UnexpectedShape, match="expected no declared entities, got") as caught:
        read(catalog(category("C", site(Title="&trap;&b;")), head=head))
    assert "secret words" not in str(caught.value)


def test_the_external_document_type_is_not_read(tmp_path: Path) -> None:
    dtd = tmp_path / "marketplace_feed_v2.dtd"
    dtd.write_text('<!ENTITY trap "secret words">')
    head = f'<!DOCTYPE Catalog SYSTEM "{dtd.as_uri()}">'
    assert read(catalog(category("C", site(Title="&trap;")), head=head)).sites[0]["Title"] == "&trap;"


def test_a_document_without_a_type_may_have_the_entities_of_html_too() -> None:
    assert read(catalog(category("C", site(Title="caf&eacute;")), head="")).sites[0]["Title"] == "café"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "feed: expected XML, got no element found.*after site none"),
        (catalog(category("C", site("LAST"), "<Site><Id>")), "expected XML, got mismatched tag.*after site LAST"),
        (catalog(category("C", site("LAST")))[:-20], "expected XML, got unclosed token.*after site LAST"),
        (catalog(category("C", site(Title="AT&T"))), "expected XML, got not well-formed"),
        ("<html><body>gone</body></html>", "expected <Catalog>, got <html>"),
    ],
)
def test_what_is_no_feed_is_refused(content: str, words: str) -> None:
    with pytest.raises(UnexpectedShape, match=words):
        read(content)
