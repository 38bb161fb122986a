"""The platform behind its doors: who asks and what they get, as of the business day of each account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resources.clock import Clock
from sandbox.faults import Fault, Faults
from sandbox.google.credentials import GoogleCredentials
from sandbox.ledger import Ledger

RETRY_SECONDS = 30


@dataclass(frozen=True)
class Google:
    """What there is to serve. Tokens need no state, so several of them may serve side by side."""

    ledger: Ledger
    clock: Clock
    credentials: GoogleCredentials
    faults: Faults


@dataclass(frozen=True)
class Call:
    """One request over gRPC."""

    method: str
    customer_id: str
    query: str
    metadata: Mapping[str, str]

    @property
    def path(self) -> str:
        """What faults match: the method's full name and the query."""
        return f"{self.method}?{self.query}"


def retry_seconds(fault: Fault) -> int | None:
    """How long a throttled caller is told to wait: what the variant says, None for `none`."""
    if fault.variant == "none":
        return None
    return int(fault.variant) if fault.variant and fault.variant.isdigit() else RETRY_SECONDS
