"""Who may ask the sandbox's Google Ads, and where tokens and certificates come from."""

from __future__ import annotations

import datetime as dt
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import google.auth.exceptions
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials

from resources.clock import Clock
from sandbox.faults import Fault, Faults
from sandbox.google import certificates, tokens
from sandbox.google.server import start
from tests.sandbox.ads import BETWEEN, CLOSED, CREDENTIALS, KRW, MANAGER, TODAY, TOKENS, USD, Ads, advertising, world

QUERY = "SELECT customer.id FROM customer"
NOT_PERMITTED = ("PERMISSION_DENIED", "authorization_error.USER_PERMISSION_DENIED")


@pytest.fixture
def ads() -> Iterator[Ads]:
    with advertising() as ads:
        yield ads


def test_the_way_to_an_account_leads_through_the_manager_or_starts_at_it(ads: Ads) -> None:
    assert [row.customer.id for row in ads.rows(QUERY, KRW)] == [int(KRW)]
    for login in (USD, None):
        direct = replace(ads, login=login)
        assert [row.customer.id for row in direct.rows(QUERY)] == [int(USD)]
        assert direct.refusal(QUERY, KRW) == NOT_PERMITTED
    for elsewhere in (KRW, BETWEEN):
        assert replace(ads, login=elsewhere).refusal(QUERY) == NOT_PERMITTED


def test_ids_that_are_none(ads: Ads) -> None:
    assert ads.refusal(QUERY, "300-100-0001") == ("INVALID_ARGUMENT", "request_error.INVALID_CUSTOMER_ID")
    assert ads.refusal(QUERY, "1234567890") == ("UNAUTHENTICATED", "authentication_error.CUSTOMER_NOT_FOUND")
    dashed = replace(ads, login="300-999-9999")
    assert dashed.refusal(QUERY) == ("INVALID_ARGUMENT", "header_error.INVALID_LOGIN_CUSTOMER_ID")


def test_a_closed_account_is_not_enabled_and_the_others_are_read(ads: Ads) -> None:
    assert ads.refusal(QUERY, CLOSED) == ("PERMISSION_DENIED", "authorization_error.CUSTOMER_NOT_ENABLED")
    assert ads.rows(QUERY)


def test_the_developer_token_is_checked(ads: Ads) -> None:
    wrong = replace(ads, developer_token="other")
    assert wrong.refusal(QUERY) == ("UNAUTHENTICATED", "authentication_error.DEVELOPER_TOKEN_INVALID")
    missing = replace(ads, developer_token="")
    assert missing.refusal(QUERY) == ("INVALID_ARGUMENT", "request_error.DEVELOPER_TOKEN_PARAMETER_MISSING")


@pytest.mark.parametrize(
    ("token", "constant"),
    [
        ("ya29.invented", "OAUTH_TOKEN_INVALID"),
        (tokens.mint(CREDENTIALS, TOKENS[USD], time.time() - 1), "OAUTH_TOKEN_EXPIRED"),
        (tokens.mint(CREDENTIALS, "1//forgotten"), "OAUTH_TOKEN_REVOKED"),
    ],
)
def test_access_tokens_that_are_wrong_over_or_revoked(ads: Ads, token: str, constant: str) -> None:
    service = ads.service(credentials=Credentials(token))
    refused = ads.refused(lambda: list(service.search_stream(customer_id=USD, query=QUERY)))
    assert refused == ("UNAUTHENTICATED", f"authentication_error.{constant}")


def test_what_a_user_reaches_directly(ads: Ads) -> None:
    service = replace(ads, login=None).service("CustomerService")
    assert list(service.list_accessible_customers().resource_names) == [f"customers/{USD}", f"customers/{MANAGER}"]


def test_a_refresh_token_gives_an_access_token_for_an_hour(ads: Ads) -> None:
    user = ads.user()
    user.refresh(Request())
    assert tokens.owner(CREDENTIALS, str(user.token)) == TOKENS[USD]
    left = user.expiry - dt.datetime.now(dt.UTC).replace(tzinfo=None)
    assert dt.timedelta(minutes=59) < left <= dt.timedelta(hours=1)


