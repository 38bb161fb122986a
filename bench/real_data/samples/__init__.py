"""Replies that were recorded or documented, through the real adapters, against figures read from them by hand.

The samples are in `samples/<platform>` of the folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.real_data.samples import clickbank, naver, shopee
from bench.real_data.world import Expectation

FOLDER = "samples"
PLATFORMS = (clickbank, naver, shopee)
NOT_USED = (
    *(f"shopee/documented_v2.ads.get_{name}.json" for name in ("gms_campaign_performance", "gms_item_performance")),
    "shopee/documented_v2.ads.get_total_balance.json",
    *(f"shopee/documented_v2.payment.get_escrow_{name}.json" for name in ("detail", "list")),
    "shopee/recorded_gms_item_performance_200.json",
)
"""No stream reads such replies."""
USED = tuple(name for each in PLATFORMS for name in each.FILES)
FILES = tuple(f"{FOLDER}/{name}" for name in (*USED, *NOT_USED))


def play(folder: Path, environment: Mapping[str, str]) -> Iterator[Expectation]:
    """Compare every sample; one that nobody knows is a difference."""
    samples = folder / FOLDER
    found = {str(path.relative_to(samples)) for path in samples.rglob("*") if path.is_file()}
    yield Expectation("files that are neither compared nor listed as not used", [], sorted(found - {*USED, *NOT_USED}))
    for each in PLATFORMS:
        yield from each.play(samples)
    for name in NOT_USED:
        yield Expectation(name, "not used", "not used")
