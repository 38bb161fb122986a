"""Configuration from the environment, then `.env`, then what the embedded stack wrote for itself."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from resources import secret_files
from resources.clock import Clock
from resources.errors import ConfigurationError
from resources.transport import ADDRESSES, Plaintext, refusals

PREFIX = "ADWAREHOUSE_"
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+[^/\s]$")]
PostgresUrl = Annotated[SecretStr, Field(description="postgresql://user:password@host:port/database")]
Severity = Literal["info", "warning", "error"]
LIMIT = re.compile(r"([a-z_]+)\s*=\s*(\d{1,4})")
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
MAIL_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@[\w-]+(\.[\w-]+)*")
"""Without quotes, comments and brackets: about some of those the standard library's parser of headers breaks."""
READ_BY_DAGSTER = "DAGSTER_DATABASE_URL"
"""Dagster takes it from the environment itself, and from nowhere else."""
SMTP_ADDRESS = "smtp://user:password@host:587 or smtps://user:password@host:465"


class Settings(BaseModel):
    """Every setting of the product; `.env.example` explains each. Secrets never show in repr."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    adwarehouse_home: Path = Path(".adwarehouse")
    adwarehouse_today: str | None = None
    adwarehouse_encryption_keys: SecretStr | None = None
    adwarehouse_failpoint: str | None = None
    adwarehouse_allow_plaintext: frozenset[Plaintext] = frozenset()

    database_url: PostgresUrl | None = None
    database_owner_url: PostgresUrl | None = None
    dagster_database_url: PostgresUrl | None = None

    s3_endpoint_url: HttpUrl | None = None
    s3_bucket: str = "adwarehouse"
    aws_access_key_id: str | None = None
    aws_secret_access_key: SecretStr | None = None
    aws_region: str = "us-east-1"

    meta_graph_url: HttpUrl = "https://graph.facebook.com"
    meta_app_id: str | None = None
    meta_app_secret: SecretStr | None = None
    meta_api_version: Annotated[str, StringConstraints(pattern=r"^v\d+\.\d+$")] = "v26.0"
    shopee_api_url: HttpUrl = "https://partner.shopeemobile.com"
    shopee_partner_id: Annotated[int, Field(gt=0)] | None = None
    shopee_partner_key: SecretStr | None = None
    google_ads_endpoint: Annotated[str, StringConstraints(pattern=r"^[\w.-]+(:\d+)?$")] = "googleads.googleapis.com"
    google_ads_api_version: Annotated[str, StringConstraints(pattern=r"^v\d+$")] = "v26"
    google_ads_developer_token: SecretStr | None = None
    google_ads_login_customer_id: Annotated[str, StringConstraints(pattern=r"^\d{10}$")] | None = None
    google_oauth_token_url: HttpUrl = "https://oauth2.googleapis.com/token"  # noqa: S105
    google_oauth_client_id: str | None = None
    google_oauth_client_secret: SecretStr | None = None
    google_ads_ca_file: Path | None = None
    naver_api_url: HttpUrl = "https://api.searchad.naver.com"
    clickbank_api_url: HttpUrl = "https://api.clickbank.com"
    clickbank_feed_url: HttpUrl = "https://accounts.clickbank.com/feeds/marketplace_feed_v2.xml.zip"
    ecb_rates_url: HttpUrl = "https://www.ecb.europa.eu/stats/eurofxref"

    alert_webhook_url: SecretStr | None = None
    alert_email_to: tuple[str, ...] = ()
    alert_email_from: str | None = None
    smtp_url: SecretStr | None = None
    alert_min_severity: Severity = "warning"
    dagster_ui_url: HttpUrl = "http://127.0.0.1:3000"
    landing_days: Annotated[int, Field(ge=1)] = 90
    query_memory_mb: Annotated[int, Field(ge=128)] = 1024
    query_threads: Annotated[int, Field(ge=1)] = 2
    backup_days: Annotated[int, Field(ge=1)] = 30
    retention_months: dict[str, Annotated[int, Field(ge=1, le=1200)]] = {}
    pg_bin: Path | None = None

    @field_validator("database_url", "database_owner_url", "dagster_database_url")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgresql+")):
            raise ValueError("expected postgresql://user:password@host:port/database")
        return value

    @field_validator("adwarehouse_today")
    @classmethod
    def _is_business_time(cls, value: str | None) -> str | None:
        try:
            Clock.parse(value)
        except ConfigurationError as error:
            raise ValueError(str(error)) from None
        return value

    @field_validator("alert_email_to", "adwarehouse_allow_plaintext", mode="before")
    @classmethod
    def _at_commas(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("retention_months", mode="before")
    @classmethod
    def _are_limits(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [LIMIT.fullmatch(part.strip()) for part in value.split(",") if part.strip()]
        limits = {pair[1]: int(pair[2]) for pair in pairs if pair}
        if len(limits) != len(pairs):
            raise ValueError(
                "expected each table once with its number of months, 1 at least: "
                "campaign_metrics=24,campaign_metrics_hourly=3"
            )
        return limits

    @field_validator("alert_email_to", "alert_email_from")
    @classmethod
    def _are_mail_addresses(cls, value: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        if not all(MAIL_ADDRESS.fullmatch(each) for each in ((value,) if isinstance(value, str) else value or ())):
            raise ValueError("expected addresses such as name@example.com")
        return value

    @field_validator("alert_webhook_url")
    @classmethod
    def _is_http(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"https?://\S+", value.get_secret_value()):
            raise ValueError("expected an address that begins with https:// or http://")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, value: SecretStr | None) -> SecretStr | None:
        try:
            parts = urlsplit(value.get_secret_value()) if value else None
            is_good = parts is None or (
                parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0 and parts.path in ("", "/")
            )
        except ValueError:
            is_good = False
        if not is_good:
            raise ValueError(f"expected {SMTP_ADDRESS}; special characters of the password are written as %XX")
        return value

    @model_validator(mode="after")
    def _can_send_mail(self) -> Self:
        needed = {"ALERT_EMAIL_FROM": self.alert_email_from, "SMTP_URL": self.smtp_url}
        missing = [name for name, value in needed.items() if value is None]
        if len(missing) == 1 or (missing and self.alert_email_to):
            raise ValueError(f"ALERT_EMAIL_TO, ALERT_EMAIL_FROM and SMTP_URL go together; {missing[0]} is not set")
        return self

    @model_validator(mode="after")
    def _is_encrypted(self) -> Self:
        addresses = {name: _plainly(getattr(self, name)) for name in ADDRESSES if getattr(self, name)}
        plain = refusals(addresses, self.adwarehouse_allow_plaintext)
        if plain:
            raise ValueError("; ".join(plain))
        return self

    @property
    def clock(self) -> Clock:
        """Business time as configured."""
        return Clock.parse(self.adwarehouse_today)

    def require(self, name: str) -> str:
        """The plain value of a setting that this action cannot do without.

        Raises:
            ConfigurationError: it is not set.
        """
        value = getattr(self, name)
        if value is None:
            raise ConfigurationError(
                f"{name.upper()} is not set; set it, or start the embedded stack with `adwarehouse up`"
            )
        return _plainly(value)


def _plainly(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_is_secret, get_args(annotation)))


SECRETS = frozenset(name.upper() for name, field in Settings.model_fields.items() if _is_secret(field.annotation))
"""Settings that may come from a file instead: see resources/secret_files.py."""


def near_environment(dotenv: Path = Path(".env")) -> dict[str, str]:
    """What is set in the environment or else in `.env`, secrets from files included.

    Raises:
        ConfigurationError: a secret's file cannot be used.
    """
    near = {**{k: v for k, v in dotenv_values(dotenv).items() if v}, **{k: v for k, v in os.environ.items() if v}}
    if near.get(READ_BY_DAGSTER + secret_files.SUFFIX):
        raise ConfigurationError(
            f"{READ_BY_DAGSTER}{secret_files.SUFFIX} is set; expected {READ_BY_DAGSTER} itself, which Dagster reads "
            "from the environment only"
        )
    return secret_files.resolved(near, SECRETS)


def embedded_environment(home: Path) -> dict[str, str]:
    """What a running embedded stack wrote to `<home>/stack.env`; empty when there is none."""
    return {key: value for key, value in dotenv_values(home / "stack.env").items() if value}


def load_settings(dotenv: Path = Path(".env")) -> Settings:
    """Read, merge and validate the configuration. Nearer sources win: environment, `.env`, embedded stack.

    Raises:
        ConfigurationError: names each bad or unknown setting and what was expected, never its value.
    """
    near = near_environment(dotenv)
    home = Path(near.get("ADWAREHOUSE_HOME", ".adwarehouse"))
    merged = {**embedded_environment(home), **near}
    unknown = sorted(k for k in merged if k.startswith(PREFIX) and k.lower() not in Settings.model_fields)
    if unknown:
        known = ", ".join(sorted(k.upper() for k in Settings.model_fields if k.upper().startswith(PREFIX)))
        raise ConfigurationError(f"unknown setting {', '.join(unknown)}; expected one of {known}")
    try:
        return Settings.model_validate({k.lower(): v for k, v in merged.items() if k.lower() in Settings.model_fields})
    except ValidationError as error:
        problems = "; ".join(
            ": ".join([*(str(name).upper() for name in e["loc"][:1]), e["msg"]]) for e in error.errors()
        )
        raise ConfigurationError(f"configuration is not valid: {problems}") from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process's configuration, read once."""
    return load_settings()
