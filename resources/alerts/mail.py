"""A notice by e-mail: plain text, one message a receiver, over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from resources.alerts.errors import DeliveryFailed
from resources.alerts.notice import Notice, Status
from resources.settings import MAIL_ADDRESS

SECONDS = 10.0
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class MailServer:
    """An SMTP server and the address that notices come from. `url` is a secret: see SMTP_URL in `.env.example`.

    Another machine is spoken to encrypted, or not at all; with `may_be_plain` it is, but never given the password.
    """

    url: str
    sender: str
    may_be_plain: bool = False

    def send(self, to: str, notice: Notice) -> None:
        """Tell a person.

        Raises:
            DeliveryFailed: the server cannot be used, or refuses this receiver.
        """
        if not MAIL_ADDRESS.fullmatch(to):
            raise DeliveryFailed(f"expected an address such as name@example.com, got {to!r}", resting=to)
        try:
            message = self._message(to, notice)
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            said = "; ".join(f"{code} {text!r}" for code, text in error.recipients.values())
            raise DeliveryFailed(f"the mail server refuses {to}: {said}", resting=to) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}", resting=self.url) from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, trust = str(parts.hostname), ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=trust)
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
        try:
            server.ehlo()
            is_private = parts.scheme == "smtps" or host in THIS_MACHINE
            if not is_private and server.has_extn("starttls"):
                server.starttls(context=trust)
                is_private = True
            if not is_private and (parts.username or not self.may_be_plain):
                raise DeliveryFailed(
                    "the mail server offers no STARTTLS, so it is given neither password nor notice; use smtps://, or, "
                    "without a password, ADWAREHOUSE_ALLOW_PLAINTEXT=mail",
                    resting=self.url,
                )
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, to: str, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = notice.subject
        message["From"] = Address("adwarehouse", addr_spec=self.sender)
        message["To"] = to
        message["Date"] = format_datetime(notice.row["resolved_at"] or notice.row["created_at"])
        message["Message-ID"] = self._id(notice, notice.status)
        if notice.status == "resolved":
            message["In-Reply-To"] = message["References"] = self._id(notice, "open")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.text)
        return message

    def _id(self, notice: Notice, status: Status) -> str:
        """The same for every try, so that a mailbox shows a repeated delivery once."""
        domain = self.sender.rpartition("@")[2]
        return f"<alert.{notice.alert_id}.{notice.row['created_at']:%Y%m%d%H%M%S%f}.{status}@{domain}>"
