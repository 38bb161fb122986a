"""Naver: the Search Ad API's campaigns and statistics of a customer."""

from resources.platforms.base import Platform
from resources.platforms.naver.client import connect
from resources.platforms.naver.signing import PLATFORM
from resources.platforms.naver.streams import STREAMS

NAVER = Platform(
    name=PLATFORM,
    aliases=("naver_ads", "naver_search_ads", "naver_searchad"),
    streams=STREAMS,
    connect=connect,
)
