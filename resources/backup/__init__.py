"""Backups: each database dumped into the object store, proven by restoring it, kept for a while."""

from resources.backup.databases import NEEDS_A_PERSON, Database, databases, of_each
from resources.backup.drill import Drilled, drill
from resources.backup.errors import BackupFailed, BackupRefused
from resources.backup.manifest import Manifest, complete, find, newest
from resources.backup.restoring import restore
from resources.backup.taking import back_up

__all__ = [
    "NEEDS_A_PERSON",
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
    "of_each",
    "restore",
]
