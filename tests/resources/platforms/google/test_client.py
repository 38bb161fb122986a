"""The client against a scripted Google: who asks, what is tried again, and that answers come whole or not at all."""

from __future__ import annotations

import datetime as dt
import logging
import traceback

import pytest
from grpc import StatusCode

from resources.errors import (
    BadPage,
    ConfigurationError,
    CredentialsRejected,
    RequestRejected,
    RetryableError,
)
from resources.platforms.google import connect, reading
from resources.platforms.google.client import GoogleClient
from resources.platforms.retry import Retry
from resources.redaction import redact
from resources.windows import Window
from tests.resources.platforms.google.api import Api, Refusal, Rows, rows
from tests.resources.platforms.google.conftest import (
    ACCESS_TOKEN,
    ACCOUNT,
    DEVELOPER_TOKEN,
    GRANT,
    MANAGER,
    REFRESH_TOKEN,
    SECRET,
    configured,
)
from tests.resources.scripted import Answer, Script, Time

WINDOW = Window.closed(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
DAILY = reading.DAILY.during(WINDOW)
ROW = {
    "customer.id": int(ACCOUNT),
    "campaign.id": 17,
    "campaign.name": "Spring",
    "campaign.advertising_channel_type": 2,
    "segments.date": "2026-02-03",
    "segments.ad_network_type": 2,
    "metrics.impressions": 1200,
    "metrics.clicks": 30,
    "metrics.cost_micros": 11_220_001,
    "metrics.conversions": 1.1,
    "metrics.conversions_value": 80.25,
}
TRANSIENT = Refusal(StatusCode.INTERNAL, ("internal_error", 4), "try again")


def ids(client: GoogleClient) -> list[str]:
    return [record["campaign_id"] for page in client.search(DAILY, ACCOUNT, WINDOW) for record in page]


def numbered(*numbers: int) -> list[dict[str, object]]:
    return [{**ROW, "campaign.id": number} for number in numbers]


def test_a_query_carries_the_developer_token_the_manager_and_a_fresh_access_token(
    client: GoogleClient, api: Api, tokens: Script
) -> None:
    api.will_answer(rows(ROW))
    assert ids(client) == ["17"]
    (asked,) = api.asked
    assert (asked.account, asked.query) == (ACCOUNT, str(DAILY))
    sent = {name: asked.metadata[name] for name in ("developer-token", "login-customer-id", "authorization")}
    assert list(sent.values()) == [DEVELOPER_TOKEN, MANAGER, f"Bearer {ACCESS_TOKEN}"]
    (renewal,) = tokens.asked
    assert (renewal.path, renewal.params["refresh_token"]) == ("/token", REFRESH_TOKEN)


def test_without_a_manager_no_login_customer_id_is_sent(api: Api, tokens: Script) -> None:
    api.will_answer(rows(ROW))
    settings = configured(api.endpoint, tokens.url, google_ads_login_customer_id=None)
    assert ids(connect(settings, REFRESH_TOKEN)) == ["17"]
    assert "login-customer-id" not in api.asked[0].metadata


def test_one_access_token_serves_many_queries_and_every_query_is_counted(
    client: GoogleClient, api: Api, tokens: Script
) -> None:
    api.will_answer(TRANSIENT, rows(ROW), rows(ROW))
    ids(client), ids(client)
    assert (len(tokens.asked), client.api_calls) == (1, 3)


def test_an_answer_of_several_messages_is_one_answer(client: GoogleClient, api: Api) -> None:
    api.will_answer(Rows([numbered(1, 2), [], numbered(3)]))
    assert ids(client) == ["1", "2", "3"]


def test_no_page_has_more_than_ten_thousand_records(client: GoogleClient, api: Api) -> None:
    api.will_answer(Rows([numbered(*range(1, 6001)), numbered(*range(6001, 12_001))]))
    assert [len(page) for page in client.search(DAILY, ACCOUNT, WINDOW)] == [10_000, 2_000]


@pytest.mark.parametrize("status", [StatusCode.INTERNAL, StatusCode.UNAVAILABLE])
def test_a_stream_that_breaks_is_read_again_from_its_start(
    client: GoogleClient, api: Api, time: Time, status: StatusCode
) -> None:
    api.will_answer(Rows([numbered(1)], Refusal(status)), Rows([numbered(1), numbered(2)]))
    assert ids(client) == ["1", "2"]
    assert len(time.waits) == 1


def test_a_stream_that_keeps_breaking_gives_nothing(client: GoogleClient, api: Api) -> None:
    api.will_answer(Rows([numbered(1), numbered(2)], TRANSIENT))
    with pytest.raises(RetryableError, match=r"try again.*REQ1.*window=2026-02-01\.\.2026-02-28"):
        client.search(DAILY, ACCOUNT, WINDOW)
    assert client.api_calls == 3


def test_an_answer_without_a_field_that_is_read_is_refused(client: GoogleClient, api: Api) -> None:
    mask = [path for path in DAILY.fields.values() if path != "metrics.conversions"]
    api.will_answer(Rows([[ROW]], mask=mask))
    with pytest.raises(BadPage, match=r"lacks some \(.*field=metrics.conversions"):
        client.search(DAILY, ACCOUNT, WINDOW)


def test_an_answer_that_does_not_come_in_time_is_no_answer(api: Api, tokens: Script, time: Time) -> None:
    api.will_answer(Rows([[ROW]], hold=1.5))
    settings = configured(api.endpoint, tokens.url)
    client = GoogleClient(settings, REFRESH_TOKEN, retry=Retry(attempts=1, sleep=time.sleep), deadline=0.5)
    with pytest.raises(RetryableError, match="DEADLINE_EXCEEDED"):
        client.search(DAILY, ACCOUNT, WINDOW)


def test_a_host_that_does_not_answer_is_an_outage(tokens: Script, time: Time) -> None:
    settings = configured("localhost:1", tokens.url)
    client = GoogleClient(settings, REFRESH_TOKEN, retry=Retry(attempts=2, seed=1, sleep=time.sleep))
    with pytest.raises(RetryableError, match="UNAVAILABLE"):
        client.search(DAILY, ACCOUNT, WINDOW)
    assert client.api_calls == 2


def test_a_version_that_the_library_lacks_is_refused_by_the_name_of_its_setting(api: Api, tokens: Script) -> None:
    with pytest.raises(ConfigurationError, match=r"GOOGLE_ADS_API_VERSION is v19; expected one .*v25, v26"):
        connect(configured(api.endpoint, tokens.url, google_ads_api_version="v19"), REFRESH_TOKEN)


@pytest.mark.parametrize("name", ["google_ads_developer_token", "google_oauth_client_id", "google_oauth_client_secret"])
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name.upper()} is not set"):
        connect(configured("localhost:1", "http://127.0.0.1:1", **{name: None}), REFRESH_TOKEN)


