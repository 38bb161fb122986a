"""Notices by e-mail: what people read, and how the way to the mail server is kept safe."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from resources import alerts
from resources.alerts import Delivered
from resources.redaction import MASK, register_settings
from sandbox.embedded.home import free_port
from tests.receivers import Mailbox, mailbox
from tests.resources.alerts.conftest import Desk, Office

pytestmark = pytest.mark.database
ELSEWHERE = "127.0.0.2"
"""Another address of this machine, which is as foreign to a mail client as any other host."""
FROM = {"alert_email_from": "house@example.com"}


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for an address, and the file that makes clients trust it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(*pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context, file


def fails(desk: Desk, message: str = "meta_sync: it went wrong") -> None:
    """A run fails."""
    alerts.run_failed(desk.warehouse, "meta_sync", "r-1", message, desk.now)


def test_a_mail_says_how_grave_it_is_what_happened_and_where_to_look(desk: Desk, office: Office, box: Mailbox) -> None:
    office.set(**FROM, alert_email_to="ops@example.com", smtp_url=box.url, dagster_ui_url="https://dagster.example.com")
    fails(desk, f"meta_sync: it went wrong\nin two lines {'x' * 200}")
    office.deliver()
    (message,) = box.messages
    assert (message["From"], message["To"]) == ("adwarehouse <house@example.com>", "ops@example.com")
    assert message["Subject"].startswith("[adwarehouse] ERROR: meta_sync: it went wrong in two lines xxx")
    assert len(message["Subject"]) == 120
    assert message.get_content_type() == "text/plain"
    said = message.get_content().replace("\r\n", "\n")
    assert said.startswith("meta_sync: it went wrong\nin two lines xxx")
    assert "\nkind       run_failure\n" in said
    assert "\nrun        https://dagster.example.com/runs/r-1\n" in said


def test_that_it_is_over_answers_the_first_mail(desk: Desk, office: Office, box: Mailbox) -> None:
    office.set(**FROM, alert_email_to="ops@example.com", smtp_url=box.url)
    fails(desk)
    office.deliver()
    alerts.run_recovered(desk.warehouse, "meta_sync", desk.now)
    office.deliver()
    first, over = box.messages
    assert over["Subject"] == "[adwarehouse] resolved: meta_sync: it went wrong"
    assert over["In-Reply-To"] == over["References"] == first["Message-ID"] != over["Message-ID"]
    assert "\nresolved   20" in over.get_content()


def test_one_refused_mailbox_stops_no_other_and_repeats_none(desk: Desk, office: Office, box: Mailbox) -> None:
    office.set(**FROM, alert_email_to="a@example.com, b@example.com,c@example.com", smtp_url=box.url)
    box.refused = {"b@example.com"}
    fails(desk)
    assert [office.deliver() for _ in range(2)] == [Delivered(2, 1), Delivered(0, 1)]
    assert [str(message["To"]) for message in box.messages] == ["a@example.com", "c@example.com"]
    (bad,) = [row for row in desk.rows("ops.alert_deliveries") if row["delivered_at"] is None]
    assert (bad["failures"], bad["last_error"]) == (
        2,
        "the mail server refuses b@example.com: 550 b'5.1.1 no such mailbox'",
    )


def test_a_server_that_is_not_there_is_tried_once_a_round(desk: Desk, office: Office) -> None:
    office.set(**FROM, alert_email_to="a@example.com,b@example.com", smtp_url=f"smtp://127.0.0.1:{free_port()}")
    fails(desk)
    assert office.deliver() == Delivered(0, 1)
    assert "ConnectionRefusedError" in desk.rows("ops.alert_deliveries")[0]["last_error"]


def test_a_relay_on_this_machine_may_be_signed_in_to_without_encryption(
    desk: Desk, office: Office, box: Mailbox
) -> None:
    url = box.url.replace("//", "//me%40example.com:p%2Fss%20word@")
    office.set(**FROM, alert_email_to="a@example.com", smtp_url=url)
    fails(desk)
    assert office.deliver() == Delivered(1, 0)
    assert box.logins == [("me@example.com", "p/ss word", False)]


def test_another_machine_is_spoken_to_encrypted_when_it_can(
    desk: Desk, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path, ELSEWHERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mailbox(ELSEWHERE, starttls=context) as box:
        office.set(**FROM, alert_email_to="a@example.com", smtp_url=f"smtp://me:secret@{ELSEWHERE}:{box.port}")
        fails(desk)
        assert office.deliver() == Delivered(1, 0)
    assert box.logins == [("me", "secret", True)]


def test_another_machine_without_encryption_gets_nothing_and_never_the_password(desk: Desk, office: Office) -> None:
    allowed = {"adwarehouse_allow_plaintext": "mail"}
    with mailbox(ELSEWHERE) as box:
        signing_in, plain = f"smtp://me:secret@{ELSEWHERE}:{box.port}", f"smtp://{ELSEWHERE}:{box.port}"
        fails(desk)
        for url, told in [(signing_in, {}), (signing_in, allowed), (plain, {})]:
            office.set(**FROM, **told, alert_email_to="a@example.com", smtp_url=url)
            assert office.deliver() == Delivered(0, 1)
            assert "offers no STARTTLS" in desk.rows("ops.alert_deliveries")[0]["last_error"]
        office.set(**FROM, **allowed, alert_email_to="a@example.com", smtp_url=plain)
        assert office.deliver() == Delivered(1, 0)
    assert box.logins == []


def test_smtps_is_encrypted_from_the_first_byte_and_its_certificate_is_checked(
    desk: Desk, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path, "127.0.0.1")
    fails(desk)
    with mailbox(tls=context) as box:
        office.set(**FROM, alert_email_to="a@example.com", smtp_url=f"smtps://me:secret@127.0.0.1:{box.port}")
        assert office.deliver() == Delivered(0, 1)
        assert "certificate" in desk.rows("ops.alert_deliveries")[0]["last_error"]
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert office.deliver() == Delivered(1, 0)
    assert box.logins == [("me", "secret", True)]


def test_no_error_text_holds_the_address_or_password(desk: Desk, office: Office) -> None:
    hook = f"http://127.0.0.1:{free_port()}/services/T0/B0/d8e8fca2dc0f896f"
    office.set(
        **FROM,
        alert_email_to="a@example.com",
        smtp_url=f"smtp://me:pass-word@127.0.0.1:{free_port()}",
        alert_webhook_url=hook,
    )
    register_settings(office.settings)
    fails(desk, f"could not post to {hook}")
    assert office.deliver() == Delivered(0, 2)
    texts = [row["last_error"] for row in desk.rows("ops.alert_deliveries")] + [desk.rows()[0]["message"]]
    assert not any(secret in text for text in texts for secret in ("d8e8fca2dc0f896f", "pass-word"))
    assert texts[-1] == f"could not post to {MASK}"
    assert "d8e8fca2dc0f896f" not in repr(office.settings)
