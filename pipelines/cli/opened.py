"""What most commands start with: the warehouse at the right schema version, given back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from resources.settings import settings
from resources.warehouse.connection import Warehouse
from resources.warehouse.schema import check_version


@contextmanager
def opened_warehouse(url_setting: str = "database_url") -> Iterator[Warehouse]:
    """The warehouse behind a connection setting.

    Raises:
        ConfigurationError: the setting is missing or the server cannot be reached.
        SchemaVersionError: the schema is not the one this code was written for.
    """
    warehouse = Warehouse(settings().require(url_setting))
    try:
        check_version(warehouse)
        yield warehouse
    finally:
        warehouse.close()
