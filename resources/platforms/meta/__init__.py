"""Meta Ads (Marketing API)."""

from resources.platforms.base import Platform
from resources.platforms.meta.client import PLATFORM, connect
from resources.platforms.meta.streams import STREAMS

META = Platform(
    name=PLATFORM,
    aliases=("facebook", "facebook_ads", "meta_ads"),
    streams=STREAMS,
    connect=connect,
)
