"""The application's records from files: CSV or Parquet into any table of schema app, all of a file or nothing."""

from resources.imports.faults import Fault, ImportRefused
from resources.imports.importing import Imported, import_table
from resources.imports.target import importable

__all__ = ["Fault", "ImportRefused", "Imported", "import_table", "importable"]
