"""The application's tables, in a folder `app` of their own: columns as in schema app of the warehouse.

Ids are UUIDs as text, jsonb is JSON as text. What the warehouse numbers itself is named by its natural key: ad accounts
`meta/1001`, campaigns `meta/1001/2385...`, channels `facebook`, a marketplace's products `clickbank/marketplace/ID`.
Columns that only the pipeline writes are not here. Unlike the tables of platforms these say what is so now: a row has
no versions.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sandbox.ledger.types import INSTANT, MONEY

FOLDER = "app"
_TYPES = {
    "text": pa.string(), "money": MONEY, "instant": INSTANT,
    "day": pa.date32(), "count": pa.int64(), "flag": pa.bool_(),
}  # fmt: skip

_COLUMNS = {
    "users": "id email name company_name? country? role tier status team_id? permissions settings stripe_customer_id? "
    "is_email_verified:flag is_active:flag trial_ends_at?:instant last_login_at?:instant created_at:instant",
    "teams": "id owner_id name settings is_active:flag created_at:instant",
    "team_members": "id team_id user_id role permissions is_active:flag created_at:instant",
    "marketing_accounts": "id user_id team_id? platform account_id settings created_at:instant",
    "products": "id user_id team_id? legacy_id? source name description? brand? category? sku? url? currency "
    "price?:money base_price?:money base_cost?:money current_price?:money pricing_factors last_price_update?:instant "
    "inventory_count:count reorder_point:count utm_codes metadata settings status created_at:instant",
    "product_images": "id product_id url storage_path? file_name? alt_text? size? is_primary:flag metadata "
    "created_at:instant",
    "background_versions": "id product_image_id url storage_path? prompt? request_id? processing_time?:count metadata "
    "is_active:flag created_at:instant",
    "subscription_plans": "id team_id name price:money currency interval stripe_price_id? features created_at:instant",
    "subscriptions": "id team_id user_id? plan_id stripe_subscription_id? status current_period_start?:instant "
    "current_period_end?:instant cancelled_at?:instant created_at:instant",
    "subscription_changes": "subscription_id changed_at:instant plan_id? created_at:instant",
    "orders": "id team_id user_id? total:money currency status created_at:instant",
    "payments": "id team_id user_id? product_id? amount:money currency stripe_payment_id? status completed_at?:instant "
    "failed_at?:instant refunded_amount:money refunded_at?:instant charged_back_at?:instant created_at:instant",
    "user_behavior": "id timestamp:instant team_id user_id? product_id action created_at:instant",
    "page_views": "id timestamp:instant team_id user_id? page count:count created_at:instant",
    "conversions": "id timestamp:instant team_id user_id? stage source? created_at:instant",
    "user_sessions": "id team_id user_id? last_activity:instant created_at:instant",
    "ab_tests": "id team_id name description? variant_a variant_b metric? target_users?:count currency status "
    "created_at:instant",
    "ab_test_results": "id test_id variant converted:flag revenue?:money engagement_score?:money timestamp:instant "
    "created_at:instant",
    "campaigns": "id user_id team_id? product_id? affiliate_product_id? name platform? type? objective? funnel_type? "
    "target_segment? status budget?:money currency start_date?:day end_date?:day launched_at?:instant affiliate_link? "
    "tracking_id? channels audience_config platform_config creative_config publish_config settings created_at:instant",
    "campaign_drafts": "id campaign_id step_data auto_saved_at:instant expires_at:instant created_at:instant",
    "campaign_publications": "id campaign_id marketing_account_id platform_campaign_id status created_at:instant",
    "creatives": "id campaign_id name? format_id? format_name? width?:count height?:count elements metadata "
    "version:count is_active:flag created_at:instant",
    "creative_assets": "id creative_id type url? storage_path? content? styles position metadata created_at:instant",
    "ai_generations": "id user_id type prompt? service request_id? response_data? processing_time?:count "
    "cost_credits?:money created_at:instant",
    "content": "id user_id campaign_id? product_id? type platform? title? body metadata status published_at?:instant "
    "scheduled_for?:instant created_at:instant",
    "workflows": "id user_id name trigger_type trigger_config actions conditions status last_run_at?:instant "
    "next_run_at?:instant created_at:instant",
    "bonuses": "id campaign_id name description? file_url? delivery_method is_active:flag metadata "
    "delivered_count:count last_delivered_at?:instant created_at:instant",
    "budgets": "id user_id team_id? name total_amount:money currency period_type start_date:day end_date:day "
    "alert_threshold:money ad_account_id? channel_id? campaign_id? created_at:instant",
    "api_keys": "id user_id key_hash active:flag created_at:instant",
    "login_attempts": "id username success:flag timestamp:instant created_at:instant",
    "api_logs": "id endpoint method status_code:count timestamp:instant created_at:instant",
}
"""In the order in which they can be imported: each after what it refers to (users first without their team)."""


def _field(text: str) -> pa.Field[Any]:
    name, _, kind = text.partition(":")
    return pa.field(name.removesuffix("?"), _TYPES[kind or "text"], nullable=name.endswith("?"))


TABLES = tuple(_COLUMNS)
SCHEMAS: dict[str, pa.Schema] = {
    f"{FOLDER}/{name}": pa.schema([_field(column) for column in columns.split()]) for name, columns in _COLUMNS.items()
}
_COMPOSITE = {
    "subscription_changes": ("subscription_id", "changed_at"),
    **dict.fromkeys(("user_behavior", "page_views", "conversions"), ("id", "timestamp")),
}
KEYS: dict[str, tuple[str, ...]] = {f"{FOLDER}/{name}": _COMPOSITE.get(name, ("id",)) for name in TABLES}
