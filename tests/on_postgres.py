"""`python -m tests.on_postgres 16 -- COMMAND`: run a command with TEST_DATABASE_URL naming a server of that major."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.embedded.home import free_port
from sandbox.embedded.postgres import PostgresServer


def main(words: list[str]) -> int:
    """Start the server, run the command, stop the server; the command's exit code."""
    major, separator, *command = words
    if separator != "--" or not command:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        server = PostgresServer(Path(folder) / "data", free_port(), secrets.token_hex(), major=int(major))
        server.start()
        try:
            environment = {**os.environ, "TEST_DATABASE_URL": server.url()}
            return subprocess.run(command, check=False, env=environment).returncode
        finally:
            server.stop("immediate")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
