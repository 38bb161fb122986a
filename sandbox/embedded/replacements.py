"""Which parts the environment replaces. All of a service or nothing: a half would mix real and played data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resources.errors import ConfigurationError


@dataclass(frozen=True)
class Service:
    """Variables that only make sense together: the addresses replace it, the credentials belong to them."""

    addresses: tuple[str, ...]
    credentials: tuple[str, ...] = ()


POSTGRESQL, OBJECT_STORE, PLATFORMS = "postgresql", "object store", "platforms"
SERVICES = {
    POSTGRESQL: (Service(("DATABASE_URL", "DATABASE_OWNER_URL")), Service(("DAGSTER_DATABASE_URL",))),
    OBJECT_STORE: (Service(("S3_ENDPOINT_URL",), ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),),
    PLATFORMS: (
        Service(
            (
                "META_GRAPH_URL",
                "GOOGLE_ADS_ENDPOINT",
                "GOOGLE_OAUTH_TOKEN_URL",
                "NAVER_API_URL",
                "CLICKBANK_API_URL",
                "CLICKBANK_FEED_URL",
                "SHOPEE_API_URL",
                "ECB_RATES_URL",
            ),
            (
                "META_APP_ID",
                "META_APP_SECRET",
                "GOOGLE_ADS_CA_FILE",
                "GOOGLE_ADS_DEVELOPER_TOKEN",
                "GOOGLE_ADS_LOGIN_CUSTOMER_ID",
                "GOOGLE_OAUTH_CLIENT_ID",
                "GOOGLE_OAUTH_CLIENT_SECRET",
                "SHOPEE_PARTNER_ID",
                "SHOPEE_PARTNER_KEY",
            ),
        ),
    ),
}


def replaces(environ: Mapping[str, str], part: str) -> bool:
    """The environment has every address that this part would serve."""
    return all(environ.get(name) for service in SERVICES[part] for name in service.addresses)


def check(environ: Mapping[str, str]) -> None:
    """Raises ConfigurationError for a service that is replaced by half, with the variables that are missing."""
    for part, services in SERVICES.items():
        for service in services:
            given = [name for name in (*service.addresses, *service.credentials) if environ.get(name)]
            missing = [name for name in service.addresses if not environ.get(name)]
            if given and missing:
                raise ConfigurationError(
                    f"{_listed(given)} set without {_listed(missing)}; set {_listed(missing)} too for your own "
                    f"{part}, or unset {_listed(given)} for the embedded one"
                )


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
