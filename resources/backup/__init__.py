"""Backups: each database dumped into the object store, proven by restoring it, kept for a while."""

from resources.backup.databases import Database, databases
from resources.backup.drill import Drilled, drill
from resources.backup.errors import BackupFailed, BackupRefused
from resources.backup.manifest import Manifest, complete, find, newest
from resources.backup.restoring import restore
from resources.backup.taking import back_up

__all__ = [
    "BackupFailed",
    "BackupRefused",
    "Database",
    "Drilled",
    "Manifest",
    "back_up",
    "complete",
    "databases",
    "drill",
    "find",
    "newest",
    "restore",
]
