"""The platforms that can be read."""

from __future__ import annotations

from resources.errors import ConfigurationError
from resources.platforms.base import Platform
from resources.platforms.clickbank import CLICKBANK
from resources.platforms.google import GOOGLE
from resources.platforms.meta import META
from resources.platforms.naver import NAVER
from resources.platforms.shopee import SHOPEE

REGISTRY: dict[str, Platform] = {each.name: each for each in (META, GOOGLE, NAVER, CLICKBANK, SHOPEE)}


def platform(name: str) -> Platform:
    """The platform of that name or alias, in any case. Raises ConfigurationError for an unknown one."""
    for each in REGISTRY.values():
        if name.lower() in (each.name, *each.aliases):
            return each
    raise ConfigurationError(f"unknown platform {name!r}; expected one of {', '.join(REGISTRY)}")
