"""Alerts: `ops.alerts` is the truth, delivery follows it.

`run_failed` and `run_recovered` are told of Dagster's runs, `watch` finds what else is wrong in the warehouse's own
records; `deliver` then tells people. Dagster's sensors and `adwarehouse alerts check` call the same functions.
"""

from resources.alerts.conditions import CONDITIONS, Watched, known_runs, run_failed, run_recovered, watch
from resources.alerts.delivery import Delivered, deliver

__all__ = ["CONDITIONS", "Delivered", "Watched", "deliver", "known_runs", "run_failed", "run_recovered", "watch"]
