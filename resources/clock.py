"""Time, in one place. Wire time is real; business time can be set.

`ADWAREHOUSE_TODAY` takes a date (that date is today in every zone) or an instant with an offset such as
`2026-11-20T23:30:00+00:00` (each zone has its own today at that instant).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from resources.errors import ConfigurationError


@dataclass(frozen=True)
class Clock:
    """Business time: fixed to `pinned` (a date or an aware datetime), or running when it is None."""

    pinned: dt.date | None = None

    @classmethod
    def parse(cls, text: str | None) -> Clock:
        """Read the value of ADWAREHOUSE_TODAY.

        Raises:
            ConfigurationError: neither a date nor an instant with an offset.
        """
        if not text:
            return cls()
        try:
            if len(text) == len("2026-11-20"):
                return cls(dt.date.fromisoformat(text))
            instant = dt.datetime.fromisoformat(text)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            raise ConfigurationError(
                f"ADWAREHOUSE_TODAY is {text!r}; expected a date (2026-11-20) or an instant with an offset "
                "(2026-11-20T23:30:00+00:00)"
            )
        return cls(instant)

    def now(self) -> dt.datetime:
        """The present instant in UTC. Real, whatever the business day is: signatures and logs use it."""
        return dt.datetime.now(dt.UTC)

    def today(self, zone: str) -> dt.date:
        """The business day in an IANA time zone."""
        if isinstance(self.pinned, dt.datetime):
            return self.pinned.astimezone(ZoneInfo(zone)).date()
        if self.pinned is not None:
            return self.pinned
        return self.now().astimezone(ZoneInfo(zone)).date()
