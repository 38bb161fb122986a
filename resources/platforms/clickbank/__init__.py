"""ClickBank: what an account earns as vendor and affiliate, and the public marketplace."""

from resources.platforms.base import Platform
from resources.platforms.clickbank.client import ClickBankClient, connect
from resources.platforms.clickbank.network import PLATFORM
from resources.platforms.clickbank.streams import STREAMS

CLICKBANK = Platform(
    name=PLATFORM,
    aliases=("click_bank", "cb"),
    streams=STREAMS,
    connect=connect,
    discover=ClickBankClient.accounts,
)
