"""A process that has imported everything and forks for each order, so that only the work is measured and killed.

An order is a line of JSON. The answers are the pid, and when it has ended its exit code (negative for a signal) and the
time. Only the standard library is needed: dlt's environment has nothing of the product.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any


def serve(action: Callable[[dict[str, Any]], None]) -> None:
    """Do orders until there are no more. What a child prints goes to the file `output` of its order."""
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _obey(action, order)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), time.time(), flush=True)


def _obey(action: Callable[[dict[str, Any]], None], order: dict[str, Any]) -> None:
    file = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = 1
    try:
        action(order)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        if code:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
