"""Celery's application on a worker: `celery -A deploy.celery.worker worker`.

Dagster's, with two things added. A busy worker takes no further step, so that none waits behind a long one. And a
worker that was killed says so when it comes back: its run would wait for the lost step's result for ever.
"""

from __future__ import annotations

import os

from billiard.exceptions import WorkerLostError
from celery.apps.worker import Worker
from celery.signals import celeryd_after_setup
from celery.states import STARTED
from dagster_celery.app import app

NEEDED = ("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "DAGSTER_DATABASE_URL")
if missing := [name for name in NEEDED if not os.environ.get(name)]:
    raise SystemExit(f"a worker needs {', '.join(NEEDED)} in its environment; missing: {', '.join(missing)}")

app.conf.update(task_track_started=True, worker_disable_prefetch=True, broker_connection_retry_on_startup=True)


@celeryd_after_setup.connect  # type: ignore[untyped-decorator]
def report_lost_steps(sender: str, instance: Worker, **_: object) -> None:
    """Fail the steps that an earlier process of this name began and never ended. Names are unique: name@host."""
    backend = instance.app.backend
    for key in backend.client.scan_iter(match=backend.task_keyprefix + b"*"):
        task_id = key.removeprefix(backend.task_keyprefix).decode()
        known = backend.get_task_meta(task_id)
        if known["status"] == STARTED and known["result"]["hostname"] == sender:
            backend.mark_as_failure(task_id, WorkerLostError(f"{sender} was killed while it ran this step"))
