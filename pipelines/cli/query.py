"""`adwarehouse query`: one SELECT over PostgreSQL and the archive, as the owner of the database."""

from __future__ import annotations

import io
import json
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from pipelines.cli.console import console
from resources import tiers
from resources.errors import ConfigurationError, QueryRefused
from resources.settings import settings


def _as_table(found: pa.Table) -> bytes:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for field in found.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_decimal(field.type)
        table.add_column(field.name, justify="right" if is_number else "left", overflow="fold")
    for row in zip(*(column.to_pylist() for column in found.columns), strict=True):
        table.add_row(*("" if value is None else str(value) for value in row))
    text = io.StringIO()
    Console(file=text, width=console.width, markup=False, highlight=False).print(table)
    return text.getvalue().encode()


def _as_csv(found: pa.Table) -> bytes:
    sink = io.BytesIO()
    pacsv.write_csv(found, sink)
    return sink.getvalue()


def _as_json(found: pa.Table) -> bytes:
    twice = [name for name, times in Counter(found.column_names).items() if times > 1]
    if twice:
        raise QueryRefused(f"two columns are called {twice[0]}; expected a name for each, as `AS` gives it")
    rows = ({name: _finite(value) for name, value in row.items()} for row in found.to_pylist())
    lines = (json.dumps(row, default=str, ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _finite(value: object) -> object:
    """What JSON can say: DuckDB divides by zero to infinity, and knows what is no number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _as_parquet(found: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(found, sink, compression="zstd")
    return sink.getvalue()


FORMATS: dict[str, Callable[[pa.Table], bytes]] = {
    "table": _as_table,
    "csv": _as_csv,
    "json": _as_json,
    "parquet": _as_parquet,
}


@click.command()
@click.argument("text", metavar="SELECT")
@click.option(
    "--format",
    "kind",
    default="table",
    show_default=True,
    type=click.Choice(list(FORMATS)),
    help="json: one object a line, decimals and times as text, what is no finite number as null.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file; parquet needs one.")
def query(text: str, kind: str, output: Path | None) -> None:
    """Ask PostgreSQL and the archive at once: the same tables, each month from exactly one of them.

    One SELECT in DuckDB's dialect, with the names of PostgreSQL, such as "SELECT month(date), sum(cost) FROM
    warehouse.campaign_metrics GROUP BY 1". A filter on the date reads the months that it names only. tiers.months lists
    the months with their tier. Nothing can be written.

    This is the operators' tool: it signs in with DATABASE_OWNER_URL, and row-level security does not reach the archive,
    so it shows every account to whoever may run it. Analysts query PostgreSQL.
    """
    if kind == "parquet" and output is None:
        raise ConfigurationError("--format parquet goes to a file; expected --output FILE")
    found = tiers.query(text, settings())
    try:
        content = FORMATS[kind](found)
    except pa.ArrowException as error:
        reason = str(error).splitlines()[0]
        raise QueryRefused(f"--format {kind} cannot hold the result: {reason}") from None
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise ConfigurationError(f"--output {output} cannot be written: {error.strerror}") from None
    click.echo(f"{found.num_rows:,} rows written to {output}", err=True)
