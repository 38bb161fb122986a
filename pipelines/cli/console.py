"""The console that commands print to: as wide as the terminal, wide enough for tables when there is none."""

from __future__ import annotations

import sys

from rich.console import Console

console = Console(width=None if sys.stdout.isatty() else 150)
