"""Who asks has to prove it to the sandbox as to the platforms themselves, and the connectors say what is to be done
about a proof that is not accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import requests
from pydantic import SecretStr

from pipelines.demo.consent import secret_of
from resources.errors import CredentialsRejected, PermissionDenied, PlatformError, RequestRejected, TokenExpired
from resources.http import Reply
from resources.platforms.base import Page, Tokens
from resources.platforms.naver.guard import file
from resources.platforms.naver.signing import Licence
from resources.platforms.shopee import SHOPEE as SHOPEE_PLATFORM
from resources.windows import DAY, Window
from sandbox.clickbank import access
from sandbox.ledger import Ledger
from tests.resources.platforms.clickbank.conftest import running
from tests.resources.platforms.contract import Subject, World
from tests.served import SteppingClock, served

TODAY = dt.date(2026, 2, 28)
WINDOW = Window.closed(TODAY - 2 * DAY, TODAY - DAY)
META, GOOGLE, NAVER, CLICKBANK, SHOPEE = (
    Subject(name, "campaign_daily", account)
    for name, account in (
        ("meta", "1001"),
        ("google", "3001000001"),
        ("naver", "401001"),
        ("clickbank", "larkspurco"),
        ("shopee", "2002"),
    )
)
AHEAD = dt.timedelta(minutes=10)
WRONG = "0123456789abcdef0123456789abcdef"


class DriftingClock(SteppingClock):
    """The platforms' clock; wire time too can be moved away from ours."""

    drift = dt.timedelta()

    def now(self) -> dt.datetime:
        return super().now() + self.drift

    def drift_by(self, drift: dt.timedelta) -> None:
        """Be so much ahead."""
        object.__setattr__(self, "drift", drift)


@pytest.fixture(scope="module")
def clock() -> DriftingClock:
    return DriftingClock(TODAY)


@pytest.fixture(scope="module")
def world(clock: DriftingClock) -> Iterator[World]:
    with served(Ledger.default(1), clock, with_google=True) as there:
        yield World(there)


@pytest.mark.parametrize(
    ("subject", "setting", "kind", "says"),
    [
        (META, "meta_app_secret", RequestRejected, "check META_APP_SECRET: it must be the secret of META_APP_ID"),
        (GOOGLE, "google_oauth_client_secret", RequestRejected, "check .* GOOGLE_OAUTH_CLIENT_SECRET"),
        (GOOGLE, "google_ads_developer_token", RequestRejected, "check GOOGLE_ADS_DEVELOPER_TOKEN"),
        (SHOPEE, "shopee_partner_key", RequestRejected, "check SHOPEE_PARTNER_KEY: it must be the key of"),
    ],
    ids=str,
)
def test_a_wrong_secret_of_the_application_is_refused(
    world: World, subject: Subject, setting: str, kind: type[PlatformError], says: str
) -> None:
    settings = world.served.settings.model_copy(update={setting: SecretStr(WRONG)})
    client = world.client(subject, settings=settings)
    with pytest.raises(kind, match=says) as caught:
        world.read(subject, WINDOW, client)
    assert WRONG not in str(caught.value)


@pytest.mark.parametrize(
    ("subject", "secret", "kind", "says"),
    [
        (META, WRONG, CredentialsRejected, "`adwarehouse accounts rotate-token meta 1001`"),
        (GOOGLE, WRONG, CredentialsRejected, "`adwarehouse accounts rotate-token google 3001000001`"),
        (NAVER, f"{WRONG}:{WRONG}", CredentialsRejected, "`adwarehouse accounts rotate-token naver 401001`"),
        (CLICKBANK, f"API-{WRONG}", CredentialsRejected, "`adwarehouse accounts rotate-token clickbank larkspurco`"),
        (CLICKBANK, WRONG, CredentialsRejected, "expected a key of the form API-"),
        (SHOPEE, WRONG, TokenExpired, "Invalid access_token"),
    ],
    ids=str,
)
def test_a_wrong_secret_of_an_account_is_refused(
    world: World, subject: Subject, secret: str, kind: type[PlatformError], says: str
) -> None:
    with pytest.raises(kind, match=says) as caught:
        world.read(subject, WINDOW, world.client(subject, secret))
    assert caught.value.account == subject.account
    assert WRONG not in str(caught.value)


