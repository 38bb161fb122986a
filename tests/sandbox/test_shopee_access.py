"""Shopee's door: what is checked in which order, consent, and tokens that are renewed."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox import shopee
from sandbox.shopee.grants import FILE, Grants, Lifetimes
from tests.sandbox.conftest import Sandbox, Start
from tests.sandbox.shop import PREFIX, Application, refusal

INFO = "shop/get_shop_info"
WHOLE = "should be an integer between 0 and 4294967295."


@pytest.fixture
def application(sandbox: Sandbox) -> Application:
    """The application of the default sandbox."""
    return Application.of(sandbox)


def test_everything_is_checked_in_the_platforms_order(application: Application) -> None:
    shop = application.shop("2001")
    token, now = shop.access_token, int(time.time())
    right = application.signed(INFO, at=now)["sign"]
    with_token = application.signed(INFO, token, at=now)["sign"]
    steps: list[tuple[dict[str, Any], str, str]] = [
        ({"timestamp": "soon"}, "error_param", "There is no partner_id in query."),
        ({"partner_id": "me"}, "error_param", f"Partner_id is invalid, {WHOLE}"),
        ({"partner_id": 7, "timestamp": None}, "error_param", "Invalid partner_id."),
        ({"partner_id": application.partner_id}, "error_param", "no timestamp"),
        ({"timestamp": "4294967296"}, "error_param", f"Timestamp is invalid, {WHOLE}"),
        ({"timestamp": now - 302}, "error_param", "Timestamp is expired."),
        ({"timestamp": now + 302}, "error_param", "Timestamp is expired."),
        ({"timestamp": now}, "error_param", "There is no sign in query."),
        ({"sign": right.upper()}, "error_sign", "Wrong sign."),
        ({"sign": right}, "error_param", "There is no access_token in query."),
        (
            {"access_token": "abc", "sign": application.signed(INFO, "abc", at=now)["sign"]},
            "error_auth",
            "Invalid access_token.",
        ),
        ({"access_token": token, "sign": with_token}, "error_param", "There is no shop_id in query."),
        (
            {"shop_id": "x1", "sign": application.signed(INFO, token, "x1", at=now)["sign"]},
            "error_param",
            f"shop_id is invalid, {WHOLE}",
        ),
        (
            {"shop_id": "2002", "sign": application.signed(INFO, token, "2002", at=now)["sign"]},
            "error_auth",
            "Invalid partner_id or shopid.",
        ),
    ]
    query: dict[str, Any] = {}
    for change, error, message in steps:
        query |= change
        reply = application.http.get(f"{application.url}{PREFIX}{INFO}", params=query, timeout=5)
        assert refusal(reply) == (403, error, message)
        assert set(reply.json()) == {"error", "message", "request_id"}
    assert shop.get(INFO).json()["shop_name"] == "Larkspur ไทยแลนด์"


def test_the_mount_is_not_part_of_what_is_signed(application: Application) -> None:
    path = f"/shopee{PREFIX}{INFO}".removeprefix(PREFIX)
    signed = application.signed(path)
    reply = application.http.get(f"{application.url}{PREFIX}{INFO}", params=signed, timeout=5)
    assert refusal(reply)[1] == "error_sign"


def test_a_shop_tells_what_it_is_and_until_when_it_may_be_read(application: Application) -> None:
    regions = {"2001": "TH", "2002": "SG", "2003": "ID", "2004": "VN", "2005": "TW", "2006": "BR"}
    for shop_id, region in regions.items():
        info = application.shop(shop_id).get(INFO).json()
        assert (info["region"], info["status"], info["merchant_id"]) == (region, "NORMAL", None)
        assert abs(info["auth_time"] - time.time()) < 60
        assert info["expire_time"] - info["auth_time"] == 365 * 86_400
        assert "response" not in info
        assert re.fullmatch(r"[0-9a-f]{32}(:[0-9a-f]{16}:[0-9a-f]{16})?", info["request_id"])


def test_paths_methods_and_parameters_that_nobody_knows_are_refused(application: Application) -> None:
    shop = application.shop("2002")
    offline = "Permission denied. This API is currently offline or the request path is incorrect."
    assert refusal(shop.get("shop/get_everything")) == (403, "error_param", offline)
    assert refusal(application.http.get(application.link().replace("auth_partner", "x"), timeout=5))[1] == "error_sign"
    path = "auth/token/get"
    assert refusal(
        application.http.get(f"{application.url}{PREFIX}{path}", params=application.signed(path), timeout=5)
    ) == (403, "error_param", offline)
    detail = "Wrong parameters, detail: unknown parameter colour."
    assert refusal(shop.get(INFO, colour="blue")) == (200, "error_param", detail)


def test_the_consent_page_lists_the_shops_and_leads_back_with_a_code(application: Application) -> None:
    page = application.http.get(application.link(), timeout=5)
    links = re.findall(r'href="([^"]+)"', page.text)
    assert (page.status_code, len(links)) == (200, 6)
    address = application.link().partition("?")[0] + links[1].replace("&amp;", "&")
    back = application.http.get(address, allow_redirects=False, timeout=5)
    assert back.status_code == 302
    where = urlsplit(back.headers["location"])
    assert (where.netloc, parse_qs(where.query)["from"]) == ("seller.example.com", ["shopee"])
    assert parse_qs(where.query)["shop_id"] == ["2002"]
    (code,) = parse_qs(where.query)["code"]
    assert application.exchange(code, "2002").json()["shop_id"] == 2002


@pytest.mark.parametrize(("redirect", "shop_id"), [("javascript:alert(1)", "2002"), (None, "2002"), (None, "9")])
def test_a_consent_link_without_a_way_back_or_for_no_shop_is_refused(
    application: Application, redirect: str | None, shop_id: str
) -> None:
    link = application.link() if shop_id == "9" else application.link().partition("&redirect")[0]
    with pytest.raises(ValueError, match="error_param"):
        shopee.agree(link + (f"&redirect={redirect}" if redirect else ""), shop_id)


def test_a_link_that_is_older_than_five_minutes_is_refused(application: Application) -> None:
    signed = application.signed("shop/auth_partner", at=int(time.time()) - 301)
    link = f"{application.url}{PREFIX}shop/auth_partner?" + "&".join(f"{k}={v}" for k, v in signed.items())
    with pytest.raises(ValueError, match="Timestamp is expired"):
        shopee.agree(f"{link}&redirect=https://x.example.com", "2002")


def test_a_code_is_worth_one_use_by_its_own_shop(application: Application) -> None:
    code = shopee.agree(application.link(), "2001")
    assert refusal(application.exchange(code, "2002"))[:2] == (403, "invalid_shop_id")
    tokens = application.exchange(code, "2001").json()
    assert tokens["partner_id"] == application.partner_id
    assert tokens["expire_in"] - time.time() == pytest.approx(14_400, abs=5), "an instant for this shop"
    assert refusal(application.exchange(code, "2001"))[:2] == (403, "invalid_code")
    assert refusal(application.exchange("never", "2001")) == (403, "error_auth", "Invalid code")


def test_a_refresh_token_is_worth_one_use_and_the_old_access_token_lasts_a_little_longer(start: Start) -> None:
    application = Application.of(start(grants=Grants(lifetimes=Lifetimes(overlap=1))))
    shop = application.shop("2002")
    renewed = application.renew(shop.refresh_token, "2002").json()
    assert renewed["expire_in"] == 14_400
    assert refusal(application.renew(shop.refresh_token, "2002")) == (403, "error_auth", "Invalid refresh_token.")
    assert refusal(application.renew(renewed["refresh_token"], "2003"))[:2] == (403, "error_shop_refresh_token")
    assert shop.get(INFO).status_code == 200
    time.sleep(1.1)
    assert refusal(shop.get(INFO))[:2] == (403, "invalid_acceess_token")
    shop.access_token = renewed["access_token"]
    assert shop.get(INFO).status_code == 200


def test_chains_of_tokens_of_one_shop_do_not_disturb_each_other(application: Application) -> None:
    ours, theirs = application.shop("2002"), application.shop("2002")
    application.renew(ours.refresh_token, "2002")
    assert theirs.get(INFO).status_code == 200
    assert application.renew(theirs.refresh_token, "2002").json()["error"] == ""


def test_what_was_granted_ends_in_time(start: Start) -> None:
    application = Application.of(start(grants=Grants(lifetimes=Lifetimes(code=1, access=1, refresh=1))))
    code = shopee.agree(application.link(), "2002")
    shop = application.shop("2002")
    time.sleep(1.1)
    assert refusal(application.exchange(code, "2002"))[1] == "invalid_code"
    assert refusal(shop.get(INFO))[1] == "invalid_acceess_token"
    assert refusal(application.renew(shop.refresh_token, "2002"))[1] == "refresh_token_expired"


def test_consent_ends_and_can_be_given_anew(start: Start) -> None:
    application = Application.of(start(grants=Grants(lifetimes=Lifetimes(consent=1))))
    shop = application.shop("2002")
    time.sleep(1.1)
    assert refusal(application.renew(shop.refresh_token, "2002"))[1] == "shop_access_expired"
    again = application.shop("2002")
    assert application.renew(again.refresh_token, "2002").json()["error"] == ""


@pytest.mark.parametrize("body", [{"shop_id": 2002}, {"code": "x"}, {"code": "", "shop_id": 2002}])
def test_an_exchange_that_lacks_something_is_refused(application: Application, body: dict[str, Any]) -> None:
    assert refusal(application.post("auth/token/get", **body))[:2] == (200, "error_param")
    assert refusal(application.post("auth/token/get", partner_id=1, **body))[2] == "Invalid partner_id."


def test_grants_survive_a_restart_in_a_private_file(start: Start, tmp_path: Path) -> None:
    first = Application.of(start(grants=Grants(tmp_path)))
    shop = first.shop("2002")
    code = shopee.agree(first.link(), "2003")
    spent = shop.refresh_token
    last = first.renew(spent, "2002").json()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    kept = json.loads((tmp_path / FILE).read_text())
    assert {last["access_token"], shop.access_token} <= kept["access"].keys()

    again = Grants(tmp_path)
    assert again.access(last["access_token"]) is not None
    second = Application.of(start(grants=again))
    assert second.exchange(code, "2003").json()["error"] == ""
    assert refusal(second.renew(spent, "2002"))[2] == "Invalid refresh_token."
    assert second.renew(last["refresh_token"], "2002").json()["error"] == ""


def test_nothing_is_said_that_is_not_kept(start: Start, tmp_path: Path) -> None:
    sandbox = start(grants=Grants(tmp_path))
    application = Application.of(sandbox)
    shop = application.shop("2002")
    application.http.post(f"{sandbox.url}/faults", json={"name": "refresh_lost", "times": 1}, timeout=5)
    with pytest.raises(requests.ConnectionError):
        application.renew(shop.refresh_token, "2002")
    kept = json.loads((tmp_path / FILE).read_text())
    assert kept["refresh"][shop.refresh_token]["used"]
    assert len(kept["refresh"]) == 2
    assert refusal(application.renew(shop.refresh_token, "2002"))[2] == "Invalid refresh_token."
    assert shop.get(INFO).status_code == 200, "the old access token serves on for a while"


def test_grants_that_ended_long_ago_are_forgotten() -> None:
    moment = [1_000.0]
    grants = Grants(now=lambda: moment[0])
    pair = grants.exchange(grants.agree("1"), "1")
    moment[0] += 14_400 + 86_401
    grants.agree("1")
    assert grants.access(pair.access_token) is None
    assert grants.renew(pair.refresh_token, "1").shop_id == "1"
