"""Shopee: the Open Platform's ads, orders and products of a shop."""

from resources.platforms.base import Platform
from resources.platforms.shopee.client import connect
from resources.platforms.shopee.consent import CONSENT
from resources.platforms.shopee.signing import PLATFORM
from resources.platforms.shopee.streams import STREAMS

SHOPEE = Platform(
    name=PLATFORM,
    aliases=("shopee_ads", "shopee_open_platform"),
    streams=STREAMS,
    connect=connect,
    consent=CONSENT,
)
