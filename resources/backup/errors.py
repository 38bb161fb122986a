"""What goes wrong with backups, beside what settings and the object store say."""

from __future__ import annotations

from resources.errors import AdwarehouseError


class BackupRefused(AdwarehouseError):
    """A backup or a restore cannot be done now, and nothing was begun; the message says why and what to do."""


class BackupFailed(AdwarehouseError):
    """pg_dump or pg_restore ended badly; nothing that it left looks complete. The message has its last words."""
