"""Google Ads from gRPC to staging: against the official client, alone, that reads the same fields of the same rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import memory
from bench.figures import Series
from bench.google_server import CUSTOMER, ROWS, WINDOW
from bench.world import World, connected
from resources import accounts
from resources.loading import landing, staging
from resources.loading.context import LoadContext
from resources.platforms.google import GOOGLE, reading

LEAST_SHARE = 0.4
MOST_MEGABYTES = 700
"""As much as any process may take that stages. However long the answer is, it is kept in columns (some 20 MB here);
messages of 10,000 rows and parts of 8 MB are in memory a few at a time, and the libraries take 250 MB."""
DAILY = GOOGLE.stream("campaign_daily")


@dataclass
class Reading:
    """Seconds of each kind, and the megabytes of a process that landed and staged once."""

    sdk: Series = field(default_factory=lambda: Series("SDK alone: SearchStream, every field of every row read"))
    ours: Series = field(default_factory=lambda: Series("ours: from gRPC to landed pages and staging"))
    megabytes: float = 0

    def report(self) -> Iterator[str]:
        """The table's rows."""
        for series in (self.sdk, self.ours):
            yield f"{series.line()}  {ROWS / series.median:,.0f} rows/s"
        share = self.sdk.median / self.ours.median
        words = f"{'rows per second, ours to the SDK alone':58} {share:7.2f}"
        yield f"{words}  >= {LEAST_SHARE:g}  {'met' if share >= LEAST_SHARE else 'MISSED'}"
        peak = f"{'peak memory of a process: gRPC to staging':58} {self.megabytes:7.0f} MB"
        yield f"{peak} < {MOST_MEGABYTES} MB  {'met' if self.megabytes < MOST_MEGABYTES else 'MISSED'}"


def measure(world: World, folder: Path, repetitions: int) -> Reading:
    """Both in turn, after the server has made its answers once; the memory once, in a process of its own."""
    measured = Reading()
    with _served(folder) as (environment, token):
        told = {**world.environment, **environment}
        with closing(connected(told)) as context:
            _connect(context, token)
            service = _service(context, token)
            land_and_stage(context, token)
            for _ in range(repetitions):
                measured.sdk.time(lambda: _read(service))
                measured.ours.time(lambda: land_and_stage(context, token))
        command = [sys.executable, "-m", "bench.google"]
        ended = subprocess.run(
            command, env=os.environ | told, check=True, input=token, stdout=subprocess.PIPE, text=True
        )
        measured.megabytes = json.loads(ended.stdout)["megabytes"]
    return measured


def land_and_stage(context: LoadContext, token: str) -> None:
    """Fetch the window over a new connection, as every run does, land its pages, and stage them."""
    (account,) = accounts.due(context.warehouse, GOOGLE.name, CUSTOMER)
    batch = landing.land(context, GOOGLE.connect(context.settings, token), DAILY, account, WINDOW)
    staged = staging.stage(context, batch)
    assert staged.records_staged == ROWS, staged
    staging.drop(context, staged)


def _connect(context: LoadContext, token: str) -> None:
    accounts.add(
        context.warehouse,
        context.vault,
        GOOGLE.name,
        CUSTOMER,
        "bench@example.com",
        token,
        describe=lambda secret, account: GOOGLE.connect(context.settings, secret).describe(account),
    )


def _service(context: LoadContext, token: str) -> Any:
    """The official client's service, as its manual has it."""
    from google.ads.googleads.client import GoogleAdsClient
    from google.oauth2.credentials import Credentials

    known = context.settings
    client = GoogleAdsClient(
        Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=token,
            token_uri=known.google_oauth_token_url,
            client_id=known.require("google_oauth_client_id"),
            client_secret=known.require("google_oauth_client_secret"),
        ),
        developer_token=known.require("google_ads_developer_token"),
        endpoint=known.google_ads_endpoint,
        login_customer_id=known.google_ads_login_customer_id,
        version=known.google_ads_api_version,
        use_proto_plus=False,
    )
    return client.get_service("GoogleAdsService")


def _read(service: Any) -> None:
    """The fields of `reading.DAILY`, by attribute."""
    count = 0
    for message in service.search_stream(customer_id=CUSTOMER, query=str(reading.DAILY.during(WINDOW))):
        for row in message.results:
            customer, campaign, segments, metrics = row.customer, row.campaign, row.segments, row.metrics
            _ = (
                segments.date,
                customer.id,
                campaign.id,
                campaign.name,
                campaign.advertising_channel_type,
                segments.ad_network_type,
                metrics.impressions,
                metrics.clicks,
                metrics.cost_micros,
                metrics.conversions,
                metrics.conversions_value,
            )
            count += 1
    assert count == ROWS, count


@contextmanager
def _served(folder: Path) -> Iterator[tuple[Mapping[str, str], str]]:
    """The settings that lead to the server, and a refresh token."""
    command = [sys.executable, "-m", "bench.google_server", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        try:
            told = json.loads(server.stdout.readline())
            yield told["settings"], told["token"]
        finally:
            server.stdin.close()


def main() -> None:
    """Land and stage once, with the refresh token from the input and servers from the environment; prints JSON."""
    with closing(connected(os.environ)) as context:
        land_and_stage(context, sys.stdin.read())
    print(json.dumps({"megabytes": memory.peak()}))


if __name__ == "__main__":
    main()
