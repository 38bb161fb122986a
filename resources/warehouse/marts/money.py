"""Money really taken, and paid again and again: own shops, marketplaces' orders, affiliates' earnings."""

from __future__ import annotations

from resources.warehouse.marts.mart import Mart

_TAKEN = (
    "app/payments",
    "app/orders",
    "warehouse/orders",
    "warehouse/analytics_events",
)
_ADDS_UP = (
    "sums_equal_revenue_daily",
    "By team, day, source and currency this mart adds up to revenue_daily, to the last digit.",
)

MONEY: tuple[Mart, ...] = (
    Mart(
        "revenue_daily",
        "Money that a team really took a day, by source and currency; what went back counts on its own day.",
        key=("team_id", "date", "source", "currency"),
        scope="touched_money",
        scope_columns=("team_id", "date", "source"),
        sources=(*_TAKEN, "warehouse/fx_rates"),
        checks=(
            (
                "sums_equal_sources",
                "By team, day, source and currency, revenue and orders are those of payments, orders and events, to "
                "the last digit, but for what waits and what is archived.",
            ),
            ("exchange_rates", "All money could be converted. Where a rate is missing, missing_rates names it."),
            ("teams_known", "Every team is one of the application's."),
        ),
    ),
    Mart(
        "revenue_breakdown",
        "Money that a team really took a day, by product and category, and the part of it that no product has.",
        key=("team_id", "date", "source", "currency", "product_key"),
        scope="money_days",
        scope_columns=("team_id", "date", "source"),
        sources=(*_TAKEN, "app/products", "warehouse/products"),
        checks=(_ADDS_UP,),
    ),
    Mart(
        "country_metrics",
        "Money that a team really took a day, and purchases, by the buyers' country.",
        key=("team_id", "country", "date", "source", "currency"),
        scope="money_days",
        scope_columns=("team_id", "date", "source"),
        sources=(*_TAKEN, "app/users"),
        checks=(_ADDS_UP,),
    ),
    Mart(
        "subscription_mrr_daily",
        "Monthly recurring revenue of the own shop at each day's end, and what moved it.",
        key=("team_id", "date", "currency"),
        scope="subscription_days",
        scope_columns=("team_id", "date"),
        sources=("app/subscription_changes", "app/subscription_plans"),
        checks=(
            ("every_day", "A day follows each day up to the last one, and opens with what that day closed with."),
            (
                "last_day_equals_plans",
                "On its last day a team's revenue is the prices of the plans that are paid then, but for what waits.",
            ),
        ),
    ),
    Mart(
        "ai_costs_daily",
        "What generating pictures and texts cost a user a day, by service and type.",
        key=("user_id", "date", "service", "type"),
        scope="generation_days",
        scope_columns=("user_id", "date"),
        sources=("app/ai_generations",),
        checks=(
            ("sums_equal_generations", "By user, service and type, this mart counts the generations that there are."),
            ("users_known", "Every user is one of the application's."),
        ),
    ),
)
