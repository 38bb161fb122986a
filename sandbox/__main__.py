"""`python -m sandbox --port P --google-port G --state-dir D [--ledger FOLDER] [--seed N]`: run it until TERM or INT."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from resources.clock import Clock
from sandbox import credentials
from sandbox.faults import Faults
from sandbox.google.server import start
from sandbox.ledger import Ledger
from sandbox.server import create_app, server
from sandbox.shopee.grants import Grants


def main(words: Sequence[str] | None = None) -> None:
    """Parse the command line (or `words`) and serve. ADWAREHOUSE_TODAY sets the business day."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--google-port", type=int, required=True, help="of Google Ads, which is gRPC")
    parser.add_argument("--state-dir", type=Path, required=True, help="keeps credentials and tokens")
    parser.add_argument("--ledger", type=Path, help="folder of CSV or Parquet files; default: the built-in ledger")
    parser.add_argument("--seed", type=int, default=1, help="of the built-in ledger")
    arguments = parser.parse_args(words)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    ledger = Ledger.load(arguments.ledger) if arguments.ledger else Ledger.default(arguments.seed)
    clock = Clock.parse(os.environ.get("ADWAREHOUSE_TODAY"))
    issued = credentials.keep(arguments.state_dir, ledger)
    faults, state = Faults(), arguments.state_dir
    google = start(ledger, clock, credentials.google(issued), faults, state, arguments.google_port)
    try:
        server(create_app(ledger, clock, issued, faults, Grants(state)), arguments.port).run()
    finally:
        google.stop()


if __name__ == "__main__":
    main()
