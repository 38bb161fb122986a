"""Rates in, and exactly the days that they may change into the queue."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest

from resources.fx import RatesLoaded, load_rates
from resources.warehouse.connection import Warehouse

FRIDAY = dt.date(2026, 11, 13)
RATES = pa.decimal128(24, 12)


def rates(*rows: tuple[dt.date, str, str]) -> pa.Table:
    days, quotes, values = zip(*rows, strict=True)
    return pa.table(
        {
            "date": pa.array(days, pa.date32()),
            "base": pa.array(["EUR"] * len(rows)),
            "quote": pa.array(quotes),
            "rate": pa.array([Decimal(value) for value in values], RATES),
        }
    )


class House:
    """Accounts, people and loaded days, written as the application and the publisher write them."""

    def __init__(self, owner: Warehouse) -> None:
        self.owner = owner

    def person(self, email: str, currency: str | None = None, team: UUID | None = None) -> UUID:
        settings = f'{{"reporting_currency": "{currency}"}}' if currency else "{}"
        row = self.owner.connection.execute(
            "INSERT INTO app.users (email, name, settings, team_id) VALUES (%s, 'n', %s, %s) RETURNING id",
            (email, settings, team),
        ).fetchone()
        assert row is not None
        return UUID(str(row["id"]))

    def team(self, owner: UUID, currency: str) -> UUID:
        row = self.owner.connection.execute(
            "INSERT INTO app.teams (owner_id, name, settings) VALUES (%s, 't', %s) RETURNING id",
            (owner, f'{{"reporting_currency": "{currency}"}}'),
        ).fetchone()
        assert row is not None
        return UUID(str(row["id"]))

    def account(self, name: str, currency: str, user: UUID, team: UUID | None = None) -> None:
        self.owner.connection.execute(
            "WITH account AS (INSERT INTO warehouse.ad_accounts (platform, account_id, name, currency, timezone)"
            " VALUES ('meta', %(name)s, %(name)s, %(currency)s, 'UTC') RETURNING id),"
            " days AS (INSERT INTO ops.loaded_days (ad_account_id, stream, date, fetched_at, batch_id)"
            " SELECT account.id, 'campaign_daily', day, now(), 1 FROM account,"
            " generate_series('2026-11-01'::date, '2026-11-30', '1 day') AS day)"
            " INSERT INTO app.marketing_accounts (user_id, team_id, platform, account_id, ad_account_id)"
            " SELECT %(user)s, %(team)s, 'meta', %(name)s, account.id FROM account",
            {"name": name, "currency": currency, "user": user, "team": team},
        )

    def touched(self) -> dict[str, list[dt.date]]:
        """{account: days} that are queued, each once; empties the queue."""
        rows = self.owner.connection.execute(
            "WITH taken AS (DELETE FROM ops.touched_days RETURNING *) SELECT account.account_id, taken.date"
            " FROM taken JOIN warehouse.ad_accounts AS account ON account.id = taken.ad_account_id"
            " WHERE reason = 'rate' ORDER BY 1, 2"
        ).fetchall()
        days: dict[str, list[dt.date]] = {}
        for row in rows:
            days.setdefault(row["account_id"], []).append(row["date"])
        return days


@pytest.fixture
def house(owner: Warehouse) -> House:
    return House(owner)


def week_after(day: dt.date) -> list[dt.date]:
    return [day + dt.timedelta(days=n) for n in range(8)]


def test_rates_are_inserted_then_left_alone_then_updated(warehouse: Warehouse) -> None:
    first = rates((FRIDAY, "USD", "1.1"), (FRIDAY, "KRW", "1600.123456789012"))
    assert load_rates(warehouse, first) == RatesLoaded(2, 0, 0, 0)
    assert load_rates(warehouse, first) == RatesLoaded(0, 0, 2, 0)
    assert load_rates(warehouse, rates((FRIDAY, "USD", "1.2"), (FRIDAY, "KRW", "1600.123456789012"))) == RatesLoaded(
        0, 1, 1, 0
    )
    stored = warehouse.connection.execute(
        "SELECT quote, rate, source FROM warehouse.fx_rates ORDER BY quote"
    ).fetchall()
    assert [tuple(row.values()) for row in stored] == [
        ("KRW", Decimal("1600.123456789012"), "ecb"),
        ("USD", Decimal("1.200000000000"), "ecb"),
    ]


def test_currencies_that_the_warehouse_lacks_are_named_and_skipped(warehouse: Warehouse) -> None:
    loaded = load_rates(warehouse, rates((FRIDAY, "USD", "1.1"), (FRIDAY, "QQQ", "0.58"), (FRIDAY, "USDX", "1")))
    assert loaded == RatesLoaded(1, 0, 0, 0, ("QQQ", "USDX"))
    assert str(loaded).endswith("unknown currencies skipped: QQQ, USDX")


def test_an_empty_document_changes_nothing(warehouse: Warehouse) -> None:
    assert load_rates(warehouse, rates((FRIDAY, "USD", "1")).slice(0, 0)) == RatesLoaded(0, 0, 0, 0)


def test_a_rate_touches_its_day_and_the_seven_after_of_accounts_that_convert_with_it(
    warehouse: Warehouse, house: House
) -> None:
    house.account("korean", "KRW", house.person("a@x"))
    house.account("american", "USD", house.person("b@x"))
    house.account("japanese", "JPY", house.person("c@x"))
    house.touched()
    assert load_rates(warehouse, rates((FRIDAY, "KRW", "1600"))).days_touched == 8
    assert house.touched() == {"korean": week_after(FRIDAY)}


def test_the_dollar_touches_everything_that_is_reported_in_dollars_but_not_dollars_themselves(
    warehouse: Warehouse, house: House
) -> None:
    house.account("korean", "KRW", house.person("a@x"))
    house.account("american", "USD", house.person("b@x"))
    house.account("german", "EUR", house.person("c@x"))
    house.account("dane", "DKK", house.person("d@x", "DKK"))
    house.touched()
    load_rates(warehouse, rates((FRIDAY, "USD", "1.1")))
    assert house.touched() == {"german": week_after(FRIDAY), "korean": week_after(FRIDAY)}


def test_the_reporting_currency_is_the_persons_then_the_default_teams(warehouse: Warehouse, house: House) -> None:
    boss = house.person("boss@x", "USD")
    team = house.team(boss, "JPY")
    house.account("own", "USD", house.person("a@x", "JPY"))
    house.account("of the team", "USD", house.person("b@x", team=team))
    house.account("bosses", "USD", boss)
    house.touched()
    load_rates(warehouse, rates((FRIDAY, "JPY", "170")))
    assert house.touched() == {"of the team": week_after(FRIDAY), "own": week_after(FRIDAY)}


def test_a_team_member_who_reports_in_another_currency_counts(warehouse: Warehouse, house: House) -> None:
    boss, colleague = house.person("boss@x"), house.person("colleague@x", "GBP")
    team = house.team(boss, "USD")
    house.account("shared", "USD", boss, team)
    house.owner.connection.execute("INSERT INTO app.team_members (team_id, user_id) VALUES (%s, %s)", (team, colleague))
    house.touched()
    load_rates(warehouse, rates((FRIDAY, "GBP", "0.85")))
    assert house.touched() == {"shared": week_after(FRIDAY)}


def test_only_loaded_days_are_touched_and_a_second_load_touches_none(warehouse: Warehouse, house: House) -> None:
    house.account("korean", "KRW", house.person("a@x"))
    house.touched()
    late = rates((dt.date(2026, 11, 27), "KRW", "1600"), (dt.date(2025, 1, 2), "KRW", "1500"))
    load_rates(warehouse, late)
    assert house.touched() == {"korean": week_after(dt.date(2026, 11, 27))[:4]}
    load_rates(warehouse, late)
    assert house.touched() == {}
