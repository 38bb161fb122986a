"""The European Central Bank's whole history of reference rates, through its own files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from bench.real_data.world import Expectation, played, sync
from resources import ecb, fx
from resources.windows import Window
from sandbox.ledger import Ledger
from sandbox.ledger.tables import ACCOUNTS, CAMPAIGNS, METRICS, RATES

FILES = ("eurofxref-hist.zip",)
LAST_DAY = dt.date(2026, 10, 30)
LAST_RATES = {"USD": "1.1172", "KRW": "1491.76", "SGD": "1.4282", "THB": "37.683"}
FRIDAY, SUNDAY = dt.date(2026, 10, 23), dt.date(2026, 10, 25)
SPEND = Decimal(1_000_000)


def play(folder: Path, environment: Mapping[str, str]) -> Iterator[Expectation]:
    """Load all rates; then a Sunday's won, which must be converted at Friday's rates."""
    history = ecb.parse_history((folder / FILES[0]).read_bytes())
    with played(_ledger(history), environment, LAST_DAY) as context:
        loaded = fx.load_rates(context.warehouse, ecb.history(context.settings.ecb_rates_url))
        yield Expectation("rates loaded", history.num_rows, loaded.inserted)
        last = context.warehouse.connection.execute(
            "SELECT quote, rate FROM warehouse.fx_rates WHERE date = %s AND quote = ANY (%s)",
            (LAST_DAY, list(LAST_RATES)),
        ).fetchall()
        yield Expectation(
            f"rates of {LAST_DAY}",
            {name: Decimal(rate) for name, rate in LAST_RATES.items()},
            {row["quote"]: row["rate"].normalize() for row in last},
        )
        sync(context, "meta", "1999", Window.closed(SUNDAY, SUNDAY), "campaign_daily")
        friday = {
            row["quote"]: row["rate"]
            for row in context.warehouse.connection.execute(
                "SELECT quote, rate FROM warehouse.fx_rates WHERE date = %s", (FRIDAY,)
            )
        }
        (row,) = context.warehouse.connection.execute(
            "SELECT total_spend FROM marts.channel_performance WHERE date = %s", (SUNDAY,)
        )
        converted = (SPEND / friday["KRW"] * friday["USD"]).quantize(Decimal("0.000001"))
        yield Expectation("a Sunday's 1,000,000 KRW in USD at Friday's rates", converted, row["total_spend"])


def _ledger(history: pa.Table) -> Ledger:
    account = {"platform": "meta", "account_id": "1999"}
    campaign = {**account, "campaign_id": "1"}
    begun = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    counts = dict.fromkeys(("impressions", "clicks", "purchases", "likes", "shares", "comments", "saves"), 1)
    rates = history.select(["date", "quote", "rate"]).rename_columns(["date", "currency", "rate"])
    return Ledger.of(
        {
            "accounts": pa.Table.from_pylist(
                [{**account, "name": "Won", "currency": "KRW", "timezone": "Asia/Seoul", "status": "ACTIVE"}],
                schema=ACCOUNTS,
            ),
            "campaigns": pa.Table.from_pylist(
                [
                    {
                        **campaign,
                        "name": "Sunday",
                        "objective": "OUTCOME_SALES",
                        "status": "ACTIVE",
                        "effective_status": "ACTIVE",
                        **dict.fromkeys(("start_time", "created_time", "updated_time"), begun),
                    }
                ],
                schema=CAMPAIGNS,
            ),
            "metrics": pa.Table.from_pylist(
                [
                    {
                        **campaign,
                        "date": SUNDAY,
                        "placement": "facebook",
                        **counts,
                        "spend": SPEND,
                        "purchase_value": Decimal(0),
                    }
                ],
                schema=METRICS,
            ),
            "rates": rates.cast(RATES),
        }
    )
