"""What exists: thin assets over `resources`. A window in, calls to the outside, results with metadata out.

These modules do without `from __future__ import annotations`: Dagster looks at the types of their parameters.
"""

import warnings

import dagster as dg

# `backfill_policy` is in beta; a range of days in one run rests on it, knowingly.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

OWNERS = ("team:data-engineering",)
