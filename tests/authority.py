"""The certificate authority of this process's servers, which gRPC is told to trust before its first channel.

gRPC reads the setting once a process, so there is one authority, whatever becomes of the environment in between.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from resources.platforms.google import ROOTS
from sandbox.google import certificates


def trust() -> Path:
    """Have gRPC, here and in processes that are started from here, trust it; gives the folder it is kept in."""
    os.environ[ROOTS] = str(folder() / certificates.CA)
    return folder()


@cache
def folder() -> Path:
    """Where the authority is kept, with its key; thrown away at the end of the process."""
    made = Path(tempfile.mkdtemp(prefix="adwarehouse-google-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    certificates.keep(made)
    return made
