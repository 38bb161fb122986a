"""The map: every table and view, what fills it, and which column tells how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass

from resources.warehouse.marts.catalogue import MARTS

APPLICATION = "the application, `import-table`"
BROWSER = "the application, `import-localstorage`, `import-table`"
SYNC = "`sync` of"
MIGRATION = "the migrations"
REFRESH = "`refresh`, from"

LATER = "a later version writes it"
WHEN_WRONG = "nothing was wrong"
QUEUE = "a queue: empty when all is done"


@dataclass(frozen=True)
class Fed:
    """What fills a table; its column of days or moments, if any; and why it may be empty, if it may."""

    by: str
    newest: str | None = "updated_at"
    may_be_empty: str | None = None


APP = {
    "users": Fed("the application, `accounts add`, `import-table`"),
    "teams": Fed("the application, `accounts add`, `import-table`"),
    "team_members": Fed("the application, `accounts add`, `import-table`"),
    "marketing_accounts": Fed("the application, `accounts add`; tokens by `sync`"),
    "login_roles": Fed("`logins add`", may_be_empty="nobody has a login yet"),
    "campaigns": Fed(BROWSER),
    "campaign_drafts": Fed(BROWSER),
    "campaign_publications": Fed(f"{APPLICATION}; metrics by `refresh`"),
    "creatives": Fed(APPLICATION),
    "creative_assets": Fed(APPLICATION),
    "product_images": Fed(BROWSER),
    "background_versions": Fed(BROWSER),
    "ai_generations": Fed(BROWSER),
    "content": Fed(APPLICATION),
    "workflows": Fed(APPLICATION),
    "bonuses": Fed(APPLICATION),
    "products": Fed(f"{BROWSER}; sales_count by `refresh`"),
    "orders": Fed(APPLICATION),
    "payments": Fed(APPLICATION),
    "subscriptions": Fed(APPLICATION),
    "subscription_changes": Fed("a trigger on app.subscriptions", "changed_at"),
    "subscription_plans": Fed(APPLICATION),
    "user_behavior": Fed(APPLICATION, "timestamp"),
    "page_views": Fed(APPLICATION, "timestamp"),
    "conversions": Fed(APPLICATION, "timestamp"),
    "user_sessions": Fed(APPLICATION, "last_activity"),
    "ab_tests": Fed(APPLICATION),
    "ab_test_results": Fed(APPLICATION, "timestamp"),
    "api_keys": Fed(APPLICATION),
    "login_attempts": Fed(APPLICATION, "timestamp"),
    "api_logs": Fed(APPLICATION, "timestamp"),
    "security_alerts": Fed("the job raise_security_alerts", may_be_empty=WHEN_WRONG),
    "budgets": Fed(f"{APPLICATION}; spent by `refresh`"),
    "insights": Fed("nothing yet", may_be_empty=LATER),
    "reports": Fed("the application; files by nothing yet", may_be_empty=LATER),
}
WAREHOUSE = {
    "currencies": Fed(MIGRATION, None),
    "fx_rates": Fed("`rates`", "date"),
    "ad_accounts": Fed("`accounts add`, `sync`"),
    "channels": Fed(MIGRATION, None),
    "channel_map": Fed(f"{MIGRATION}, people", None),
    "campaigns": Fed(f"{SYNC} meta, google, naver, shopee, clickbank"),
    "campaign_history": Fed(f"{SYNC} meta, google, naver, shopee", "valid_from"),
    "campaign_metrics": Fed(f"{SYNC} meta, google, naver, shopee, clickbank", "date"),
    "campaign_metrics_hourly": Fed(f"{SYNC} meta, google, naver, shopee", "date"),
    "metric_revisions": Fed("`sync`, when a published figure changes", "changed_at", "no published figure changed"),
    "products": Fed(f"{SYNC} shopee, clickbank"),
    "product_metrics": Fed(f"{SYNC} shopee, clickbank", "date"),
    "orders": Fed(f"{SYNC} shopee", "order_date"),
    "order_items": Fed(f"{SYNC} shopee", "order_date"),
    "analytics_events": Fed(f"{SYNC} clickbank", "event_date"),
}
VIEWS = {
    "campaign_metrics_all": Fed("a view of warehouse.campaign_metrics and _hourly", "date"),
    "performance_data": Fed("a view of warehouse.campaign_metrics", "date"),
    "changed_numbers": Fed("a view of warehouse.metric_revisions", "changed_at", "no published figure changed"),
    "analytics_events": Fed("a view of warehouse.analytics_events", None),
}
PREDICTIONS = {"revenue_predictions": Fed("nothing yet", may_be_empty=LATER)}
OPS = {
    "runs": Fed("every command that loads", "started_at"),
    "batches": Fed("`sync`"),
    "data_sync_logs": Fed("`sync`", "started_at"),
    "stream_state": Fed("`sync`", "last_success_at"),
    "loaded_days": Fed("`sync`", "date"),
    "touched_days": Fed("`sync`, `rates`, changes of people and connections", "touched_at", QUEUE),
    "touched_records": Fed("triggers on the application's tables", "touched_at", QUEUE),
    "quarantined_rows": Fed("`sync`", may_be_empty=WHEN_WRONG),
    "archive_manifest": Fed("`archive`", may_be_empty="no month was archived"),
    "late_rows": Fed("`sync`, of archived months", "created_at", "nothing came late"),
    "backups": Fed("the daily backup", "taken_at", "backups alone fill it"),
    "alerts": Fed("the alert sensor, `alerts check`", "last_seen_at", WHEN_WRONG),
    "alert_deliveries": Fed("the alert sensor, `alerts check`", "tried_at", "no receiver, or nothing was wrong"),
    "health": Fed("`doctor`", "checked_at"),
    "schema_version": Fed(MIGRATION, None),
}
TABLES: dict[str, Fed] = {
    **{f"app.{name}": fed for name, fed in APP.items()},
    **{f"warehouse.{name}": fed for name, fed in WAREHOUSE.items()},
    **{f"marts.{mart.name}": Fed(f"{REFRESH} {', '.join(mart.sources)}") for mart in MARTS},
    **{f"marts.{name}": fed for name, fed in (PREDICTIONS | VIEWS).items()},
    **{f"ops.{name}": fed for name, fed in OPS.items()},
}
