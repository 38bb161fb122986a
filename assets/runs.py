"""From a Dagster run to the values that the steps of a load take."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.partitions import DUE, RANGE_END, RANGE_START, WINDOW_TAG, window_of
from resources import redaction
from resources.clock import Clock
from resources.errors import ConfigurationError, SchemaVersionError
from resources.loading.context import LoadContext
from resources.loading.steps import Scope
from resources.settings import Settings, settings
from resources.warehouse.schema import check_version
from resources.windows import DAY, Window

DAYS_CHECKED = 35
PART_OF_A_RUN = frozenset({"dagster/is_resume_retry", "dagster/is_asset_resume_retry", "dagster/step_selection"})
Context = dg.AssetExecutionContext | dg.AssetCheckExecutionContext


def scope_of(context: dg.AssetExecutionContext, platform: str) -> Scope:
    """All accounts of a platform, over the run's days or, when the run is tagged so, over what is due."""
    return Scope(platform, None if context.run.tags.get(WINDOW_TAG) == DUE else window_of(context))


def checked_window(context: dg.AssetCheckExecutionContext, clock: Clock) -> Window:
    """The days a check looks at: the run's, or the last five weeks when it is executed by itself."""
    tags = context.run.tags
    if RANGE_START in tags:
        return Window.closed(dt.date.fromisoformat(tags[RANGE_START]), dt.date.fromisoformat(tags[RANGE_END]))
    if "dagster/partition" in tags:
        day = dt.date.fromisoformat(tags["dagster/partition"])
        return Window.closed(day, day)
    today = clock.today("UTC")
    return Window.closed(today - DAYS_CHECKED * DAY, today + DAY)


def identity(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str:
    """The run that batches belong to.

    A re-execution of a part of a run goes on with that run's batches; a re-execution of the whole fetches anew.
    """
    while run.parent_run_id and PART_OF_A_RUN & run.tags.keys():
        parent = instance.get_run_by_id(run.parent_run_id)
        if parent is None:
            return run.parent_run_id
        run = parent
    return run.run_id


def configured() -> Settings:
    """The configuration; its secrets are masked in this process's logs from now on.

    Raises:
        dagster.Failure: it is not valid; trying again will not help.
    """
    try:
        found = settings()
    except ConfigurationError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    redaction.install(found)
    return found


@contextmanager
def opened(context: Context) -> Iterator[LoadContext]:
    """The run's ways to the outside, given back at the end. Error texts leave without secrets.

    Raises:
        dagster.Failure: a setting is missing, or the schema has another version; trying again will not help.
    """
    found = configured()
    try:
        load = LoadContext.create(found, identity(context.instance, context.run))
    except ConfigurationError as error:
        raise dg.Failure(redaction.safe_message(error), allow_retries=False) from None
    try:
        check_version(load.warehouse)
        yield load
    except SchemaVersionError as error:
        raise dg.Failure(str(error), allow_retries=False) from None
    except dg.Failure:
        raise
    except Exception as error:
        if redaction.redact(str(error)) == str(error):
            raise
        raise dg.Failure(redaction.safe_message(error)) from None
    finally:
        load.close()
