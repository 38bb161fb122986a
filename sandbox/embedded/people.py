"""Who runs PostgreSQL, which refuses root, and which folders that user may pass."""

from __future__ import annotations

import os
import pwd
from functools import cache
from pathlib import Path
from typing import Any

from resources.errors import ConfigurationError


@cache
def unprivileged() -> dict[str, Any]:
    """Arguments of `subprocess` that run a program as somebody else when we are root; empty when we are not.

    Raises:
        ConfigurationError: we are root and there is nobody else.
    """
    if os.geteuid() != 0:
        return {}
    people = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in people:
            return {"user": people[name].pw_uid, "group": people[name].pw_gid, "extra_groups": []}
    raise ConfigurationError(
        "PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody` to run it as; make one, "
        "run as an ordinary user, or set DATABASE_URL, DATABASE_OWNER_URL and DAGSTER_DATABASE_URL"
    )


def untraversable(path: Path) -> Path | None:
    """The first folder on the way to `path`, itself included, that PostgreSQL's user may not pass; None if none."""
    somebody = unprivileged()
    real = path.resolve()
    for folder in [*reversed(real.parents), real] if somebody else []:
        if folder.is_dir():
            found = folder.stat()
            shift = 6 if found.st_uid == somebody["user"] else 3 if found.st_gid == somebody["group"] else 0
            if not found.st_mode >> shift & 0o1:
                return folder
    return None


def admit(folder: Path) -> None:
    """Let PostgreSQL's user pass a folder of ours. It may not list it, and others may do neither."""
    if somebody := unprivileged():
        os.chown(folder, -1, somebody["group"])
        folder.chmod(0o710)


def give(path: Path) -> None:
    """Make PostgreSQL's user the owner."""
    if somebody := unprivileged():
        os.chown(path, somebody["user"], somebody["group"])
