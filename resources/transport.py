"""Which connections leave this machine in plain text: a rule over the configured addresses, none of which it shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

Plaintext = Literal["postgres", "s3", "platforms", "webhook", "mail"]
ENCRYPTED_MODES = frozenset({"require", "verify-ca", "verify-full"})
"""Values of sslmode with which PostgreSQL never falls back to plain text. Of these only the last two prove who answers:
https://www.postgresql.org/docs/current/libpq-ssl.html"""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name alone: 127.0.0.0/8, ::1, localhost."""
    if host.lower() == "localhost":
        return True
    try:
        address = ip_address(host)
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback
    except ValueError:
        return False


def is_plain_postgres(url: str) -> bool:
    """Whether a connection string (`postgresql://` or `postgresql+driver://`) leads to another machine unencrypted.

    It is read as the PostgreSQL client reads it: what it leaves out comes from PGHOST, PGSSLMODE and the like. One that
    the client cannot read counts as plain, and so does a `service`, which may add any address from a file of its own,
    unless the string itself says otherwise. Unix sockets are this machine.
    """
    scheme, _, rest = url.partition("://")
    try:
        given = conninfo_to_dict(f"{scheme.partition('+')[0]}://{rest}")
    except psycopg.ProgrammingError:
        return True
    found = {option.keyword.decode(): option.val.decode() for option in Conninfo.get_defaults() if option.val} | given
    if "service" in found:
        return given.get("sslmode") not in ENCRYPTED_MODES
    hosts = [host for name in ("host", "hostaddr") for host in str(found.get(name) or "").split(",") if host]
    is_local = all(host.startswith(("/", "@")) or is_loopback(host) for host in hosts)
    return not is_local and found.get("sslmode") not in ENCRYPTED_MODES


def is_plain_http(url: str) -> bool:
    """Whether a web address leads to another machine unencrypted."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() != "https" and not is_loopback(parts.hostname or "")
    except ValueError:
        return True


_POSTGRES = "an address with sslmode=verify-full (verify-ca, require)"
_HTTPS = "an address that begins with https://"
_RULES: Mapping[str, tuple[Plaintext, Callable[[str], bool], str]] = {
    **dict.fromkeys(
        ("database_url", "database_owner_url", "dagster_database_url"), ("postgres", is_plain_postgres, _POSTGRES)
    ),
    "s3_endpoint_url": ("s3", is_plain_http, _HTTPS),
    **dict.fromkeys(
        (
            "meta_graph_url",
            "shopee_api_url",
            "google_oauth_token_url",
            "naver_api_url",
            "clickbank_api_url",
            "clickbank_feed_url",
            "ecb_rates_url",
        ),
        ("platforms", is_plain_http, _HTTPS),
    ),
    "alert_webhook_url": ("webhook", is_plain_http, _HTTPS),
}
ADDRESSES = tuple(_RULES)
"""Settings with an address to connect to. Google's API is not among them, which is spoken over TLS only; nor is mail,
where the server is asked for STARTTLS."""


def refusals(addresses: Mapping[str, str], allowed: Collection[Plaintext]) -> list[str]:
    """What is said of addresses, by setting, that lead to another machine in plain text and are not `allowed` to."""
    return [
        f"{name.upper()} leads to another machine in plain text; expected {expected}, or, where the network between "
        f"is private, ADWAREHOUSE_ALLOW_PLAINTEXT={kind}"
        for name, address in addresses.items()
        for kind, is_plain, expected in [_RULES[name]]
        if kind not in allowed and is_plain(address)
    ]
