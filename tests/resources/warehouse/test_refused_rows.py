"""A row of the application that cannot be is refused by a constraint that says why."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from resources.warehouse.connection import Warehouse
from tests.conftest import Databases
from tests.schemas import fill

pytestmark = pytest.mark.database
REFUSED = {
    "payments_refund_is_part_of_the_amount": "UPDATE app.payments SET refunded_amount = 21, refunded_at = now()",
    "payments_refund_has_its_time": "UPDATE app.payments SET refunded_amount = 1",
    "payments_chargeback_has_its_time": "UPDATE app.payments SET status = 'charged_back'",
    "payments_completed_has_its_time": "UPDATE app.payments SET completed_at = NULL",
    "subscriptions_cancelled_has_its_time": "UPDATE app.subscriptions SET status = 'cancelled'",
    "subscription_plans_price_never_changes|keeps its price": "UPDATE app.subscription_plans SET price = 1",
    "content_scheduled_has_its_time": "UPDATE app.content SET status = 'scheduled'",
    "budgets_end_not_before_start": "UPDATE app.budgets SET end_date = start_date - 1",
    "api_keys_only_the_hash_is_kept": "UPDATE app.api_keys SET key_hash = 'the key itself'",
    "campaigns_tracking_id_key": "INSERT INTO app.campaigns (user_id, name, tracking_id)"
    " SELECT user_id, 'Again', 'SPRING1' FROM app.campaigns",
    "campaign_drafts_campaign_id_key": "INSERT INTO app.campaign_drafts (campaign_id) SELECT id FROM app.campaigns",
    "product_images_primary_key": "INSERT INTO app.product_images (product_id, url, is_primary)"
    " SELECT product_id, n::text, true FROM app.product_images CROSS JOIN generate_series(1, 2) AS n",
    "users_email_key": "INSERT INTO app.users (email, name) VALUES ('Ann@Example.com', 'Ann')",
    "products_user_id_fkey": "INSERT INTO app.products (user_id, name) VALUES (gen_random_uuid(), 'Lamp')",
    'time zone "Mars" not recognized': 'UPDATE app.teams SET settings = \'{"timezone": "Mars"}\'',
    "products_refund_rate_is_a_percentage": "UPDATE warehouse.products SET refund_rate = 101",
}


def test_every_refusal_names_what_is_wrong(databases: Databases) -> None:
    fill(databases.owner_url)
    with closing(Warehouse(databases.owner_url)) as owner:
        for why, statement in REFUSED.items():
            with pytest.raises((psycopg.IntegrityError, psycopg.DataError), match=why):
                owner.connection.execute(statement.encode())