def test_tokens_are_refused_as_oauth_says(ads: Ads) -> None:
    form = {
        "grant_type": "refresh_token",
        "client_id": CREDENTIALS.client_id,
        "client_secret": CREDENTIALS.client_secret,
        "refresh_token": TOKENS[USD],
    }

    def answer(**changes: str) -> tuple[int, str]:
        reply = requests.post(ads.served.token_url, data=form | changes, timeout=5)
        return reply.status_code, reply.json().get("error")

    assert answer() == (200, None)
    assert answer(refresh_token="1//other") == (400, "invalid_grant")
    assert answer(refresh_token="") == (400, "invalid_request")
    assert answer(client_secret="other") == (401, "invalid_client")
    assert answer(grant_type="password") == (400, "unsupported_grant_type")
    ads.faults.add(Fault("token_revoked", match="/token$", account=USD))
    assert answer() == (400, "invalid_grant")
    assert answer(refresh_token=TOKENS[KRW]) == (200, None)
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        ads.user().refresh(Request())


@pytest.mark.parametrize(("variant", "hint"), [("40591", "40591"), ("seconds", "30"), ("none", None)])
def test_the_token_endpoint_can_be_throttled_too(ads: Ads, variant: str, hint: str | None) -> None:
    ads.faults.add(Fault("too_many_requests", variant=variant))
    reply = requests.post(ads.served.token_url, data={"refresh_token": TOKENS[USD]}, timeout=5)
    assert (reply.status_code, reply.headers.get("Retry-After")) == (429, hint)


def test_the_certificate_is_for_this_machine_and_keys_are_private(tmp_path: Path) -> None:
    made = certificates.keep(tmp_path / "state")
    server = x509.load_pem_x509_certificate(made.chain)
    server.verify_directly_issued_by(x509.load_pem_x509_certificate(made.ca.read_bytes()))
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == ["localhost", "127.0.0.1"]
    keys = [path for path in made.ca.parent.iterdir() if path.suffix == ".key"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in keys] == [0o600, 0o600]
    assert certificates.keep(made.ca.parent) == made


def ending(certificate: bytes, key: bytes) -> bytes:
    """The same certificate with a week to go."""
    known, now = x509.load_pem_x509_certificate(certificate), dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(known.issuer, known.subject, known.public_key(), known.serial_number)
    builder = builder.not_valid_before(now - dt.timedelta(days=9)).not_valid_after(now + dt.timedelta(days=7))
    signer = load_pem_private_key(key, password=None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM)


def test_certificates_are_renewed_before_they_end(tmp_path: Path) -> None:
    made, ca, server, key = certificates.keep(tmp_path), tmp_path / "ca.pem", tmp_path / "server.pem", "ca.key"
    authority = ca.read_bytes()
    server.write_bytes(ending(made.chain, (tmp_path / key).read_bytes()))
    assert certificates.keep(tmp_path).chain != made.chain
    assert ca.read_bytes() == authority
    ca.write_bytes(ending(authority, (tmp_path / key).read_bytes()))
    renewed = certificates.keep(tmp_path)
    issuer = x509.load_pem_x509_certificate(ca.read_bytes())
    assert issuer.not_valid_after_utc - dt.datetime.now(dt.UTC) > dt.timedelta(days=365)
    x509.load_pem_x509_certificate(renewed.chain).verify_directly_issued_by(issuer)


def test_a_server_stops_and_starts_again_on_its_port(tmp_path: Path) -> None:
    first = start(world(), Clock(TODAY), CREDENTIALS, Faults(), tmp_path, 0)
    with pytest.raises(RuntimeError):
        start(world(), Clock(TODAY), CREDENTIALS, Faults(), tmp_path, first.port)
    first.stop()
    second = start(world(), Clock(TODAY), CREDENTIALS, Faults(), tmp_path, first.port)
    assert second.endpoint == f"localhost:{first.port}"
    second.stop()


def test_methods_that_are_not_served_are_unimplemented(ads: Ads) -> None:
    service = ads.service("CampaignService")
    assert ads.refused(lambda: service.mutate_campaigns(customer_id=USD, operations=[])) == ("UNIMPLEMENTED", "")


def test_secrets_do_not_show() -> None:
    assert not [secret for secret in ("developer'", "secret'", TOKENS[USD]) if secret in repr(CREDENTIALS)]
