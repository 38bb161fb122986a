"""The page of indexes beside the documents and the catalogue, and the search that has to go around the policies."""

from __future__ import annotations

import re
import secrets
from contextlib import closing
from pathlib import Path

import pytest

from resources.warehouse import logins
from resources.warehouse.connection import Warehouse
from resources.warehouse.dictionary import SCHEMAS
from tests.conftest import Databases
from tests.schemas import fill

pytestmark = pytest.mark.database
PAGE = (Path(__file__).parents[3] / "docs" / "indexes.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (idx_\w+) \| [^|]+ \| (\w+) \| ([\w.]*) \| ([^|]+) \|$", re.MULTILINE)
SEARCH = "SELECT product_id FROM warehouse.products WHERE id IN (SELECT app.find_products(%s)) ORDER BY 1"
DOCUMENTS = {
    "001": "users_email marketing_accounts_user marketing_accounts_platform campaigns_account campaigns_platform"
    " campaigns_status campaign_metrics_campaign campaign_metrics_date campaign_metrics_campaign_date"
    " metrics_campaign_date_desc channel_performance_user channel_performance_date channel_perf_user_date insights_user"
    " insights_campaign insights_priority insights_user_unread reports_user reports_created sync_logs_account"
    " sync_logs_started budgets_user",
    "002": "users_email users_status users_tier products_clickbank_id products_category products_gravity"
    " products_commission campaigns_user_id campaigns_product_id campaigns_status campaigns_tracking_id content_user_id"
    " content_campaign_id content_type content_status content_scheduled workflows_user_id workflows_status"
    " workflows_next_run analytics_user_id analytics_campaign_id analytics_event_type analytics_created_at"
    " analytics_composite bonuses_campaign_id bonuses_is_active teams_owner_id teams_is_active team_members_team_id"
    " team_members_user_id products_search",
    "003": "products_price product_metrics_product_id product_metrics_timestamp revenue_daily_date payments_user_id"
    " payments_status subscriptions_user_id page_views_timestamp conversions_timestamp user_behavior_product_id"
    " country_metrics_country",
    "004": "products_user_id campaigns_user_id campaigns_product_id campaigns_status product_images_product_id"
    " creatives_campaign_id campaign_drafts_campaign_id campaigns_created_at campaign_drafts_expires_at"
    " ai_generations_created_at campaigns_audience_config campaigns_platform_config products_metadata",
}


def section(document: str) -> str:
    found = re.search(rf"^## Document {document},.*?(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group()


def in_catalogue(warehouse: Warehouse) -> set[str]:
    rows = warehouse.fetch("dictionary/indexes", {"schemas": list(SCHEMAS)})
    return {f"{row['relation'].split('.')[0]}.{row['name']}" for row in rows}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_index_of_a_document_is_on_the_page_once_with_its_plan(document: str) -> None:
    rows = ROW.findall(section(document))
    assert [name for name, *_ in rows] == [f"idx_{name}" for name in DOCUMENTS[document].split()]
    assert {what for _, what, *_ in rows} <= {"kept", "replaced", "dropped"}
    assert [name for name, what, here, _ in rows if (what == "dropped") != (here == "")] == []


def test_every_index_that_the_page_names_is_in_the_catalogue(warehouse: Warehouse) -> None:
    named = set(re.findall(r"\b(?:app|warehouse|marts|ops)\.\w+_(?:idx|key|pkey)\b", PAGE))
    assert len(named) > 100
    assert named - in_catalogue(warehouse) == set()


def test_no_index_of_the_application_and_of_products_is_without_its_reason(warehouse: Warehouse) -> None:
    ours = {
        name
        for name in in_catalogue(warehouse)
        if name.startswith(("app.", "warehouse.products_")) and not name.endswith("_pkey")
    }
    assert {name for name in ours if name not in PAGE} == set()


def test_a_dropped_index_is_not_there_under_its_own_name(warehouse: Warehouse) -> None:
    found = {name.split(".")[1] for name in in_catalogue(warehouse) if name.startswith("app.")}
    dropped = {name.removeprefix("idx_") for name, what, *_ in ROW.findall(PAGE) if what == "dropped"}
    assert {name for name in dropped if f"{name}_idx" in found} == set()


def test_a_search_finds_words_in_any_form_and_nobody_elses_products(databases: Databases, owner: Warehouse) -> None:
    fill(databases.owner_url)
    owner.connection.execute(
        "INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
        " VALUES ('shopee', '8', 'Other', 'SGD', 'UTC'), ('clickbank', 'marketplace', 'Public', 'USD', 'UTC')"
    )
    owner.connection.execute(
        "INSERT INTO warehouse.products (ad_account_id, product_id, platform, title, description, status,"
        " platform_status, currency, batch_id, fetched_at) SELECT id, 'of ' || account_id, platform, 'A running lamp',"
        " 'for gardens', 'active', '', currency, 1, now() FROM warehouse.ad_accounts"
    )
    name, password = f"searcher_{secrets.token_hex(4)}", secrets.token_hex()
    logins.add(owner, name, "ann@example.com", password)
    try:
        with closing(Warehouse(logins.read_only_url(databases.owner_url, name, password))) as analyst:
            found = {
                words: [row["product_id"] for row in analyst.connection.execute(SEARCH, (words,))]
                for words in ("lamps garden", "run lamp -garden", "lamp", "nothing")
            }
    finally:
        logins.remove(owner, name)
    assert found == {
        "lamps garden": ["of 7", "of marketplace"],
        "run lamp -garden": [],
        "lamp": ["701", "of 7", "of marketplace"],
        "nothing": [],
    }
