"""Secrets from files, as Docker and Kubernetes hand them out: `<NAME>_FILE` names the file that holds `<NAME>`."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from resources.errors import ConfigurationError

SUFFIX = "_FILE"
LARGEST = 64 << 10
"""Bytes of a secret; more is another file."""


def resolved(environment: Mapping[str, str], secrets: Collection[str]) -> dict[str, str]:
    """The environment with every `<NAME>_FILE` of these secrets replaced by `<NAME>`, the content of that file.

    One line end after the secret is not a part of it. The file may be readable by all, as container platforms make
    it, but nobody else may write it.

    Raises:
        ConfigurationError: both are set, or the file is not there, not a secret's or writable by all; never shows what
            is in it.
    """
    found = dict(environment)
    for name in sorted(secrets):
        path = found.pop(name + SUFFIX, "")
        if path and found.get(name):
            raise ConfigurationError(f"{name} and {name}{SUFFIX} are both set; unset one of them")
        if path:
            found[name] = _read(name + SUFFIX, Path(path))
    return found


def _read(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST + 1) if stat.S_ISREG(mode) else b""
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no path"
        raise ConfigurationError(f"{name}: expected a file with the secret, got {reason}") from None
    if not stat.S_ISREG(mode):
        raise ConfigurationError(f"{name}: expected a file with the secret, got something else")
    if mode & stat.S_IWOTH:
        raise ConfigurationError(f"{name}: expected a file that only its owner may write, got one that everybody may")
    if len(content) > LARGEST:
        raise ConfigurationError(f"{name}: expected a secret of at most {LARGEST:,} bytes, got a larger file")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = ""
    secret = text.removesuffix("\n").removesuffix("\r")
    if not secret or "\0" in secret:
        raise ConfigurationError(f"{name}: expected a file with the secret as UTF-8 text, got an empty or another one")
    return secret
