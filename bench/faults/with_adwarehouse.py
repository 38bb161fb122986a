"""Orders to `adwarehouse`: `{environment, command, output}`. See forking.py"""

from __future__ import annotations

from typing import Any

import resources.loading.contract.engine  # noqa: F401
from bench.faults.forking import serve
from tests.resources.loading.killing import obey


def act(order: dict[str, Any]) -> None:
    """One command."""
    obey(order["environment"], order["command"], order["output"])


if __name__ == "__main__":
    serve(act)
