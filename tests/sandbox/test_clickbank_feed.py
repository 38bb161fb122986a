"""The marketplace feed, trap by trap."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sandbox.faults import Fault
from tests.sandbox.vendor import FEED, TODAY, Vendor, ledger, serving, site

XML_NAME = "marketplace_feed_v2.xml"
SITES = [
    site("larkgarden", "Home & Garden", "Gardening", gravity="0"),
    site("yoga24", "Health & Fitness", "Yoga", activate_date=None, has_recurring=True, gravity="141.5"),
    site("crypto9", "Business", title="It’s caf\u00e9 \ud55c\uae00"),
    *(site(f"plain{number}", "Business", "Careers") for number in range(20)),
    site("oldsite", "Business", date=TODAY - dt.timedelta(days=1)),
    site("tomorrow", "Business", date=TODAY + dt.timedelta(days=1)),
]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    """Three categories today, more yesterday and tomorrow."""
    with serving(ledger(marketplace=SITES)) as running:
        yield running


def unpacked(vendor: Vendor) -> dict[str, bytes]:
    """The files of the zip, which nobody needs a key for."""
    reply = vendor.get(FEED, key="", accept="*/*")
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def catalogue(vendor: Vendor) -> ET.Element:
    """The document as a careful reader takes it: Windows-1252, without what XML does not allow."""
    text = unpacked(vendor)[XML_NAME].decode("cp1252").partition("?>")[2]
    return ET.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))


def first_listed(vendor: Vendor) -> dict[str | None, ET.Element]:
    """The first listing of every site."""
    found: dict[str | None, ET.Element] = {}
    for element in catalogue(vendor).iter("Site"):
        found.setdefault(element.findtext("Id"), element)
    return found


def test_the_zip_holds_the_document_and_the_dtd_that_it_refers_to(vendor: Vendor) -> None:
    files = unpacked(vendor)
    assert list(files) == [XML_NAME, "marketplace_feed_v2.dtd"]
    head = files[XML_NAME].splitlines()[:2]
    assert head == [
        b'<?xml version="1.0" encoding="ISO-8859-1"?>',
        b'<!DOCTYPE Catalog SYSTEM "marketplace_feed_v2.dtd">',
    ]
    assert b"<!ELEMENT Site (Id, " in files["marketplace_feed_v2.dtd"]


def test_a_strict_reader_cannot_read_it_and_the_declared_encoding_is_wrong(vendor: Vendor) -> None:
    document = unpacked(vendor)[XML_NAME]
    assert b"\x93" in document
    assert b"\x0b\x1f" in document
    with pytest.raises(ET.ParseError, match="not well-formed"):
        ET.fromstring(document)


def test_a_site_has_its_figures_as_texts_and_an_empty_date_where_there_is_none(vendor: Vendor) -> None:
    yoga, garden = (first_listed(vendor)[name] for name in ("YOGA24", "LARKGARDEN"))
    told = {field.tag: field.text for field in yoga if field.tag != "Description"}
    assert told == {
        "Id": "YOGA24",
        "PopularityRank": "1",
        "Title": "The yoga24 course",
        "HasRecurringProducts": "true",
        "Gravity": "141.50",
        "PercentPerSale": "50.00",
        "PercentPerRebill": "50.00",
        "AverageEarningsPerSale": "50.00",
        "InitialEarningsPerSale": "50.00",
        "TotalRebillAmt": "0.0",
        "Referred": "75.00",
        "Commission": "60.00",
        "ActivateDate": None,
    }
    assert (garden.findtext("Gravity"), garden.findtext("ActivateDate")) == ("0.0", "2024-05-06")


def test_titles_survive_and_descriptions_hold_markup(vendor: Vendor) -> None:
    sites = first_listed(vendor)
    assert sites["CRYPTO9"].findtext("Title") == "It’s caf\u00e9 \ud55c\uae00"
    described = [site.findtext("Description") or "" for site in sites.values()]
    assert any(text == "<b>Learn it in a week</b>&nbsp;Tom &amp; co." for text in described)
    assert any("\u201cLearn it in a week\u201d" in text for text in described)


def test_categories_nest_one_is_empty_and_some_sites_are_in_two(vendor: Vendor) -> None:
    document = catalogue(vendor)
    assert [each.findtext("Name") for each in document] == [
        "As Seen On TV",
        "Business",
        "Health & Fitness",
        "Home & Garden",
    ]
    empty, business, _, last = document
    assert [child.tag for child in empty] == ["Name"]
    assert [child.tag for child in business] == ["Name", "Site", "Category"]
    assert business.findtext("Category/Name") == "Careers"
    listed = [site.findtext("Id") for site in document.iter("Site")]
    twice = {name for name in listed if listed.count(name) == 2}
    assert len(listed) == 23 + len(twice)
    assert twice == {site.findtext("Id") for site in last.findall("Site")}
    assert twice >= {"CRYPTO9"}


def test_it_is_the_last_snapshot_up_to_the_day() -> None:
    for today, found in ((TODAY - dt.timedelta(days=1), {"OLDSITE"}), (TODAY + dt.timedelta(days=5), {"TOMORROW"})):
        with serving(ledger(marketplace=SITES), today) as vendor:
            assert set(first_listed(vendor)) == found
    with serving(ledger(marketplace=SITES), dt.date(2020, 1, 1)) as vendor:
        assert vendor.get(FEED).status_code == 404


def test_the_feed_goes_missing_and_comes_back(vendor: Vendor) -> None:
    vendor.faults.add(Fault("feed_missing", account="marketplace", times=1))
    assert [vendor.get(FEED).status_code for _ in range(2)] == [404, 200]


def test_the_feed_ends_half_way(vendor: Vendor) -> None:
    vendor.faults.add(Fault("feed_truncated", times=1))
    with pytest.raises(zipfile.BadZipFile):
        unpacked(vendor)
    vendor.faults.add(Fault("feed_truncated", variant="xml", times=1))
    assert b"</Catalog>" not in unpacked(vendor)[XML_NAME]
    assert b"</Catalog>" in unpacked(vendor)[XML_NAME]


@pytest.mark.parametrize(
    ("variant", "declared"), [(None, b'<!ENTITY trap SYSTEM "file:'), ("expansion", b'<!ENTITY trap "&e10;">')]
)
def test_the_feed_refers_to_an_entity(vendor: Vendor, variant: str | None, declared: bytes) -> None:
    vendor.faults.add(Fault("feed_entity", variant=variant))
    document = unpacked(vendor)[XML_NAME]
    assert declared in document.splitlines()[1]
    assert document.count(b"&trap;") == 1


def test_record_faults_spoil_chosen_sites(vendor: Vendor) -> None:
    one: dict[str, Any] = {"where": {"Id": "YOGA24"}, "times": 1}
    vendor.faults.add(Fault("missing_key", field="Gravity", **one))
    assert first_listed(vendor)["YOGA24"].find("Gravity") is None
    vendor.faults.add(Fault("not_a_number", **one))
    assert first_listed(vendor)["YOGA24"].findtext("Gravity") == "twelve"
    vendor.faults.add(Fault("null_key", **one))
    assert {"", "CRYPTO9"} <= set(first_listed(vendor))
    vendor.faults.add(Fault("bad_date", **one))
    assert first_listed(vendor)["YOGA24"].findtext("ActivateDate") == "2026-02-30"
    assert first_listed(vendor)["YOGA24"].findtext("Gravity") == "141.50"