def test_a_licence_with_the_key_of_another_is_refused(world: World) -> None:
    licence, _ = world.secret(NAVER).split(":")
    with pytest.raises(CredentialsRejected, match=r"takes ACCESS_LICENCE:SECRET_KEY .*code=invalid-signature"):
        world.read(NAVER, WINDOW, world.client(NAVER, f"{licence}:{WRONG}"))


@pytest.mark.parametrize("subject", [NAVER, SHOPEE], ids=str)
@pytest.mark.parametrize("ahead", [AHEAD, -AHEAD], ids=["ahead", "behind"])
def test_a_signature_of_another_time_is_refused(
    world: World, clock: DriftingClock, subject: Subject, ahead: dt.timedelta
) -> None:
    client = world.client(subject)
    clock.drift_by(ahead)
    try:
        with pytest.raises(RequestRejected, match="the clock of this machine is off by more than 5 minutes; set it"):
            world.read(subject, WINDOW, client)
    finally:
        clock.drift_by(dt.timedelta())
    assert world.rows(subject, WINDOW, client) == world.truth(subject, WINDOW)


def test_a_refresh_token_that_was_used_is_refused(world: World) -> None:
    consent, settings = SHOPEE_PLATFORM.consent, world.served.settings
    assert consent is not None
    first = secret_of(settings, world.served.issued, "shopee", "2002")
    assert isinstance(first, Tokens)
    second = consent.renew(settings, "2002", first.refresh_token)
    with pytest.raises(CredentialsRejected, match="`adwarehouse accounts authorize shopee` gives the link") as caught:
        consent.renew(settings, "2002", first.refresh_token)
    assert first.refresh_token not in str(caught.value)
    assert world.rows(SHOPEE, WINDOW, world.client(SHOPEE, second.access_token)) == world.truth(SHOPEE, WINDOW)


def test_a_report_is_given_to_nobody_without_signed_headers(world: World) -> None:
    client = world.client(NAVER)
    order = {"reportTp": "AD", "statDt": f"{WINDOW.last:%Y%m%d}"}
    job = client.ask("POST", "/stat-reports", dict, account="401001", body=order)
    while job["status"] != "BUILT":
        job = client.ask("GET", f"/stat-reports/{job['reportJobId']}", dict, account="401001")
    signed = Licence.parse(world.secret(NAVER)).headers("GET", "/report-download", "401001")
    for missing in signed:
        headers = {name: value for name, value in signed.items() if name != missing}
        reply = requests.get(job["downloadUrl"], headers=headers, timeout=10)
        assert reply.status_code == 400
        with pytest.raises(RequestRejected, match=f"HTTP header required: {missing}.*look for a proxy"):
            file(Reply(reply.status_code, reply.headers, reply.content), {"platform": "naver", "account": "401001"})
    assert client.download(job["downloadUrl"], account="401001").startswith(f"{WINDOW.last:%Y%m%d}\t401001".encode())


@pytest.mark.parametrize(
    ("role", "stream", "other"),
    [(access.ANALYTICS, "events", "campaign_daily"), (access.ORDERS, "campaign_daily", "events")],
)
def test_a_key_without_the_role_is_refused(role: str, stream: str, other: str) -> None:
    with running(Ledger.default(1), {"larkspurco": (role,)}) as world:

        def fetch(name: str) -> list[Page]:
            return list(world.stream(name).fetch(world.client("larkspurco"), "larkspurco", WINDOW))

        with pytest.raises(PermissionDenied, match=r"lacks the permission .*give it both in API Management"):
            fetch(stream)
        assert fetch(other)
