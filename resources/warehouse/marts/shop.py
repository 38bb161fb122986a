"""What people do in the own shop: products looked at, the way to a purchase, tests of variants."""

from __future__ import annotations

from resources.warehouse.marts import ab_tests
from resources.warehouse.marts.mart import Mart

SHOP: tuple[Mart, ...] = (
    Mart(
        "product_metrics_daily",
        "Views, sales and additions to the cart of each product of the own shop, by day in the team's zone.",
        key=("team_id", "date", "product_id"),
        scope="behaviour_days",
        scope_columns=("team_id", "date"),
        sources=("app/user_behavior",),
        checks=(
            (
                "products_known",
                "Every product that was looked at is one of the team's catalogue; events carry no foreign keys.",
            ),
            ("sums_equal_actions", "By team, this mart counts what app.user_behavior holds, but for what waits."),
        ),
    ),
    Mart(
        "conversion_funnel_daily",
        "How many reached each stage on the way to a purchase, by day and source, in percent of those before them.",
        key=("team_id", "date", "source", "stage"),
        scope="funnel_days",
        scope_columns=("team_id", "date"),
        sources=("app/conversions", "app/page_views"),
        checks=(
            ("every_stage", "Each funnel has its five stages once, in their order."),
            ("sums_equal_events", "By team, this mart counts the events and page views there are, but for what waits."),
        ),
    ),
    Mart(
        "ab_test_summary",
        "What each test of two variants found: rates with intervals, uplift, whether it is significant, and who won.",
        key=("test_id",),
        scope="touched_tests",
        scope_columns=("test_id",),
        sources=("app/ab_tests", "app/ab_test_results"),
        refine=ab_tests.complete,
        checks=(("results_are_counted", "Participants are the results there are, but for tests that wait."),),
    ),
)
