"""The page on which a shop's owner lets the application in, and somebody who opens it for a test or a demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.shopee.calls import Call
from sandbox.shopee.errors import wrong
from sandbox.shopee.grants import Grants

PATH = "/api/v2/shop/auth_partner"
_PAGE = """<!DOCTYPE html>
<html><head><title>Authorise</title></head>
<body><h1>Which shop may this application read?</h1><ul>
{0}
</ul></body></html>
"""


def agree(link: str, shop_id: str) -> str:
    """Open a signed consent link as the shop's owner; the code that the redirect carries.

    Raises:
        ValueError: the page did not lead back; says what it said instead.
    """
    reply = requests.get(f"{link}&{urlencode({'shop_id': shop_id})}", allow_redirects=False, timeout=30)
    codes = parse_qs(urlsplit(reply.headers.get("location", "")).query).get("code", [])
    if reply.status_code != 302 or not codes:
        raise ValueError(f"shop {shop_id} was not let in: expected a redirect with a code, got {reply.text}")
    return codes[-1]


def page(call: Call, grants: Grants, shops: Iterable[Mapping[str, Any]]) -> Response:
    """The list of shops or, for the owner who chose one (`shop_id`), the way back. Raises ShopeeError."""
    redirect, shop_id = call.first("redirect") or "", call.first("shop_id")
    if urlsplit(redirect).scheme not in ("http", "https") or not urlsplit(redirect).netloc:
        raise wrong("redirect is not an address")
    known = {shop["account_id"]: shop["name"] for shop in shops}
    if shop_id is None:
        asked = [(name, value) for name, values in call.query.items() for value in values]
        choices = [
            f'<li><a href="?{escape(urlencode([*asked, ("shop_id", account)]))}">{escape(name)} ({account})</a></li>'
            for account, name in known.items()
        ]
        return HTMLResponse(_PAGE.format("\n".join(choices)))
    if shop_id not in known:
        raise wrong(f"there is no shop {shop_id}")
    back = urlencode({"code": grants.agree(shop_id), "shop_id": shop_id})
    return RedirectResponse(f"{redirect}{'&' if urlsplit(redirect).query else '?'}{back}", 302)
