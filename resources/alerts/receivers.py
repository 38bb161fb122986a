"""Who hears of an alert: the operators as the environment names them, a team as its settings do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from resources.alerts.errors import DeliveryFailed
from resources.alerts.mail import MailServer
from resources.alerts.notice import Notice
from resources.alerts.webhook import post
from resources.redaction import register
from resources.settings import Settings, Severity
from resources.transport import is_plain_http

RANK: dict[Severity, int] = {"info": 0, "warning": 1, "error": 2}
NO_MAIL = "no mail server"
PLAIN_WEBHOOK = "a webhook in plain text"


class Wishes(BaseModel):
    """What operators or a team want to hear, and where: `alerts` in app.teams.settings."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    webhook_url: SecretStr | None = None
    email_to: tuple[str, ...] = ()
    min_severity: Severity = "warning"


@dataclass(frozen=True)
class Receiver:
    """One way to tell somebody. `name` is as in ops.alert_deliveries; it rests while one of its `endpoints` does."""

    name: str
    endpoints: frozenset[str]
    tell: Callable[[Notice], None]


@dataclass(frozen=True)
class Directory:
    """The receivers of every alert."""

    operators: Wishes
    mail: MailServer | None
    webhooks_may_be_plain: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Directory:
        """As configured. Teams' receivers are in the rows that `receivers` is given."""
        url, sender = settings.smtp_url, settings.alert_email_from
        operators = Wishes(
            webhook_url=settings.alert_webhook_url,
            email_to=settings.alert_email_to,
            min_severity=settings.alert_min_severity,
        )
        may_be_plain = "mail" in settings.adwarehouse_allow_plaintext
        mail = MailServer(url.get_secret_value(), sender, may_be_plain) if url and sender else None
        return cls(operators, mail, "webhook" in settings.adwarehouse_allow_plaintext)

    def receivers(self, row: Mapping[str, Any]) -> Iterator[Receiver]:
        """Those of one row of `sql/alerts/notices.sql` that want to hear of its severity."""
        wishes = self.operators
        if row["team_id"]:
            if not row["team_listens"]:
                return
            try:
                wishes = Wishes.model_validate(row["team_settings"])
            except ValidationError as error:
                yield _unreadable(error)
                return
        if RANK[row["severity"]] >= RANK[wishes.min_severity]:
            yield from self._of(wishes)

    def _of(self, wishes: Wishes) -> Iterator[Receiver]:
        if wishes.webhook_url:
            url = wishes.webhook_url.get_secret_value()
            register(url)
            tell = _plain_webhook if is_plain_http(url) and not self.webhooks_may_be_plain else partial(post, url)
            yield Receiver("webhook", frozenset({url}), tell)
        for address in wishes.email_to:
            if self.mail:
                yield Receiver(address, frozenset({address, self.mail.url}), partial(self.mail.send, address))
            else:
                yield Receiver(address, frozenset({NO_MAIL}), _no_mail)


def _unreadable(error: ValidationError) -> Receiver:
    where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())

    def refuse(_: Notice) -> None:
        raise DeliveryFailed(f"alerts in the team's settings cannot be read: {where}", resting="settings")

    return Receiver("settings", frozenset(), refuse)


def _plain_webhook(_: Notice) -> None:
    raise DeliveryFailed("expected a webhook's address that begins with https://, got another", resting=PLAIN_WEBHOOK)


def _no_mail(_: Notice) -> None:
    raise DeliveryFailed("SMTP_URL and ALERT_EMAIL_FROM are not set", resting=NO_MAIL)
