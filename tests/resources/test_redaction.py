"""No secret survives in what people and tables read."""

from __future__ import annotations

import base64
import io
import json
import logging
import sys
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from resources import redaction
from resources.redaction import MASK, redact, register, safe_message
from resources.settings import Settings

SECRET = "EAAB/zx+9 ü=tok&en"
DATABASE = "postgresql://u:p%40ss@127.0.0.1/d"


@pytest.fixture(autouse=True)
def _fresh_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_registered", set())
    monkeypatch.setattr(redaction, "_pattern", None)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    factory, stream = logging.getLogRecordFactory(), io.StringIO()
    handler, logger = logging.StreamHandler(stream), logging.getLogger("tests.redaction")
    logger.addHandler(handler)
    redaction.install(Settings(meta_app_secret=SecretStr("app-secret"), database_url=SecretStr(DATABASE)))
    yield stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(factory)


@pytest.mark.parametrize(
    "spelled", [SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), json.dumps(SECRET)[1:-1]]
)
def test_a_secret_is_masked_however_it_is_spelled(spelled: str) -> None:
    register(SECRET)
    assert redact(f"GET /me?access_token={spelled}&fields=id") == f"GET /me?access_token={MASK}&fields=id"


@given(before=st.binary(max_size=5), secret=st.text(st.characters(codec="utf-8"), min_size=6), after=st.binary())
def test_a_secret_is_masked_in_base64_at_any_offset(before: bytes, secret: str, after: bytes) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(before + secret.encode() + after).decode()
        assert MASK in redact(text, [secret])


def test_ordinary_words_stay() -> None:
    register("abc")
    register("")
    assert redact("abc of tokens") == "abc of tokens"


def test_a_message_for_a_table_is_storable_and_bounded() -> None:
    register(SECRET)
    message = safe_message(ValueError(f"bad \0 \ud800 {SECRET} " + "x" * 5000))
    assert message.startswith(f"bad  ? {MASK} x")
    assert len(message) == redaction.LONGEST_MESSAGE


def test_an_error_without_text_is_called_by_its_class() -> None:
    assert safe_message(TimeoutError()) == "TimeoutError"


def test_log_records_lose_secrets_in_message_arguments_and_traceback(log: io.StringIO) -> None:
    register(SECRET)
    logger = logging.getLogger("tests.redaction")
    logger.error("calling with %s and %s", SECRET, "app-secret")
    try:
        raise ValueError(f"token {SECRET}")
    except ValueError:
        logger.exception("failed")
    assert SECRET not in log.getvalue()
    assert log.getvalue().startswith(f"calling with {MASK} and {MASK}\nfailed\nTraceback")
    assert f"ValueError: token {MASK}" in log.getvalue()


def test_arguments_stay_apart_for_formatters_that_read_them(log: io.StringIO) -> None:
    register(SECRET)
    record = logging.getLogRecordFactory()(
        "any", logging.INFO, "", 0, "%s %d", ("GET /?t=" + quote_plus(SECRET), 200), None
    )
    assert record.args == (f"GET /?t={MASK}", 200)


def test_a_record_that_cannot_be_formatted_is_masked_too(log: io.StringIO) -> None:
    register(SECRET)
    record = logging.getLogRecordFactory()("any", logging.INFO, "", 0, "%d", ([SECRET],), None)
    assert record.getMessage() == f"%d (['{MASK}'],)"


def test_the_password_of_a_connection_string_is_masked_alone_too(log: io.StringIO) -> None:
    logging.getLogger("tests.redaction").warning(f"password p@ss, url {DATABASE}")
    assert log.getvalue() == f"password {MASK}, url {MASK}\n"


def test_a_password_among_the_options_of_a_connection_string_is_masked_alone_too(log: io.StringIO) -> None:
    url = "postgresql://loader@127.0.0.1/marts?password=of%20the%20role&sslpassword=of-its-key"
    redaction.register_settings(Settings.model_validate({"database_url": url}))
    assert redaction.redact("of the role, of-its-key, marts") == "***, ***, marts"


def test_the_last_words_of_a_process_are_masked(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    register(SECRET)
    error = RuntimeError(f"no luck with {SECRET}")
    sys.excepthook(RuntimeError, error, None)
    assert capsys.readouterr().err == f"RuntimeError: no luck with {MASK}\n"
