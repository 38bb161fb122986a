"""Faults strike where and as often as they should; those of the wire are the same for every platform."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests

from sandbox import faults as package
from sandbox.faults import CATALOGUE, Fault, Faults
from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_meta_insights import DAILY


def test_a_fault_strikes_where_it_should_as_often_as_it_should() -> None:
    faults = Faults(Fault("hang", match="insights$", account="1", times=2, after=1))
    requests_made = [("/x/insights", "1"), ("/x/insights", "2"), ("/x", "1"), *[("/x/insights", "1")] * 4]
    assert [faults.take("hang", *each) is not None for each in requests_made] == [False] * 3 + [
        True,
        True,
        False,
        False,
    ]
    assert faults.listing()[0]["struck"] == 2
    faults.clear("reset")
    assert faults.listing()
    faults.clear("hang")
    assert not faults.listing()


def test_random_faults_need_a_seed_and_repeat_with_it() -> None:
    def struck() -> list[bool]:
        faults = Faults(Fault("reset", chance=0.5, seed=3))
        return [faults.take("reset", "/") is not None for _ in range(50)]

    assert struck() == struck()
    assert 10 < sum(struck()) < 40
    with pytest.raises(ValueError, match="seed"):
        Fault("reset", chance=0.5)


def test_faults_are_switched_over_http(sandbox: Sandbox) -> None:
    address = f"{sandbox.url}/faults"
    assert sandbox.http.post(address, json={"name": "unavailable", "times": 1}, timeout=5).status_code == 201
    assert sandbox.http.get(address, timeout=5).json()[0]["name"] == "unavailable"
    assert [sandbox.get("act_1001/").status_code for _ in range(2)] == [503, 200]
    assert sandbox.http.delete(address, timeout=5).json() == []
    for wrong in ({"name": "gremlin"}, {"name": "hang", "colour": 1}, {"name": "hang", "times": "x"}, {}, "hang"):
        assert sandbox.http.post(address, json=wrong, timeout=5).status_code == 400


@pytest.mark.parametrize(
    ("name", "status", "media_type"),
    [
        ("server_error", 500, "application/json"),
        ("bad_gateway", 502, "text/html; charset=utf-8"),
        ("unavailable", 503, "text/plain; charset=utf-8"),
        ("html_200", 200, "text/html; charset=utf-8"),
    ],
)
@pytest.mark.parametrize(
    "path", ["meta/v26.0/act_1001/", "ecb/eurofxref-daily.xml", "shopee/api/v2/shop/get_shop_info"]
)
def test_replies_that_are_not_the_platforms(
    sandbox: Sandbox, path: str, name: str, status: int, media_type: str
) -> None:
    sandbox.faults.add(Fault(name, times=1))
    reply = sandbox.http.get(f"{sandbox.url}/{path}", timeout=5)
    assert (reply.status_code, reply.headers["content-type"]) == (status, media_type)
    assert '"error"' not in reply.text


@pytest.mark.parametrize("variant", ["seconds", "date", "none"])
def test_429_with_and_without_a_hint(sandbox: Sandbox, variant: str) -> None:
    sandbox.faults.add(Fault("too_many_requests", variant=variant))
    reply = sandbox.get("act_1001/")
    hint = reply.headers.get("retry-after")
    assert reply.status_code == 429
    assert {"seconds": hint == "2", "date": str(hint).endswith("GMT"), "none": hint is None}[variant]


def test_a_truncated_body_is_not_json(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("truncated_json"))
    reply = sandbox.get("act_1001/")
    assert int(reply.headers["content-length"]) == len(reply.content)
    with pytest.raises(requests.JSONDecodeError):
        reply.json()


def test_a_cut_body_is_shorter_than_its_length(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("cut_body", times=1))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        sandbox.get("act_1001/")
    assert sandbox.get("act_1001/").status_code == 200


def test_a_reset_connection_and_a_silent_one(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("reset", times=1))
    with pytest.raises(requests.ConnectionError, match="reset"):
        sandbox.get("act_1001/")
    sandbox.faults.add(Fault("hang", times=1))
    with pytest.raises(requests.ReadTimeout):
        sandbox.http.get(f"{sandbox.graph}/v26.0/act_1001/", timeout=0.3)
    assert sandbox.get("act_1001/").status_code == 200


def test_a_slow_body_drips(sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("slow_drip", variant="0.01"))
    begun = time.monotonic()
    assert sandbox.get("act_1001/").json()["account_id"] == "1001"
    assert time.monotonic() - begun > 0.3


def test_bodies_that_json_does_not_allow(sandbox: Sandbox) -> None:
    for name, text in (("bom", "\ufeff{"), ("nan", '"spend":NaN'), ("huge_number", '"spend":1e309')):
        sandbox.faults.add(Fault(name, times=1))
        assert text in sandbox.get("act_1001/insights", **DAILY).content.decode()


def test_every_fault_of_the_catalogue_is_played_by_someone() -> None:
    here = Path(str(package.__file__))
    players = [path.read_text() for path in here.parent.rglob("*.py") if path != here]
    assert not [name for name in CATALOGUE if not any(f'"{name}"' in text for text in players)]
