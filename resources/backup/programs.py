"""pg_dump and pg_restore: which ones, whether they fit the server, and how they are told a password."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from resources.backup.errors import BackupFailed
from resources.errors import ConfigurationError
from resources.redaction import safe_text
from resources.settings import SECRETS, Settings

UNKNOWN_TO_OLDER_SERVERS = 17
"""From this version on pg_restore sets a parameter that servers before it refuse."""
BLOCK_BYTES = 1 << 20
_VERSION = re.compile(r"\(PostgreSQL\) ((\d+)\S*)")


@dataclass(frozen=True)
class Program:
    """A client program of PostgreSQL and its version, such as `18.4`."""

    path: Path
    version: str

    @classmethod
    def find(cls, name: str, settings: Settings) -> Program:
        """The one in PG_BIN or, when that is not set, on the PATH.

        Raises:
            ConfigurationError: there is none, or it is not a program of PostgreSQL.
        """
        place = "PG_BIN" if settings.pg_bin else "the PATH"
        found = shutil.which(name, path=str(settings.pg_bin) if settings.pg_bin else None)
        if found is None:
            raise ConfigurationError(
                f"{name} is not in {place}; install PostgreSQL's client programs, or set PG_BIN to their folder"
            )
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        version = _VERSION.search(said)
        if version is None:
            raise ConfigurationError(f"{name} in {place} is not PostgreSQL's: it says {said.strip()!r} of itself")
        return cls(Path(found), version[1])

    @property
    def major(self) -> int:
        """`18`."""
        return major(self.version)

    def require_fit(self, server_version: str) -> None:
        """Refuse a program that cannot serve this server.

        Raises:
            ConfigurationError: says which versions meet, and which are expected.
        """
        server = major(server_version)
        if self.major < server or server < UNKNOWN_TO_OLDER_SERVERS <= self.major:
            raise ConfigurationError(
                f"{self.path.name} {self.version} does not fit the server, which is PostgreSQL {server_version}; "
                f"expected version {server}: set PG_BIN to the folder of its programs"
            )

    @contextmanager
    def running(self, url: str, *arguments: str, reads: bool = False) -> Iterator[IO[bytes]]:
        """Its standard output or, when it `reads`, its standard input, while it works on a database.

        The password is in its environment only, and no other secret of ours is. It has ended when the block is left,
        for whatever reason.

        Raises:
            BackupFailed: it ended badly; with its last words.
        """
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
        password = parts.pop("password", None)
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
        environment |= {"PGPASSWORD": password} if password else {}
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [self.path, *arguments, "--no-password", f"--dbname={make_conninfo(**parts)}"],
                env=environment,
                stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if reads else subprocess.PIPE,
                stderr=said,
            )
            pipe = process.stdin if reads else process.stdout
            assert pipe is not None
            try:
                yield pipe
            except BrokenPipeError:
                pass
            except BaseException:
                process.kill()
                raise
            finally:
                _close(pipe)
                process.wait()
            if process.returncode:
                said.seek(0)
                words = " | ".join(said.read().decode(errors="replace").strip().splitlines()[-3:])
                raise BackupFailed(f"{self.path.name} ended with code {process.returncode}: {safe_text(words)}")


def major(version: str) -> int:
    """The part of a version that says what fits: `18` of `18.4 (Debian 18.4-1)`, `19` of `19beta1`."""
    found = re.match(r"\d+", version)
    assert found is not None
    return int(found[0])


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
