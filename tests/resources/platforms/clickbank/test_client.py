"""The guard around the API: what is asked, what is an answer, what is an error, and what to do next."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest

from resources.errors import (
    BadPage,
    CredentialsRejected,
    PermissionDenied,
    PlatformError,
    RateLimited,
    RequestRejected,
    RetryableError,
)
from resources.platforms.base import AccountInfo
from resources.platforms.clickbank import CLICKBANK
from resources.platforms.clickbank.client import REFUSALS, ClickBankClient, connect
from resources.platforms.clickbank.plain import UnexpectedShape
from resources.redaction import redact
from tests.resources.platforms.clickbank.conftest import DENIED, JSON, KEY, client_of, configured, ok
from tests.resources.scripted import Answer, Script, Time

PATH = "/orders2/list"
DAY = "2026-03-01..2026-03-01"


def ask(client: ClickBankClient, page: int = 1, **params: Any) -> Any:
    return client.ask(PATH, params, lambda document: document, account="larkspurco", window=DAY, page=page)


@pytest.mark.parametrize("key", [KEY, "DEV-0123456789abcdef:API-0123456789abcdef"])
def test_the_whole_key_is_the_header_and_the_page_is_one_too(clickbank: Script, time: Time, key: str) -> None:
    clickbank.will_answer(ok({"a": "1"}))
    ask(client_of(configured(f"{clickbank.url}/base"), key, time), page=3, startDate="2026-03-01")
    (asked,) = clickbank.asked
    assert (asked.method, asked.path, asked.params) == ("GET", f"/base/rest/1.3{PATH}", {"startDate": "2026-03-01"})
    sent = {name: asked.headers[name] for name in ("Authorization", "Accept", "Page")}
    assert sent == {"Authorization": key, "Accept": f"{JSON}, text/plain;q=0.5", "Page": "3"}


def test_what_a_netrc_file_says_of_the_host_does_not_replace_the_key(
    client: ClickBankClient, clickbank: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    clickbank.will_answer(ok({"a": "1"}))
    ask(client)
    assert clickbank.asked[0].headers["Authorization"] == KEY


@pytest.mark.parametrize("key", ["", "API-", "Bearer API-1", "API-1:DEV-2", "API-1\r\nX: y", "DEV-1", "API-é"])
def test_what_is_no_key_is_refused_without_asking(clickbank: Script, time: Time, key: str) -> None:
    with pytest.raises(CredentialsRejected, match=r"API-\.\.\..*rotate-token clickbank larkspurco.*account=larkspurco"):
        ask(client_of(configured(clickbank.url), key, time))
    assert clickbank.asked == []


@pytest.mark.parametrize(("status", "has_next"), [(200, False), (206, True)])
def test_the_status_says_whether_another_page_follows(
    client: ClickBankClient, clickbank: Script, status: int, has_next: bool
) -> None:
    clickbank.will_answer(ok({"a": {"@type": "xs:long", "$": "1"}}, status))
    assert ask(client) == ({"a": "1"}, has_next)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"", 204, media_type="text/plain"),
        Answer(b"", media_type="text/plain"),
        Answer(b" null\n", media_type="text/plain"),
        ok(None),
        ok({}),
        ok({"@nil": "true"}),
    ],
)
def test_nothing_has_many_spellings(client: ClickBankClient, clickbank: Script, answer: Answer) -> None:
    clickbank.will_answer(answer)
    assert ask(client).found is None


@pytest.mark.parametrize("media_type", [JSON, "text/plain"])
def test_a_bare_number_is_an_answer(client: ClickBankClient, clickbank: Script, media_type: str) -> None:
    clickbank.will_answer(Answer(b"12\n", media_type=media_type))
    assert ask(client).found == "12"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b'{"a": 1}', media_type="text/html"),
        Answer(b'{"a": 1}', media_type=""),
        Answer(b"<html></html>", media_type=JSON),
        Answer(b'{"a": 1', media_type=JSON),
        Answer(b'{"a": NaN}', media_type=JSON),
        Answer(b'\xef\xbb\xbf{"a": 1}', media_type=JSON),
        Answer(b"[" * 100_000, media_type=JSON),
        Answer(b"", 302, {"Location": "/"}),
        Answer(b"", 201),
    ],
)
def test_another_body_or_status_is_asked_for_again(client: ClickBankClient, clickbank: Script, answer: Answer) -> None:
    clickbank.will_answer(answer, ok({"a": "1"}))
    assert ask(client).found == {"a": "1"}
    clickbank.will_answer(answer)
    with pytest.raises(BadPage, match=r"expected .*got .*account=larkspurco, window=2026-03-01"):
        ask(client)


def test_a_shape_that_nobody_expected_is_asked_for_again(client: ClickBankClient, clickbank: Script) -> None:
    def refuse(document: Any) -> None:
        raise UnexpectedShape("orderData: expected objects")

    clickbank.will_answer(ok({"a": "1"}))
    with pytest.raises(BadPage, match=r"orderData: expected objects \(platform=clickbank, account=larkspurco"):
        client.ask(PATH, {}, refuse, account="larkspurco")
    assert len(clickbank.asked) == client.api_calls == 5


@pytest.mark.parametrize(
    ("status", "kind", "requests"),
    [
        (400, RequestRejected, 1),
        (404, RequestRejected, 1),
        (406, RequestRejected, 1),
        (401, CredentialsRejected, 1),
        (429, RateLimited, 5),
        (500, RetryableError, 5),
        (503, RetryableError, 5),
    ],
)
def test_other_statuses_say_what_to_do(
    client: ClickBankClient, clickbank: Script, status: int, kind: type[PlatformError], requests: int
) -> None:
    clickbank.will_answer(Answer(f"Invalid\n request {KEY}".encode(), status, media_type="text/plain"))
    with pytest.raises(kind, match=rf"HTTP {status}: Invalid request \*\*\*") as caught:
        ask(client)
    assert type(caught.value) is kind
    assert len(clickbank.asked) == requests
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_a_refusal_by_the_second_passes(client: ClickBankClient, clickbank: Script, time: Time) -> None:
    clickbank.will_answer(*[DENIED] * (REFUSALS - 1), ok({"a": "1"}))
    assert ask(client).found == {"a": "1"}
    assert len(clickbank.asked) == REFUSALS
    assert sum(time.waits) > 2


def test_a_refusal_that_does_not_pass_is_for_the_key_when_nothing_is_answered(
    client: ClickBankClient, clickbank: Script
) -> None:
    clickbank.will_answer(DENIED)
    with pytest.raises(CredentialsRejected) as caught:
        ask(client)
    said = str(caught.value)
    for word in ("Access is denied", "not valid any more", "limit", "midnight Pacific", "rotate-token clickbank lark"):
        assert word in said
    assert [asked.path for asked in clickbank.asked[-2:]] == [f"/base/rest/1.3{PATH}", "/base/rest/1.3/debug"]


def test_a_refusal_that_does_not_pass_is_for_the_permission_when_the_key_is_good(
    client: ClickBankClient, clickbank: Script
) -> None:
    clickbank.will_answer(*[DENIED] * REFUSALS, Answer(b"account: other", media_type="text/plain"))
    with pytest.raises(PermissionDenied, match=r"the key is good.*larkspurco is not an account of the key.*permission"):
        ask(client)


@pytest.mark.parametrize(
    "answers",
    [
        [ok({"a": "1"}), DENIED],
        [Answer(b"Request limit exceeded", 403, media_type="text/plain")],
    ],
    ids=["a key that was good a moment ago", "words of a limit"],
)
def test_a_limit_is_not_held_against_the_key(client: ClickBankClient, clickbank: Script, answers: list[Answer]) -> None:
    clickbank.will_answer(*answers)
    if len(answers) > 1:
        ask(client)
    with pytest.raises(RateLimited, match="25,000 a day"):
        ask(client)


def test_what_is_no_key_is_not_masked_as_if_it_were_a_secret(clickbank: Script) -> None:
    connect(configured(clickbank.url), "nothing")
    assert redact("nothing") == "nothing"


def test_the_marketplace_needs_no_key_and_no_request(clickbank: Script) -> None:
    assert connect(configured(clickbank.url), "").describe("marketplace") == AccountInfo(
        "marketplace", "ClickBank marketplace", "USD", "America/Los_Angeles", "ACTIVE"
    )
    assert clickbank.asked == []


@pytest.mark.parametrize(
    "document",
    [
        {"accountData": {"nickName": "LarkspurCo"}},
        {"accountData": [{"nickName": "other"}, {"nickName": "LARKSPURCO", "quickStats": {"@nil": "true"}}]},
    ],
)
def test_an_account_is_described_by_its_nickname(
    client: ClickBankClient, clickbank: Script, document: dict[str, Any]
) -> None:
    clickbank.will_answer(ok(document))
    about = client.describe("larkspurco")
    assert (about.account_id, about.name.lower()) == ("larkspurco", "larkspurco")
    assert (about.currency, about.timezone) == ("USD", "America/Los_Angeles")
    assert clickbank.asked[0].path == "/base/rest/1.3/quickstats/accounts"


@pytest.mark.parametrize(
    ("document", "words"), [(None, "no account"), ({"accountData": [{"nickName": "a"}, {"nickName": "b"}]}, "a, b")]
)
def test_an_account_that_the_key_does_not_read_is_named_with_those_it_reads(
    client: ClickBankClient, clickbank: Script, document: Any, words: str
) -> None:
    clickbank.will_answer(ok(document))
    with pytest.raises(PermissionDenied, match=f"the key reads {words}, expected larkspurco"):
        client.describe("larkspurco")


def test_all_accounts_of_a_key_are_found(client: ClickBankClient, clickbank: Script) -> None:
    clickbank.will_answer(ok({"accountData": [{"nickName": "One"}, {"nickName": "TWO"}]}))
    assert CLICKBANK.discover is not None
    assert [each.account_id for each in CLICKBANK.discover(client)] == ["one", "two"]


def test_only_the_marketplace_has_products_and_it_has_nothing_else() -> None:
    served = {
        stream.name: [account for account in ("marketplace", "larkspurco") if stream.serves(account)]
        for stream in CLICKBANK.streams
    }
    assert served == {"campaign_daily": ["larkspurco"], "events": ["larkspurco"], "products": ["marketplace"]}
