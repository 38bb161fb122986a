"""What goes wrong when people are told; never of one receiver alone, and never the end of the others."""

from __future__ import annotations

from resources.errors import AdwarehouseError


class DeliveryFailed(AdwarehouseError):
    """A receiver did not take a notice. `resting` is what is not tried again in this round: an address or a server."""

    def __init__(self, message: str, *, resting: str) -> None:
        self.resting = resting
        super().__init__(message)
