"""Google Ads (the Google Ads API over gRPC)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from resources.platforms.base import Platform
from resources.platforms.google.accounts import discover
from resources.platforms.google.errors import PLATFORM
from resources.platforms.google.streams import STREAMS

if TYPE_CHECKING:
    from resources.platforms.google.client import GoogleClient
    from resources.settings import Settings

# Else gRPC writes lines about connections to stderr; it looks once, when it is imported.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")

ROOTS = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"
"""Where gRPC looks once, before its first channel."""


def connect(settings: Settings, secret: str) -> GoogleClient:
    """A client with one OAuth refresh token.

    Google's library takes a second and 100 MB to import, so only a process that asks Google pays for it.

    Raises:
        ConfigurationError: a setting of the application is missing, or the library lacks the API version.
    """
    from resources.platforms.google.client import GoogleClient

    if settings.google_ads_ca_file:
        os.environ[ROOTS] = str(settings.google_ads_ca_file)
    return GoogleClient(settings, secret)


GOOGLE = Platform(
    name=PLATFORM,
    aliases=("google_ads", "googleads", "adwords"),
    streams=STREAMS,
    connect=connect,
    discover=discover,
)
