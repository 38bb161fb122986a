"""Good pages of every stream, which are then bent: kept in `pages/`, because it takes a while to read them.

`python -m tests.fuzz.seeds` reads them anew from the sandbox.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from resources.loading.landing import json_lines
from resources.platforms import REGISTRY, platform
from resources.platforms.base import ParseContext, Stream
from resources.windows import DAY, Window
from sandbox.ledger import Ledger
from tests.resources.platforms.contract import Subject, World
from tests.served import SteppingClock, served

PAGES = Path(__file__).parent / "pages"
ACCOUNTS = PAGES / "accounts.json"
TODAY = dt.date(2026, 2, 28)
SOME = Window.closed(TODAY - 2 * DAY, TODAY - DAY)
OF = {"meta": "1001", "google": "3001000001", "naver": "401001", "clickbank": "larkspurco", "shopee": "2001"}
NAMES = tuple(f"{name}.{stream.name}" for name, each in REGISTRY.items() for stream in each.streams)
RECORDS = 8
"""Of a page; more are alike."""


@dataclass(frozen=True)
class Seed:
    """A stream, what its adapter knows of an account, and pages that were read of it."""

    stream: Stream
    context: ParseContext
    pages: tuple[bytes, ...]


@cache
def seed(name: str) -> Seed:
    """That of `platform.stream`."""
    of, _, stream = name.partition(".")
    account, currency, zone = json.loads(ACCOUNTS.read_text())[name]
    context = ParseContext(account, currency, zone, SOME, frozenset({currency, "USD", "EUR"}))
    pages = tuple(path.read_bytes() for path in sorted(PAGES.glob(f"{name}.*.jsonl")))
    return Seed(platform(of).stream(stream), context, pages)


def _read_anew() -> None:
    accounts = {}
    with served(Ledger.default(), SteppingClock(TODAY), with_google=True) as there:
        world = World(there)
        for name in NAMES:
            of, _, stream_name = name.partition(".")
            account = "marketplace" if name == "clickbank.products" else OF[of]
            subject = Subject(of, stream_name, account)
            for number, page in enumerate(subject.stream.fetch(world.client(subject), account, SOME)):
                lines = json_lines(page, subject.stream.personal_fields).splitlines(keepends=True)
                (PAGES / f"{name}.{number}.jsonl").write_bytes(b"".join(lines[:RECORDS]))
            about = there.ledger.account(of, OF[of])
            accounts[name] = [account, about["currency"], about["timezone"]]
    ACCOUNTS.write_text(json.dumps(accounts, indent=1) + "\n")


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    _read_anew()
