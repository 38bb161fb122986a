"""One query over three tiers: PostgreSQL and the archive as the same tables, each month from exactly one of them.

In a notebook:

    from resources import tiers
    tiers.query("SELECT date, sum(cost) FROM warehouse.campaign_metrics GROUP BY date").to_pandas()
"""

from resources.tiers.reading import connect, query

__all__ = ["connect", "query"]
