"""One bounded exchange with a real server."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from resources.errors import BadPage, PlatformError, RetryableError
from resources.http import Reply, exchange
from tests.resources.scripted import Answer, Script, scripted

WHERE = {"platform": "naver", "account": "77", "window": "2026-01-01..2026-01-02"}
SECRET = "EAAsecret"


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script


def ask(url: str, **limits: Any) -> Reply:
    with requests.Session() as session:
        return exchange(session, "GET", url, where=WHERE, **{"seconds": 5.0, **limits}, params={"access_token": SECRET})


def test_a_whole_answer_comes_back_whatever_its_status(script: Script) -> None:
    script.will_answer(Answer(b"busy", 503, {"X-Usage": "9"}, "Text/Plain; charset=utf-8"))
    reply = ask(script.url)
    assert (reply.status, reply.body, reply.media_type, reply.headers["x-usage"]) == (503, b"busy", "text/plain", "9")


def test_a_compressed_answer_is_unpacked(script: Script) -> None:
    script.will_answer(Answer(gzip.compress(b"abc" * 1000), headers={"Content-Encoding": "gzip"}))
    assert ask(script.url).body == b"abc" * 1000


def test_a_slow_drip_ends_at_the_deadline(script: Script) -> None:
    script.will_answer(Answer(b"x" * 1000, drip=0.05))
    started = time.monotonic()
    with pytest.raises(RetryableError, match=r"expected a complete answer within 0\.4 seconds"):
        ask(script.url, seconds=0.4)
    assert time.monotonic() - started < 1.5


def test_silence_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(RetryableError, match="ReadTimeout"):
        ask(f"http://127.0.0.1:{listener.getsockname()[1]}/", seconds=0.3)


def test_a_body_cut_short_is_no_answer(script: Script) -> None:
    script.will_answer(Answer(b"{}", missing=10))
    with pytest.raises(RetryableError, match="expected a complete answer"):
        ask(script.url)


def test_a_refused_connection_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(RetryableError, match="ConnectionError"):
        ask(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("body", [b"x" * 2000, gzip.compress(b"x" * 1_000_000)])
def test_a_body_larger_than_allowed_is_refused(script: Script, body: bytes) -> None:
    packed = {"Content-Encoding": "gzip"} if body.startswith(b"\x1f\x8b") else {}
    script.will_answer(Answer(body, headers=packed))
    with pytest.raises(BadPage, match="expected at most 1500 bytes"):
        ask(script.url, largest=1500)


def test_a_redirect_is_not_followed(script: Script) -> None:
    script.will_answer(Answer(b"", 302, {"Location": f"{script.url}/elsewhere"}))
    assert ask(script.url).status == 302
    assert len(script.asked) == 1


def test_neither_errors_nor_debug_logs_hold_the_address(script: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script.will_answer(Answer(b"{}", missing=10))
    with pytest.raises(PlatformError) as caught:
        ask(script.url)
    error: BaseException | None = caught.value
    assert str(error).endswith("(platform=naver, account=77, window=2026-01-01..2026-01-02)")
    assert error is not None
    assert error.__context__ is None
    assert SECRET not in caplog.text
