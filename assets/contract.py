"""The contract's verdicts as an asset check result."""

import dagster as dg

from assets import metadata
from resources.loading import batches, steps
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.contract import Verdict
from resources.loading.steps import Scope
from resources.platforms.base import Platform, Stream

VALID = frozenset({"validated", "published", "superseded"})


def judged(load: LoadContext, platform: Platform, stream: Stream) -> dg.AssetCheckResult:
    """Judge the run's staged batches; the result speaks about every batch of the run that landed.

    Passes when all are valid or none landed, warns when some are not, and is an error, which blocks, when none is.
    """
    verdicts = steps.judge(load, stream, Scope(platform.name))
    landed = [
        batch
        for batch in batches.of_run(load.warehouse, load.run_id, platform.name, stream.name)
        if batch.status != "landing" and not (batch.status == "failed" and batch.records_fetched == 0)
    ]
    invalid = [batch for batch in landed if batch.status not in VALID]
    blocks = bool(invalid) and len(invalid) == len(landed)
    return dg.AssetCheckResult(
        passed=not invalid,
        severity=dg.AssetCheckSeverity.ERROR if blocks else dg.AssetCheckSeverity.WARN,
        description=_describe(landed, invalid),
        metadata={
            "batches": len(landed),
            "not valid": len(invalid),
            **_broken_terms(verdicts),
            **({"held": metadata.table(metadata.batch_rows(invalid))} if invalid else {}),
        },
    )


def _describe(landed: list[Batch], invalid: list[Batch]) -> str:
    if not landed:
        return "nothing was landed, so there is nothing to judge"
    if not invalid:
        return f"all {len(landed)} batches keep the contract"
    reasons = "\n".join(f"- {batch}: {batch.held_reason or batch.error_message}" for batch in invalid)
    return (
        f"{len(invalid)} of {len(landed)} batches are not published. A person decides about held ones: "
        f"`adwarehouse batches show ID`, then `accept` or `reject`.\n{reasons}"
    )


def _broken_terms(verdicts: list[Verdict]) -> dict[str, dg.TableMetadataValue]:
    rows = [
        {
            "account": verdict.batch.account_id,
            "window": str(verdict.batch.window),
            "expectation": finding.expectation,
            "meaning": finding.meaning,
            "samples": "; ".join(finding.samples),
        }
        for verdict in verdicts
        for finding in verdict.broken
    ]
    return {"broken expectations": metadata.table(rows)} if rows else {}
