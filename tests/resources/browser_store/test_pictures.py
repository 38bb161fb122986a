"""Data URLs become objects, or words that say why not."""

from __future__ import annotations

import base64

import pytest

from resources.browser_store import pictures
from tests.resources.browser_store.conftest import Desk
from tests.resources.browser_store.exports import GIF, JPEG, SVG, WEBP, data_url, png, product

pytestmark = pytest.mark.database
PNG = png(3)
BASE64 = base64.b64encode(PNG).decode()


def placed(desk: Desk, url: str) -> tuple[list[str], list[str]]:
    """The object of a picture, and why it was refused."""
    report = desk.take({"products": [product(1, images=[url])]})
    return desk.objects(), [each.expected for each in report.rejects]


@pytest.mark.parametrize(
    ("url", "content", "extension"),
    [
        (data_url(PNG), PNG, "png"),
        (data_url(JPEG, "image/jpg"), JPEG, "jpg"),
        (data_url(WEBP, "image/webp"), WEBP, "webp"),
        (data_url(GIF, "IMAGE/GIF", percent=True), GIF, "gif"),
        (f"data:image/png;charset=utf-8;base64,{BASE64.rstrip('=')}", PNG, "png"),
        (f"data:image/png;base64,{BASE64[:20]}\n {BASE64[20:].replace('+', '%2B').replace('=', '%3D')}", PNG, "png"),
    ],
)
def test_a_picture_is_stored_as_it_is(desk: Desk, url: str, content: bytes, extension: str) -> None:
    (key,), refused = placed(desk, url)
    assert (desk.store.get(key), key.rpartition(".")[2], refused) == (content, extension, [])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (data_url(SVG, "image/svg+xml"), "a picture of type png, jpeg, webp or gif"),
        (data_url(b"hello", "text/html"), "a picture of type png, jpeg, webp or gif"),
        ("data:,hello", "a picture of type png, jpeg, webp or gif"),
        (data_url(JPEG), "the bytes of a picture of type image/png"),
        (data_url(b""), "the bytes of a picture of type image/png"),
        ("data:image/png;base64,!!!!", "a picture in base64"),
        ("data:image/png;base64,A", "a picture in base64"),
        ("data:image/png", "an address that begins with http://, https:// or /"),
    ],
)
def test_what_is_no_picture_is_refused_and_its_product_is_not(desk: Desk, url: str, expected: str) -> None:
    assert placed(desk, url) == ([], [expected])
    assert desk.rows("legacy_id", "products") == [("p1",)]


def test_a_picture_may_not_be_larger_than_the_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGEST", len(PNG) - 1)
    assert placed(desk, data_url(PNG)) == ([], [f"a picture of at most {len(PNG) - 1:,} bytes"])


def test_text_that_begins_like_a_data_url_stays_text(desk: Desk) -> None:
    told = {"note": "data: the new oil, they say", "list": [{"hero": data_url(PNG)}, "data:"]}
    assert desk.take({"products": [product(1, metadata=told)]}).is_complete
    ((metadata,),) = desk.rows("metadata", "products")
    assert metadata["note"] == told["note"]
    assert metadata["list"] == [{"hero": f"s3://{desk.store.bucket}/{desk.objects()[0]}"}, "data:"]