@pytest.mark.parametrize("number", [15, 16])
def test_an_access_token_that_is_refused_before_its_time_is_renewed_once(
    client: GoogleClient, api: Api, tokens: Script, number: int
) -> None:
    api.will_answer(Refusal(StatusCode.UNAUTHENTICATED, ("authentication_error", number)), rows(ROW))
    tokens.will_answer(GRANT, {**GRANT, "access_token": "ya29.second"})
    assert ids(client) == ["17"]
    assert [each.metadata["authorization"] for each in api.asked] == [f"Bearer {ACCESS_TOKEN}", "Bearer ya29.second"]


def test_a_renewed_access_token_that_is_refused_as_well_ends_it(client: GoogleClient, api: Api) -> None:
    api.will_answer(Refusal(StatusCode.UNAUTHENTICATED, ("authentication_error", 16)))
    with pytest.raises(CredentialsRejected, match=r"refused as well.*rotate-token google 3001000001`.*EXPIRED"):
        client.search(DAILY, ACCOUNT, WINDOW)
    assert client.api_calls == 2


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        ({"error": "invalid_grant", "error_description": "expired or revoked."}, CredentialsRejected, "rotate-token"),
        ({"error": "invalid_client"}, RequestRejected, "GOOGLE_OAUTH_CLIENT_SECRET"),
        ({"error": "invalid_scope"}, RequestRejected, "invalid_scope"),
    ],
)
def test_a_refused_renewal_says_what_to_do_and_asks_google_ads_nothing(
    client: GoogleClient, api: Api, tokens: Script, body: dict[str, str], kind: type[Exception], says: str
) -> None:
    tokens.will_answer(Answer(body, 400))
    with pytest.raises(kind, match=f"no access token: {body['error']}.*{says}"):
        client.search(DAILY, ACCOUNT, WINDOW)
    assert (len(tokens.asked), client.api_calls, api.asked) == (1, 0, [])


@pytest.mark.parametrize(
    "bad", [Answer(b"<html>", 503), Answer({}, 429), Answer(b"<html>"), Answer([]), Answer(b"\xef\xbb\xbf{}")]
)
def test_a_token_server_that_is_out_of_order_is_asked_again(
    client: GoogleClient, api: Api, tokens: Script, time: Time, bad: Answer
) -> None:
    api.will_answer(rows(ROW))
    tokens.will_answer(bad, Answer(GRANT))
    assert ids(client) == ["17"]
    assert (len(tokens.asked), len(time.waits)) == (2, 1)


def test_nothing_secret_is_said_or_logged_and_errors_are_not_logged_besides(
    client: GoogleClient, api: Api, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"{REFRESH_TOKEN} {ACCESS_TOKEN} {SECRET} {DEVELOPER_TOKEN}"
    api.will_answer(Refusal(StatusCode.PERMISSION_DENIED, ("authorization_error", 2), echo))
    with pytest.raises(Exception, match=r"\*\*\* \*\*\* \*\*\* \*\*\*") as caught:
        client.search(DAILY, ACCOUNT, WINDOW)
    out, err = capfd.readouterr()
    said = "".join(traceback.format_exception(caught.value)) + caplog.text + out + err + repr(vars(client))
    assert redact(said) == said
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
