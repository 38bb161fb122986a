"""The command line: `adwarehouse`. One module a topic; errors are one line on stderr and exit code 1."""

from __future__ import annotations

import logging
import sys
from typing import Any

import click
import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from pipelines.cli.accounts import accounts
from pipelines.cli.alerts import alerts
from pipelines.cli.archive import archive
from pipelines.cli.backup import backup
from pipelines.cli.batches import batches
from pipelines.cli.database import migrate, roles
from pipelines.cli.demo import demo
from pipelines.cli.dev import dev
from pipelines.cli.dictionary import dictionary
from pipelines.cli.doctor import doctor
from pipelines.cli.drafts import drafts
from pipelines.cli.import_localstorage import import_localstorage
from pipelines.cli.import_table import import_table
from pipelines.cli.keys import keys
from pipelines.cli.logins import logins
from pipelines.cli.quarantine import quarantine
from pipelines.cli.query import query
from pipelines.cli.rates import rates
from pipelines.cli.reconcile import reconcile
from pipelines.cli.restore import restore
from pipelines.cli.retention import retention
from pipelines.cli.sandbox import sandbox
from pipelines.cli.stack import down, status, up
from pipelines.cli.sync import refresh, sync
from resources import redaction
from resources.errors import AdwarehouseError
from resources.settings import settings


class _OneLineErrors(click.Group):
    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except AdwarehouseError as error:
            said = redaction.safe_message(error)
        except (psycopg.OperationalError, psycopg.InternalError) as error:
            said = f"PostgreSQL failed, nothing is lost, run it again: {redaction.safe_message(error).splitlines()[0]}"
        except (BotoCoreError, ClientError) as error:
            said = f"the object store failed, nothing is lost, run it again: {redaction.safe_message(error)}"
        click.echo(f"adwarehouse: {said}", err=True)
        sys.exit(1)


@click.group(cls=_OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", is_flag=True, help="Show what each step does.")
def main(verbose: bool) -> None:
    """A marketing warehouse that can be trusted: ad platforms to PostgreSQL to Parquet."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    redaction.install(settings())


for command in (
    up,
    down,
    status,
    doctor,
    dev,
    demo,
    migrate,
    roles,
    dictionary,
    accounts,
    logins,
    keys,
    rates,
    sync,
    refresh,
    batches,
    quarantine,
    import_localstorage,
    drafts,
    import_table,
    alerts,
    reconcile,
    query,
    retention,
    archive,
    restore,
    backup,
    sandbox,
):
    main.add_command(command)
