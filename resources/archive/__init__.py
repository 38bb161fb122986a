"""The cold tier: closed months as Parquet in the object store, and the way back."""

from resources.archive.months import TABLES
from resources.archive.moving import archive_month
from resources.archive.restore import release_month, restore_month
from resources.archive.result import ArchiveResult
from resources.errors import ArchiveRefused

__all__ = ["TABLES", "ArchiveRefused", "ArchiveResult", "archive_month", "release_month", "restore_month"]
