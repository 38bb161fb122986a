"""A copy of the test's process that dies at a durable boundary."""

from __future__ import annotations

import os
from collections.abc import Callable


def killed_at(point: str, action: Callable[[], object]) -> int:
    """Do something in a fork with ADWAREHOUSE_FAILPOINT set; its exit code, negative for a signal.

    What the fork inherits (connections, caches) is the parent's: the action must open its own.
    """
    child = os.fork()
    if child == 0:
        os.environ["ADWAREHOUSE_FAILPOINT"] = point
        try:
            action()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
