"""The configured world and a Dagster instance, as the assets' tests have them."""

from tests.assets.conftest import instance, world

__all__ = ["instance", "world"]
