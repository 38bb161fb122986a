"""Publishing staged rows: against a bare COPY of them, again unchanged, and what the table of facts costs by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa
from psycopg import sql

from bench.figures import Series, Target
from bench.world import World, open_batch
from resources.loading import batches, tables
from resources.loading import publish as publishing
from resources.loading.batches import Batch
from resources.metrics import CAMPAIGN_DAILY
from resources.warehouse.statements import statement

PLAIN = sql.Identifier("staging", "plain")
VERSIONS = "SELECT count(*), sum(hashtextextended(ctid::text || xmin::text, 0)) FROM warehouse.campaign_metrics"
COLUMNS = sql.SQL(
    "date, campaign_id, channel_id, ad_account_id, impressions, clicks, cost, conversions, revenue, likes, shares, "
    "comments, saves, currency, batch_id, fetched_at"
)


@dataclass
class Publishing:
    """Seconds of each kind."""

    copy: Series = field(default_factory=lambda: Series("bare COPY: the same rows into a plain table"))
    floor: Series = field(default_factory=lambda: Series("floor: bare INSERT ... SELECT of keyed rows into the facts"))
    first: Series = field(default_factory=lambda: Series("first load: publish of staged rows"))
    again: Series = field(default_factory=lambda: Series("re-read: the same rows again, none rewritten (ctid, xmin)"))

    def report(self) -> Iterator[str]:
        """The table's rows."""
        yield self.copy.line()
        yield self.first.line(self.copy, Target(4))
        yield self.floor.line(self.copy)
        yield self.again.line(self.first, Target(0.35))


def measure(world: World, table: pa.Table, repetitions: int) -> Publishing:
    """COPY, publish into an empty window, publish the same again, insert without anything around; in turn."""
    measured = Publishing()
    warehouse = world.context.warehouse
    for _ in range(repetitions):
        world.clear()
        measured.copy.time(lambda: _bare_copy(world, table))
        batch = staged(world, table)
        measured.first.time(partial(publishing.publish, world.context, batch))
        written = warehouse.connection.execute(VERSIONS).fetchone()
        batch = staged(world, table)
        measured.again.time(partial(publishing.publish, world.context, batch))
        assert warehouse.connection.execute(VERSIONS).fetchone() == written, "a row was rewritten"
        _insert_again(world, measured.floor)
    return measured


def _bare_copy(world: World, table: pa.Table) -> None:
    with world.context.warehouse.transaction("bench.copy") as cursor:
        cursor.execute(statement("staging/drop", stage=PLAIN))
        cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(PLAIN, tables.column_definitions(table.schema)))
        tables.copy_table(cursor, PLAIN, table)


def staged(world: World, table: pa.Table) -> Batch:
    """A batch that is judged and waits to be published."""
    batch = open_batch(world.context, table.num_rows, "landing")
    with world.context.warehouse.transaction("bench.stage") as cursor:
        tables.create_table(cursor, batch.stage, CAMPAIGN_DAILY)
        tables.copy_table(cursor, batch.stage, table)
        tables.analyze(cursor, batch.stage, batch.definition)
        content = cursor.execute(statement("staging/content", stage=batch.stage)).fetchone()
        assert content is not None
        batches.update(
            cursor, batch.id, status="validated", records_staged=content["rows"], staged_hash=content["hash"]
        )
    return batches.get(world.context.warehouse, batch.id)


def _insert_again(world: World, floor: Series) -> None:
    """The published rows once more, out of a plain table where they are in key order, into the emptied partitions."""
    execute = world.owner.execute
    execute("DROP TABLE IF EXISTS staging.keyed")
    keyed = sql.SQL("CREATE TABLE staging.keyed AS SELECT {} FROM warehouse.campaign_metrics ORDER BY 1, 2, 3")
    again = sql.SQL("INSERT INTO warehouse.campaign_metrics ({0}) SELECT {0} FROM staging.keyed").format(COLUMNS)
    execute(keyed.format(COLUMNS))
    execute("TRUNCATE warehouse.campaign_metrics")
    floor.time(lambda: execute(again))
