"""Naver's gateway: headers one by one, time, signature over the path, other customers' things."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from resources.windows import Window
from tests.sandbox.naver import CREDENTIALS, DAY, OURS, THEIRS, Client, refusal, serving, small

CAMPAIGNS = "/ncc/campaigns"
FOREIGN = "cmp-a001-01-000000000004008"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(small(Window.closed(DAY, DAY))) as running:
        yield running


def sent(client: Client, path: str = CAMPAIGNS, **headers: str | None) -> tuple[int, object]:
    """The refusal of a request whose headers are changed; None takes one away."""
    whole = client.headers("GET", path) | {name.replace("_", "-"): value for name, value in headers.items()}
    there = {name: value for name, value in whole.items() if value is not None}
    return refusal(client.http.get(f"{client.url}{path}", headers=there, timeout=10))


def test_headers_are_missed_in_the_platforms_order(client: Client) -> None:
    whole = client.headers("GET", CAMPAIGNS)
    for place, name in enumerate(whole):
        there = dict(list(whole.items())[:place])
        reply = client.http.get(f"{client.url}{CAMPAIGNS}", headers=there, timeout=10)
        assert reply.status_code == 403
        assert reply.json() == {
            "header": name,
            "status": 403,
            "title": "Missing Header",
            "detail": f"HTTP header required: {name}",
            "type": "urn:naver:api:problem:missing-header",
        }


def test_a_download_without_headers_is_a_bad_request(client: Client) -> None:
    reply = client.http.get(f"{client.url}/report-download", params={"authtoken": "x"}, timeout=10)
    assert (*refusal(reply), reply.json()["status"]) == (400, "missing-header", 400)


def test_the_licence_is_looked_at_before_the_time_and_the_time_before_the_signature(client: Client) -> None:
    assert sent(client, X_API_KEY="nobody", X_Timestamp="1", X_Signature="x") == (403, "invalid-apikey")
    assert sent(client, X_Timestamp="1", X_Signature="x") == (403, "invalid-timestamp")
    assert sent(client, X_Signature="x") == (403, "invalid-signature")


@pytest.mark.parametrize(("skew", "is_good"), [(-290, True), (290, True), (-310, False), (310, False)])
def test_a_call_may_be_five_minutes_old_or_early(client: Client, skew: int, is_good: bool) -> None:
    headers = client.headers("GET", CAMPAIGNS, at=time.time() + skew)
    reply = client.http.get(f"{client.url}{CAMPAIGNS}", headers=headers, timeout=10)
    assert reply.status_code == (200 if is_good else 403)
    assert is_good or reply.json()["timestamp"] == headers["X-Timestamp"]


def test_a_time_in_seconds_is_refused(client: Client) -> None:
    assert sent(client, X_Timestamp=str(int(time.time()))) == (403, "invalid-timestamp")


def test_the_query_and_the_mount_are_not_signed(client: Client) -> None:
    assert client.get(CAMPAIGNS, recordSize="1").status_code == 200
    for wrong in (f"{CAMPAIGNS}?recordSize=1", f"/naver{CAMPAIGNS}", f"/api{CAMPAIGNS}"):
        headers = client.headers("GET", wrong)
        reply = client.http.get(f"{client.url}{CAMPAIGNS}?recordSize=1", headers=headers, timeout=10)
        assert refusal(reply) == (403, "invalid-signature")
        assert reply.json()["detail"] == f"Signature '{headers['X-Signature']}' is invalid."


def test_a_path_with_an_id_is_signed_whole(client: Client) -> None:
    (first,) = client.read(CAMPAIGNS, recordSize="1")
    path = f"{CAMPAIGNS}/{first['nccCampaignId']}"
    assert client.read(path) == first
    reply = client.http.get(f"{client.url}{path}", headers=client.headers("GET", CAMPAIGNS), timeout=10)
    assert refusal(reply) == (403, "invalid-signature")


@pytest.mark.parametrize("customer_id", [THEIRS, "999"])
def test_a_licence_does_not_read_another_customer(client: Client, customer_id: str) -> None:
    headers = client.headers("GET", CAMPAIGNS) | {"X-Customer": customer_id}
    reply = client.http.get(f"{client.url}{CAMPAIGNS}", headers=headers, timeout=10)
    assert refusal(reply) == (403, "auth-failed")
    licence = CREDENTIALS.accounts[OURS][0]
    assert reply.json()["detail"] == f"Auth failed with api-key: {licence}, customer-id: {customer_id}"


@pytest.mark.parametrize(
    "asked",
    [
        (f"{CAMPAIGNS}/{FOREIGN}", {}),
        (CAMPAIGNS, {"ids": FOREIGN}),
        ("/ncc/adgroups", {"nccCampaignId": FOREIGN}),
        ("/ncc/adgroups/grp-a001-01-000000000000001", {}),
        (
            "/stats",
            {"ids": FOREIGN, "fields": '["impCnt"]', "datePreset": "yesterday"},
        ),
    ],
)
def test_other_customers_things_are_not_shown(client: Client, asked: tuple[str, dict[str, str]]) -> None:
    reply = client.get(asked[0], **asked[1])
    assert reply.status_code == 404
    assert reply.json() == {"code": 1018, "status": 404, "title": "No permission to access the resource."}


def test_unknown_paths_and_methods_are_refused(client: Client) -> None:
    assert refusal(client.get("/ncc/nothing")) == (404, 1009)
    assert refusal(client.call("DELETE", CAMPAIGNS)) == (404, 1009)


def test_credentials_do_not_show_what_they_hold() -> None:
    assert "licence" not in repr(CREDENTIALS)
