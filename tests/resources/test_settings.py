"""Settings that only make sense together, and what is said about bad ones."""

from __future__ import annotations

import pytest

from resources.errors import ConfigurationError
from resources.settings import Settings, load_settings

MAIL = {"ALERT_EMAIL_FROM": "house@example.com", "SMTP_URL": "smtp://u:p%40ss@mail.example.com:587"}


def loaded(environment: pytest.MonkeyPatch, **variables: str) -> Settings:
    """The configuration with these variables set."""
    for name, value in variables.items():
        environment.setenv(name, value)
    return load_settings()


def test_without_receivers_alerts_are_kept_from_warnings_on(environment: pytest.MonkeyPatch) -> None:
    found = loaded(environment)
    assert (found.alert_webhook_url, found.alert_email_to, found.smtp_url) == (None, (), None)
    assert (found.alert_min_severity, found.dagster_ui_url) == ("warning", "http://127.0.0.1:3000")


def test_addresses_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    found = loaded(environment, **MAIL, ALERT_EMAIL_TO="a@example.com, b@example.com,")
    assert found.alert_email_to == ("a@example.com", "b@example.com")


def test_mail_may_be_set_up_for_teams_alone(environment: pytest.MonkeyPatch) -> None:
    assert loaded(environment, **MAIL).alert_email_to == ()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"ALERT_EMAIL_TO": "a@example.com"}, "ALERT_EMAIL_FROM"),
        ({"ALERT_EMAIL_FROM": "house@example.com"}, "SMTP_URL"),
        ({"SMTP_URL": "smtps://mail.example.com"}, "ALERT_EMAIL_FROM"),
        ({"ALERT_EMAIL_TO": "a@example.com", "SMTP_URL": "smtps://mail.example.com"}, "ALERT_EMAIL_FROM"),
    ],
)
def test_the_settings_of_mail_go_together(environment: pytest.MonkeyPatch, given: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=f"SMTP_URL go together; {missing} is not set"):
        loaded(environment, **given)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ALERT_WEBHOOK_URL", "hooks.example.com/T0-secret", "an address that begins with https:// or http://"),
        ("ALERT_WEBHOOK_URL", "https://hooks.example.com/T0 secret", "an address that begins with https://"),
        ("ALERT_EMAIL_TO", "a@example.com b-secret", "addresses such as name@example.com"),
        ("ALERT_EMAIL_FROM", "house-secret@example.com.", "addresses such as name@example.com"),
        ("ALERT_EMAIL_FROM", "The House <secret@example.com>", "addresses such as name@example.com"),
        ("SMTP_URL", "mail.example.com:587/secret", "smtp://user:password@host:587"),
        ("SMTP_URL", "smtp://u:secret@:587", "smtp://user:password@host:587"),
        ("SMTP_URL", "smtp://u:secret/pass@host:587", "special characters of the password are written as %XX"),
        ("SMTP_URL", "smtp://host:secret", "smtp://user:password@host:587"),
        ("ALERT_MIN_SEVERITY", "secret", "'info', 'warning' or 'error'"),
        ("DAGSTER_UI_URL", "secret", "should match pattern"),
    ],
)
def test_a_bad_value_is_named_with_what_was_expected_and_never_shown(
    environment: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        loaded(environment, **{**MAIL, name: value})
    assert name in str(refused.value)
    assert expected in str(refused.value)
    assert "secret" not in str(refused.value)


def test_secrets_do_not_show(environment: pytest.MonkeyPatch) -> None:
    shown = repr(loaded(environment, **MAIL, ALERT_WEBHOOK_URL="https://hooks.example.com/T0/"))
    assert "T0" not in shown
    assert "p%40ss" not in shown


def test_retention_is_a_number_of_months_by_table(environment: pytest.MonkeyPatch) -> None:
    found = loaded(environment, RETENTION_MONTHS="campaign_metrics=24, campaign_metrics_hourly = 3,")
    assert found.retention_months == {"campaign_metrics": 24, "campaign_metrics_hourly": 3}


@pytest.mark.parametrize(
    "value", ["campaign_metrics", "campaign_metrics=", "a=1;b=2", "a=-1", "a=1,a=2", "a=0", "a=1.5"]
)
def test_retention_of_another_form_is_refused(environment: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(ConfigurationError, match="RETENTION_MONTHS: "):
        loaded(environment, RETENTION_MONTHS=value)
