"""Whatever an export holds: nothing crashes, and found = taken + rejected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.resources.browser_store.conftest import Desk
from tests.resources.browser_store.exports import GIF, campaign, data_url, product

pytestmark = pytest.mark.database

WORDS = st.sampled_from(
    ["p1", "1", "", " ", "ACTIVE", "$1,299.00", "1,299", "2026-03-05", "03/04/2026", "EUR", "WHERE_TO_BUY",
     "__proto__", "\0", "\ud800", "https://a.example/x", data_url(GIF, "image/gif"), "data:image/png,x"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
NAMES = st.sampled_from(
    ["id", "name", "campaignName", "status", "adData", "productId", "price", "budget", "createdAt", "startDate",
     "endDate", "images", "backgroundVersions", "url", "isPrimary", "metadata", "lastSaved", "currency", "constructor"]
) | st.text(max_size=5)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=8
)
RECORDS = (
    VALUES
    | st.dictionaries(NAMES, VALUES, max_size=4).map(lambda told: {**product(1), **told})
    | st.dictionaries(NAMES, VALUES, max_size=4).map(lambda told: {**campaign(1), **told})
)
KEYS = st.sampled_from(
    ["products", "campaigns", "saved_campaigns", "backgrounds", "sample_data", "campaign_draft_1", "campaign_minimal_1",
     "campaign_draft_\ud800", "campaign_draft_ ", "theme"]
)  # fmt: skip
STORED = st.dictionaries(KEYS, st.lists(RECORDS, max_size=4) | RECORDS, max_size=6)


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """An export with values as text or JSON, cut off or bent somewhere, or whole."""
    stored: dict[str, Any] = draw(STORED)
    as_text = draw(st.booleans())
    text = json.dumps({key: json.dumps(value) if as_text else value for key, value in stored.items()})
    if draw(st.booleans()):
        at = draw(st.integers(1, len(text)))
        text = (
            text[:at]
            + draw(st.sampled_from(["", '"', "}", "\\", ",", "\x00", "[[["]))
            + draw(st.sampled_from(["", text[at:], text[at + 1 :]]))
        )
    return text.encode() + draw(st.sampled_from([b"", b"", b"\xff", b" ]"]))


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(content=exports())
def test_any_export_is_taken_over_or_reported(desk: Desk, content: bytes) -> None:
    path = desk.folder / "any.json"
    path.write_bytes(content)
    report = desk.take_file(path, dry_run=True)
    document = report.document()
    assert json.loads(json.dumps(document)) == document
    for kind, counts in report.kinds():
        assert counts.found == counts.taken + counts.rejected, kind
    assert sum(counts.rejected for _, counts in report.kinds()) <= len(report.rejects)
    assert not any(desk.everything().values())
    assert desk.objects() == []
