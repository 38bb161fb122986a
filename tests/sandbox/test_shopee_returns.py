"""Shopee's returns: every one of them is told, with a life and items of its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from resources.windows import Window
from tests.sandbox.conftest import TODAY, Sandbox
from tests.sandbox.shop import Application, refusal, second

RETURNS = "returns/get_return_list"
ZONE = "America/Sao_Paulo"


def test_every_return_of_the_ledger_is_told_exactly(sandbox: Sandbox) -> None:
    shop = Application.of(sandbox).shop("2006")
    truth = {row["return_sn"]: row for row in sandbox.ledger.returns("shopee", "2006", TODAY).to_pylist()}
    lines = sandbox.ledger.return_items("shopee", "2006", TODAY).to_pylist()
    seen: dict[str, dict[str, Any]] = {}
    for chunk in Window.closed(dt.date(2025, 1, 1), TODAY).chunks(15):
        span = {"update_time_from": second(chunk.start, ZONE), "update_time_to": second(chunk.end, ZONE)}
        for number in range(1, 100):
            found = shop.ask(RETURNS, page_no=number, page_size=3, **span)
            seen |= {each["return_sn"]: each for each in found["return"]}
            if not found["more"]:
                break
    assert len(truth) > 50
    assert seen.keys() == truth.keys()
    for return_sn, row in truth.items():
        told = seen[return_sn]
        assert (told["status"], told["order_sn"], told["currency"]) == (row["status"], row["order_sn"], "BRL")
        assert Decimal(told["refund_amount"]) == row["refund_amount"]
        expected = [(int(line["item_id"]), line["quantity"]) for line in lines if line["return_sn"] == return_sn]
        assert [(item["item_id"], item["amount"]) for item in told["item"]] == expected


@pytest.mark.parametrize("change", [{"page_no": 0}, {"page_size": 101}, {"update_time_to": 99}, {"status": "X"}])
def test_returns_that_cannot_be_asked_for(sandbox: Sandbox, change: dict[str, Any]) -> None:
    shop = Application.of(sandbox).shop("2001")
    asked = {"page_no": 1, "page_size": 10, "update_time_from": 100, "update_time_to": 200}
    assert shop.ask(RETURNS, **asked) == {"more": False, "return": []}
    assert refusal(shop.get(RETURNS, **asked | change))[:2] == (200, "error_param")
