"""Dagster's Celery executor, with one thing mended: a step whose worker is lost fails, or is tried again.

dagster-celery 0.29 begins no further step after such a loss and does not end the run either; it would wait for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
from celery.exceptions import TaskRevokedError
from celery.result import AsyncResult
from dagster._core.execution.retries import RetryMode
from dagster_celery.core_execution_loop import core_celery_execution_loop
from dagster_celery.executor import CeleryExecutor, _submit_task
from dagster_shared.error import SerializableErrorInfo


@dataclass(frozen=True)
class Asked:
    """A step that the workers were asked for. `lost` makes the event that ends it when no worker will."""

    result: AsyncResult
    lost: Callable[[SerializableErrorInfo], dg.DagsterEvent]

    def ready(self) -> bool:
        """It ended, in whatever way."""
        return bool(self.result.ready())

    def revoke(self) -> None:
        """Take it back from the queue."""
        self.result.revoke()

    def get(self) -> list[str]:
        """The step's events, serialized. Raises TaskRevokedError when it was taken back."""
        found = self.result.get(propagate=False)
        if isinstance(found, TaskRevokedError):
            raise found
        if isinstance(found, Exception):
            error = SerializableErrorInfo(f"{type(found).__name__}: {found}", [self.result.traceback or ""], None)
            return [dg.serialize_value(self.lost(error))]
        events: list[str] = found
        return events


class LossTolerantExecutor(CeleryExecutor):
    """Asks Celery's workers for each step."""

    def execute(self, plan_context: Any, execution_plan: Any) -> Iterator[dg.DagsterEvent]:
        """The events of the run as they come."""
        events: Iterator[dg.DagsterEvent] = core_celery_execution_loop(  # type: ignore[no-untyped-call]
            plan_context, execution_plan, self._ask
        )
        return events

    def _ask(self, app: Any, plan_context: Any, step: Any, queue: str, priority: int, known_state: Any) -> Asked:
        result = _submit_task(app, plan_context, step, queue, priority, known_state)  # type: ignore[no-untyped-call]
        return Asked(
            result,
            lambda error: self.log_failure_or_retry_event_after_error(plan_context.for_step(step), error, known_state),
        )


@dg.executor(
    name="celery",
    config_schema={"broker": dg.StringSource, "backend": dg.StringSource},
    requirements=dg.multiple_process_executor_requirements(),
)
def celery_executor(context: dg.InitExecutorContext) -> LossTolerantExecutor:
    """Steps are asked for at `broker` and answered at `backend`, both URLs; retry policies hold."""
    urls = context.executor_config
    return LossTolerantExecutor(RetryMode.ENABLED, urls["broker"], urls["backend"])  # type: ignore[no-untyped-call]
