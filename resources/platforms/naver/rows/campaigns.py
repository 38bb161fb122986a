"""Campaigns by their settings."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from resources.metrics import CAMPAIGNS, MONEY
from resources.platforms.base import ParseContext
from resources.platforms.naver.rows.own import Utc
from resources.platforms.rows.adapt import Shape
from resources.platforms.rows.records import Columns
from resources.platforms.rows.rules import Amount, Flag, OneOf, Text
from resources.platforms.rows.values import Array, local_days, nulled, pc, translated

STATUS = {"ELIGIBLE": "active", "PAUSED": "paused", "DELETED": "ended"}
ENDED = "CAMPAIGN_ENDED"


def _build(typed: Columns, rows: int, context: ParseContext) -> dict[str, Array]:
    """A campaign whose period is over is paused for that reason.

    Its time of editing does not move when its status follows from period or budget, so it is no version.
    """
    status = typed["status"]
    is_over = pc.fill_null(pc.or_kleene(pc.equal(typed["statusReason"], ENDED), typed["delFlag"]), False)
    has_budget = pc.and_(typed["useDailyBudget"], pc.greater(typed["dailyBudget"], pa.scalar(Decimal(0), MONEY)))
    has_period = pc.fill_null(typed["usePeriod"], False)
    return {
        "campaign_id": typed["nccCampaignId"],
        "campaign_name": typed["name"],
        "objective": typed["campaignTp"],
        "status": pc.if_else(is_over, "ended", translated(status, STATUS)),
        "platform_status": status,
        "daily_budget": nulled(typed["dailyBudget"], pc.invert(pc.fill_null(has_budget, False))),
        "total_budget": pa.nulls(rows, MONEY),
        "currency": pa.repeat(pa.scalar(context.currency), rows),
        "start_date": local_days(nulled(typed["periodStartDt"], pc.invert(has_period)), context.timezone),
        "end_date": local_days(nulled(typed["periodEndDt"], pc.invert(has_period)), context.timezone),
        "source_updated_at": pa.nulls(rows, pa.timestamp("us", "UTC")),
    }


SHAPE = Shape(
    schema=CAMPAIGNS,
    rules=(
        Text("nccCampaignId", required=True),
        Text("name", required=True),
        Text("campaignTp", required=True),
        OneOf("status", required=True, words=tuple(STATUS)),
        Text("statusReason"),
        Flag("delFlag"),
        Flag("useDailyBudget"),
        Amount("dailyBudget"),
        Flag("usePeriod"),
        Utc("periodStartDt"),
        Utc("periodEndDt"),
    ),
    build=_build,
)
