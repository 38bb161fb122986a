"""A browser-store export becomes rows and objects; what is broken is reported and stops nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from resources.browser_store import import_export
from resources.errors import ConfigurationError
from tests.resources.browser_store.conftest import Desk
from tests.resources.browser_store.exports import GIF, campaign, data_url, png, product, realistic

pytestmark = pytest.mark.database
SPRING = dt.datetime(2026, 3, 5, 10, tzinfo=dt.UTC)


def refused(document: dict[str, Any]) -> Counter[tuple[str, str, int | None]]:
    """Kind, key and index of every refused record."""
    return Counter({(each["kind"], each["key"], each["index"]): 1 for each in document["rejects"]})


def test_a_real_export_with_broken_records_imports_what_is_good_and_reports_the_rest_twice_alike(desk: Desk) -> None:
    first = desk.take(realistic()).document()
    before, objects = desk.everything(), desk.objects()
    second = desk.take(realistic()).document()
    assert (desk.everything(), desk.objects()) == (before, objects)
    assert (second["rejects"], second["warnings"], second["ignored_keys"]) == (
        first["rejects"],
        first["warnings"],
        ["theme", "auth_token"],
    )
    expected = {
        "products": (4, 8),
        "product_images": (3, 2),
        "background_versions": (1, 1),
        "campaigns": (5, 6),
        "drafts": (3, 2),
        "backgrounds": (1, 1),
        "embedded_images": (3, 1),
    }
    for document, fresh in ((first, "inserted"), (second, "unchanged")):
        counts = document["counts"]
        assert {kind: (each["taken"], each["rejected"]) for kind, each in counts.items()} == expected
        assert all(each["found"] == each["taken"] + each["rejected"] for each in counts.values())
        assert all(each[fresh] == each["taken"] for kind, each in counts.items() if kind != "embedded_images")
    assert len(objects) == 5
    assert refused(first)["campaigns", "saved_campaigns", 1] == 1
    assert {each["field"] for each in first["rejects"] if each["key"] == "products"} >= {
        "id",
        "name",
        "createdAt",
        "price",
        "description",
        "images[2].url",
        "images[3].backgroundVersions[1].url",
        "metadata.broken",
    }


def test_every_kind_is_transformed_as_the_document_says(desk: Desk) -> None:
    desk.take(realistic())
    ids = dict(desk.rows("source || ' ' || legacy_id AS name, id", "products"))
    assert desk.rows("source, legacy_id, name, price::text, currency::text, created_at", "products")[:2] == [
        ("migrated", "p1", "Trail shoe 1", "1299.000000", "USD", SPRING),
        ("migrated", "p2", "Trail shoe 2", "1299.000000", "EUR", dt.datetime(2026, 3, 5, tzinfo=dt.UTC)),
    ]
    columns = (
        "source || ' ' || legacy_id AS id, name, type, status, budget, product_id, legacy_data ->> 'headline' AS h"
    )
    assert desk.rows(columns, "campaigns") == [
        ("draft 77", "Draft 77", "Add to Cart", "draft", None, None, None),
        ("migrated 1", "Spring 1", "Where to Buy", "active", None, ids["migrated p1"], "Run"),
        ("migrated 2", "Spring 2", "Add to Cart", "active", None, ids["migrated p1"], None),
        ("migrated 3", "Spring 3", "Add to Cart", "active", None, None, None),
        ("sample s", "Spring s", "Add to Cart", "active", None, ids["sample ps"], None),
        ("v2 1772704800001", "Autumn", "Awareness", "paused", Decimal("500.5"), ids["migrated p2"], None),
    ]
    drafts = desk.rows(
        "step_data -> 'step' AS step, auto_saved_at, expires_at - auto_saved_at AS kept", "campaign_drafts"
    )
    assert drafts == [
        (1, dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.timedelta(days=7)),
        (3, dt.datetime(2099, 1, 2, tzinfo=dt.UTC), dt.timedelta(days=7)),
    ]
    columns = "type, service, prompt, request_id, processing_time"
    assert desk.rows(columns, "ai_generations") == [("background", "fal", "a forest", "f-1", 2100)]
    members = (
        "user_id = (SELECT id FROM app.users WHERE name = 'Ana') AS own, team_id = (SELECT id FROM app.teams) AS team"
    )
    assert set(desk.rows(members, "products") + desk.rows(members, "campaigns")) == {(True, True)}


def test_pictures_are_in_the_object_store_once_and_their_data_is_in_no_row(desk: Desk) -> None:
    picture = png(700)
    images = [{"id": "a", "url": data_url(picture), "isPrimary": True}, {"id": "b", "url": data_url(GIF, "image/gif")}]
    desk.take({"products": [product(1, images=images)], "campaigns": [campaign(1, adData={"hero": data_url(picture)})]})
    (owner,) = next(iter(desk.rows("id", "users WHERE name = 'Ana'")))
    key = f"pictures/{owner}/{hashlib.sha256(picture).hexdigest()}.png"
    assert desk.store.get(key) == picture
    assert len(desk.objects()) == 2
    url = f"s3://{desk.store.bucket}/{key}"
    assert desk.rows("is_primary, url, storage_path", "product_images")[1] == (True, url, key)
    assert desk.rows("legacy_data ->> 'hero'", "campaigns") == [(url,)]
    assert "base64" not in json.dumps(desk.everything())


def test_what_changed_is_updated_and_what_is_gone_stays(desk: Desk) -> None:
    images = [{"id": "a", "url": "https://cdn.example.com/a.png", "isPrimary": True}, "https://cdn.example.com/b.png"]
    desk.take({"products": [product(1, images=images), product(2)], "campaigns": [campaign(1)]})
    images[0] = {"id": "a", "url": "https://cdn.example.com/a2.png"}
    images[1] = {"url": "https://cdn.example.com/b.png", "isPrimary": True}
    counts = desk.take({"products": [product(1, name="New", images=images)], "campaigns": []}).document()["counts"]
    assert (counts["products"]["updated"], counts["product_images"]["updated"]) == (1, 2)
    assert desk.rows("legacy_id, name", "products") == [("p1", "New"), ("p2", "Trail shoe 2")]
    assert desk.rows("url, is_primary", "product_images") == [
        ("https://cdn.example.com/a2.png", False),
        ("https://cdn.example.com/b.png", True),
    ]
    assert len(desk.rows("id", "campaigns")) == 1


def test_a_draft_that_the_application_saved_later_is_left_alone(desk: Desk) -> None:
    stored = {"campaign_draft_1": {"step": 1, "lastSaved": "2026-03-05T10:00:00Z"}}
    desk.take(stored)
    with desk.warehouse.transaction("test.save") as cursor:
        cursor.execute("UPDATE app.campaign_drafts SET step_data = '{\"step\": 9}', auto_saved_at = now()")
    assert desk.take(stored).counts["drafts"].unchanged == 1
    assert desk.rows("step_data", "campaign_drafts") == [({"step": 9},)]


def test_a_draft_without_a_time_is_saved_when_it_came_and_stays_so(desk: Desk) -> None:
    stored = {"campaign_minimal_1": {"campaignName": "Half", "ctaType": "WHERE_TO_BUY"}}
    desk.take(stored)
    before = desk.everything()
    assert desk.take(stored).counts["drafts"].unchanged == 1
    assert desk.everything() == before
    assert desk.rows("name, type, status, source", "campaigns") == [("Half", "Where to Buy", "draft", "draft")]


def test_values_may_be_json_instead_of_text(desk: Desk) -> None:
    assert desk.take({"products": [product(1)], "campaigns": [campaign(1)]}, as_text=False).is_complete
    assert desk.take({"products": [product(1)], "campaigns": [campaign(1)]}).counts["products"].unchanged == 1


def test_a_dry_run_tells_the_same_and_leaves_nothing(desk: Desk) -> None:
    trial = desk.take(realistic(), dry_run=True)
    assert not any(desk.everything().values())
    assert desk.objects() == []
    real = desk.take(realistic())
    assert {**trial.document(), "dry_run": False} == real.document()


def test_another_users_records_are_not_seen(desk: Desk) -> None:
    stored = {"products": [product(1)], "campaigns": [campaign(1)]}
    desk.take(stored)
    path = desk.folder / "export.json"
    report = import_export(desk.warehouse, desk.store, path, "BO@example.com")
    assert (report.counts["products"].inserted, report.counts["campaigns"].inserted) == (1, 1)
    owners = "user_id = (SELECT user_id FROM app.products WHERE id = product_id)"
    assert desk.rows(owners, "campaigns") == [(True,), (True,)]


def test_a_file_that_was_cut_off_gives_its_whole_records(desk: Desk) -> None:
    path = desk.folder / "cut.json"
    whole = json.dumps({"campaigns": json.dumps([campaign(n) for n in range(3)]), "products": "[]"})
    path.write_text(whole[: whole.index("Spring 2") + 3])
    report = desk.take_file(path)
    assert desk.rows("legacy_id", "campaigns") == [("0",), ("1",)]
    assert [(each.kind, each.key, each.index) for each in report.rejects] == [
        ("export", "", None),
        ("campaigns", "campaigns", 2),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[]", "expected a JSON object, key to value"),
        (b"", "expected a JSON object, key to value"),
        ("{}".encode("utf-16"), "expected a JSON object, key to value"),
        (b"{" + b" " * (64 << 20), "expected at most 67,108,864 bytes, got 67,108,865"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_words(desk: Desk, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "none.json"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=said):
        desk.take_file(path)


@pytest.mark.parametrize("levels", [102, 500, 950, 5000])
def test_records_that_are_too_deep_are_refused_and_their_neighbours_are_not(desk: Desk, levels: int) -> None:
    deep = "[" * levels + "]" * levels
    texts = [deep, f'{{"id": {deep}}}', f'{{"id": "9", "name": {deep}}}', json.dumps(campaign(1))]
    report = desk.take({"campaigns": f"[{', '.join(texts)}]", "campaign_draft_9": deep, "sample_data": deep})
    assert {each.expected for each in report.rejects if each.key != "sample_data"} == {"at most 100 levels"}
    assert (report.counts["campaigns"].rejected, report.counts["campaigns"].taken) == (3, 1)


def test_what_other_programs_keep_in_the_store_is_not_shown(desk: Desk) -> None:
    path = desk.folder / "cut.json"
    path.write_text('{"a": 1 "token", tokens, "auth": "token-123')
    assert "token-123" not in json.dumps(desk.take_file(path).document())
    assert "tokens" not in json.dumps(desk.take_file(path).document())


def test_a_user_who_is_unknown_is_refused_in_words(desk: Desk) -> None:
    desk.take({})
    with pytest.raises(ConfigurationError, match=r"'nobody@example\.com' is no user's email address"):
        import_export(desk.warehouse, desk.store, desk.folder / "export.json", "nobody@example.com")


def test_what_only_postgresql_objects_to_is_a_reject(desk: Desk, databases: Any, owner: Any) -> None:
    owner.connection.execute("ALTER TABLE app.products ADD CONSTRAINT no_shoes CHECK (category <> 'Shoes')")
    report = desk.take({"products": [product(1, images=["https://x.example/a.png"]), product(2, category="Hats")]})
    assert [(each.kind, each.expected) for each in report.rejects] == [
        ("product_images", "what it belongs to"),
        ("products", "what the table takes (no_shoes)"),
    ]
    assert desk.rows("legacy_id", "products") == [("p2",)]
