"""What a platform can do wrong in a night, and how the night ends: the cases that test_platforms.py plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from sandbox.faults import Fault

HTTP = ("meta", "naver", "clickbank", "shopee")


class Ending(Enum):
    """How a night in which something goes wrong ends; every one is followed by a night that ends as it should."""

    HARMLESS = "what is published is the ledger's all the same"
    FAILED = "the window fails by name, nothing that was published changes"
    QUARANTINED = "the spoiled records are set aside, everything else is published"
    HELD = "the batch waits for a person, nothing that was published changes"
    VISIBLE = "the figures are published to the cent, under a word that shows what nobody knew"


@dataclass(frozen=True)
class Case:
    """Faults of a night. `says` is the error's class, or is in the reason of a quarantine or of a held batch.

    `small` are constants of the product that are made so small that a few days have several pages, or need a run. One
    that is `quick` is played in CI too.
    """

    row: str
    platform: str
    faults: tuple[Fault, ...]
    ending: Ending = Ending.HARMLESS
    says: str = ""
    stream: str = "campaign_daily"
    small: Mapping[str, int] = field(default_factory=dict)
    quick: bool = False

    def __str__(self) -> str:
        told = "+".join(
            "-".join(filter(None, (fault.name, fault.variant, fault.field, "" if fault.times else "always")))
            for fault in self.faults
        )
        return f"{self.platform}-{self.stream}-{told}-{self.ending.name.lower()}"


DATA: Mapping[tuple[str, str], str] = {
    ("meta", "campaign_daily"): "insights",
    ("google", "campaign_daily"): "SearchStream.*FROM campaign WHERE",
    ("naver", "campaign_daily"): "stat-reports",
    ("clickbank", "campaign_daily"): "TRACKING_ID",
    ("clickbank", "events"): "orders2/list",
    ("shopee", "campaign_daily"): "daily_performance",
    ("shopee", "orders"): "get_order_list",
    ("shopee", "products"): "get_item_base_info",
}
"""The paths of requests for the figures themselves."""
DOWNLOAD = "report-download"


def on(row: str, platform: str, fault: Fault, ending: Ending = Ending.HARMLESS, says: str = "", **more: object) -> Case:
    """One fault, which strikes requests for the figures themselves unless it says which."""
    stream = str(more.get("stream", "campaign_daily"))
    aimed = replace(fault, match=fault.match or DATA[platform, stream])
    return replace(Case(row, platform, (aimed,), ending, says), **more)  # type: ignore[arg-type]
