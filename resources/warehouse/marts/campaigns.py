"""What campaigns did: by user and team, by month, against budgets; and what the application is told of it."""

from __future__ import annotations

from resources.warehouse.connection import Cursor
from resources.warehouse.marts.mart import Mart
from resources.warehouse.statements import statement


def _name_top_campaigns(cursor: Cursor) -> None:
    cursor.execute(statement("marts/analytics/campaign_days"))
    cursor.execute("ANALYZE campaign_days")
    cursor.execute(statement("marts/analytics/candidates"))
    cursor.execute("ANALYZE top_candidates")
    cursor.execute(statement("marts/analytics/top_campaigns"))


CAMPAIGN_METRICS_MONTHLY = Mart(
    "campaign_metrics_monthly",
    "Sums a campaign, channel and month in native currency: the aggregate that outlives the detail.",
    key=("campaign_id", "month", "channel_id", "currency"),
    scope="campaign_months",
    scope_columns=("ad_account_id", "month"),
    sources=("warehouse/campaign_metrics",),
    checks=(
        ("sums_equal_facts", "Rows and sums of every month whose facts are still here are those of its facts."),
        ("campaigns_known", "Every row has its campaign, of the account that it names."),
        ("kpis_from_sums", "Every KPI is the quotient of the row's sums, rounded to 4 decimals half away from zero."),
    ),
)
ANALYTICS = Mart(
    "analytics",
    "What the accounts of a user or team spent and brought a day, ISO week and month, in the reporting currency.",
    key=("scope", "owner_id", "type", "date"),
    scope="owner_periods",
    scope_columns=("scope", "owner_id", "type", "date"),
    sources=("marts/account_channel_daily", "warehouse/campaign_metrics", "warehouse/fx_rates"),
    confirmed=("data_as_of",),
    parts=("period_rates", "period_sums", "period_completeness"),
    refine=_name_top_campaigns,
    checks=(
        ("owners_known", "Every row is of a user or a team that exists."),
        ("days_equal_channel_performance", "A user's day spends and brings what its channels do together."),
        ("days_add_up", "Every week and month whose days all have their row is the sum of them."),
        ("rates_known", "Nothing is left without its exchange rate."),
    ),
)
BUDGET_STATUS = Mart(
    "budget_status",
    "What is spent of a budget, whether that is more than an even pace, and when it will be exhausted.",
    key=("budget_id",),
    scope="budgets_due",
    scope_columns=("budget_id",),
    sources=("marts/account_channel_daily", "warehouse/campaign_metrics", "warehouse/fx_rates"),
    checks=(
        ("budgets_known", "Every budget has its status, every status its budget, with the same terms."),
        ("amounts_add_up", "Remaining, percentage, pace and alert follow from what is spent."),
        ("rates_known", "Nothing is left without its exchange rate."),
    ),
)

CAMPAIGNS: tuple[Mart, ...] = (CAMPAIGN_METRICS_MONTHLY, ANALYTICS, BUDGET_STATUS)

WRITE_BACKS = ("budgets", "campaign_publications", "campaigns", "products")
"""Columns of the application's tables that the pipeline keeps: `sql/marts/write_back/<table>.sql`, after the marts."""
