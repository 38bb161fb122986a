"""A ledger as a folder of plain files: `<table>.csv` or `<table>.parquet`."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from resources.errors import ConfigurationError
from sandbox.ledger.tables import KEYS, OPTIONAL, SCHEMAS


def load(folder: Path) -> dict[str, pa.Table]:
    """Read every table of a folder, typed and checked.

    Raises:
        ConfigurationError: a required table is missing, has other columns, a value of another type or a key twice.
    """
    return {name: table for name in SCHEMAS if (table := _read(folder, name)) is not None}


def save(folder: Path, name: str, table: pa.Table) -> None:
    """Write one table as CSV."""
    path = folder / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.csv.write_csv(table, path)


def _read(folder: Path, name: str) -> pa.Table | None:
    csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    if not csv.exists() and not parquet.exists():
        if name in OPTIONAL:
            return None
        raise ConfigurationError(f"the ledger {folder} has no {name}; expected {csv.name} or {parquet.name}")
    path = csv if csv.exists() else parquet
    try:
        table = _read_csv(path, SCHEMAS[name]) if path is csv else pyarrow.parquet.read_table(path)
        table = _conform(table, path, SCHEMAS[name])
    except pa.ArrowInvalid as error:
        raise ConfigurationError(f"{path} does not fit the table {name}: {error}") from error
    _check_key(table, path, KEYS[name])
    return table


def _read_csv(path: Path, schema: pa.Schema) -> pa.Table:
    """CSV has no null text: where a text may be null, the empty one is."""
    table = pyarrow.csv.read_csv(
        path,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(column_types=schema, strings_can_be_null=False),
    )
    for index, field in enumerate(table.schema):
        if field.type == pa.string() and field.name in schema.names and schema.field(field.name).nullable:
            text = table[field.name]
            table = table.set_column(
                index, field, pc.if_else(pc.equal(text, pa.scalar("")), pa.scalar(None, pa.string()), text)
            )
    return table


def _conform(table: pa.Table, path: Path, schema: pa.Schema) -> pa.Table:
    if sorted(table.column_names) != sorted(schema.names):
        raise ConfigurationError(f"{path} has the columns {table.column_names}; expected {schema.names}")
    for field in schema:
        if not field.nullable and table[field.name].null_count:
            raise ConfigurationError(f"{path} has {table[field.name].null_count} rows without {field.name}")
    return table.select(schema.names).cast(schema)


def _check_key(table: pa.Table, path: Path, key: tuple[str, ...]) -> None:
    distinct = table.group_by(list(key)).aggregate([]).num_rows
    if distinct != table.num_rows:
        raise ConfigurationError(f"{path} has {table.num_rows - distinct} rows whose key ({', '.join(key)}) is taken")
