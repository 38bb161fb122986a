"""What every step of a load needs, in one value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from resources.clock import Clock
from resources.credentials import Vault
from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse


@dataclass(frozen=True)
class LoadContext:
    """One run's identity and its ways to the outside. Steps share nothing else: no local disk, no memory."""

    run_id: str
    settings: Settings
    clock: Clock
    warehouse: Warehouse
    store: ObjectStore
    vault: Vault

    @classmethod
    def create(cls, settings: Settings, run_id: str) -> LoadContext:
        """From the configuration. Raises ConfigurationError when a needed setting is missing."""
        return cls(
            run_id=run_id,
            settings=settings,
            clock=settings.clock,
            warehouse=Warehouse(settings.require("database_url")),
            store=ObjectStore.from_settings(settings),
            vault=Vault.from_settings(settings),
        )

    @contextmanager
    def own_connection(self) -> Iterator[LoadContext]:
        """The same run on a PostgreSQL connection of its own, for a thread."""
        warehouse = Warehouse(self.warehouse.url)
        try:
            yield replace(self, warehouse=warehouse)
        finally:
            warehouse.close()

    def close(self) -> None:
        """Give the connections back."""
        self.warehouse.close()
