"""Every mart, in the order in which they are recomputed: each after what it is made of."""

from __future__ import annotations

from resources.warehouse.marts.campaigns import CAMPAIGNS
from resources.warehouse.marts.market import MARKET
from resources.warehouse.marts.mart import Mart
from resources.warehouse.marts.money import MONEY
from resources.warehouse.marts.shop import SHOP

ACCOUNT_CHANNEL_DAILY = Mart(
    "account_channel_daily",
    "Sums an account, channel and day in native currency: the base of every rollup, never archived.",
    key=("ad_account_id", "date", "channel_id", "currency"),
    scope="account_days",
    scope_columns=("ad_account_id", "date"),
    sources=("warehouse/campaign_metrics",),
)
CHANNEL_PERFORMANCE = Mart(
    "channel_performance",
    "What a user's accounts spent and earned a channel and day, in the reporting currency, and how complete that is.",
    key=("user_id", "date", "channel_id"),
    scope="user_days",
    scope_columns=("user_id", "date"),
    sources=("marts/account_channel_daily", "warehouse/fx_rates"),
    confirmed=("data_as_of",),
    parts=("user_cells", "user_rates"),
)

MARTS: tuple[Mart, ...] = (ACCOUNT_CHANNEL_DAILY, CHANNEL_PERFORMANCE, *MONEY, *SHOP, *CAMPAIGNS, *MARKET)
