"""`adwarehouse sandbox`: play the platforms from any ledger."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.console import console
from resources.settings import settings
from sandbox.__main__ import main as serve
from sandbox.ledger import Ledger


@click.command()
@click.option("--ledger", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A folder of truth.")
@click.option("--port", default=8600, show_default=True)
@click.option("--google-port", default=8601, show_default=True, help="Of Google Ads, which is gRPC.")
@click.option("--state-dir", type=click.Path(path_type=Path), default=Path(".adwarehouse/sandbox"), show_default=True)
@click.option("--save", type=click.Path(path_type=Path), help="Write the built-in ledger to a folder; serve nothing.")
def sandbox(ledger: Path | None, port: int, google_port: int, state_dir: Path, save: Path | None) -> None:
    """Serve the platforms' own protocols on loopback until stopped; credentials are in the state folder."""
    if save:
        today = settings().clock.today("UTC")
        Ledger.default().save(save, today)
        console.print(f"the ledger as of {today} is in {save}")
        return
    words = ["--port", str(port), "--google-port", str(google_port), "--state-dir", str(state_dir)]
    serve([*words, "--ledger", str(ledger)] if ledger else words)
