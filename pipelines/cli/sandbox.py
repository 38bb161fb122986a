"""`adwarehouse sandbox`: play the platforms from any ledger."""

from __future__ import annotations

from pathlib import Path

import click

from sandbox.__main__ import main as serve


@click.command()
@click.option("--ledger", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A folder of truth.")
@click.option("--port", default=8600, show_default=True)
@click.option("--state-dir", type=click.Path(path_type=Path), default=Path(".adwarehouse/sandbox"), show_default=True)
def sandbox(ledger: Path | None, port: int, state_dir: Path) -> None:
    """Serve the platforms' own protocols on loopback until stopped; credentials are in the state folder."""
    words = ["--port", str(port), "--state-dir", str(state_dir)]
    serve([*words, "--ledger", str(ledger)] if ledger else words)
