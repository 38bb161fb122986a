"""The contract: a Great Expectations suite a stream judges each staged batch before anything is published.

A batch that keeps it is `validated`; one that breaks it is `held`, with what was expected and samples of what came,
until a person decides. Great Expectations takes seconds to import, so only `Judge` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from resources.errors import BatchHeld
from resources.loading import batches, staging
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.loading.contract.suites import Term, terms


@dataclass(frozen=True)
class Finding:
    """What one expectation found. `samples` are at most five offending rows or values."""

    expectation: str
    meaning: str
    passed: bool
    samples: list[str]

    def __str__(self) -> str:
        return f"{self.meaning} ({self.expectation}){': ' + '; '.join(self.samples) if self.samples else ''}"


@dataclass(frozen=True)
class Verdict:
    """The judgement of one batch."""

    batch: Batch
    findings: list[Finding]

    @property
    def passed(self) -> bool:
        """Every expectation was met."""
        return not self.broken

    @property
    def broken(self) -> list[Finding]:
        """The expectations that were not met."""
        return [finding for finding in self.findings if not finding.passed]


class Judge:
    """One warm Great Expectations context for all batches of a run. Use it as a context manager."""

    def __init__(self, context: LoadContext) -> None:
        from resources.loading.contract.engine import Engine

        self._context = context
        self._engine = Engine(context.warehouse.url)

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def judge(self, batch: Batch) -> Verdict:
        """Judge a staged batch and record the verdict; a batch beyond `staged` is returned as it was judged.

        Raises:
            BatchHeld: a newer publish of its days has superseded it meanwhile.
        """
        suite = terms(self._context.warehouse, batch)
        verdict = Verdict(batch, [_finding(term, result) for term, result in self._engine.validate(batch, suite)])
        found = [vars(finding) for finding in verdict.findings]
        told: dict[str, Any] = {"status": "validated", "contract": found}
        if not verdict.passed:
            reason = " | ".join(str(finding) for finding in verdict.broken)
            told = {"status": "held", "contract": found, "held_reason": reason}
        try:
            with self._context.warehouse.transaction("contract.verdict") as cursor:
                batches.advance(cursor, batch, **told)
        except BatchHeld:
            staging.drop(self._context, batch)
            raise
        return Verdict(batches.get(self._context.warehouse, batch.id), verdict.findings)


def _finding(term: Term, result: dict[str, Any]) -> Finding:
    return Finding(term.name, term.meaning, result["passed"], [str(sample)[:200] for sample in result["samples"][:5]])
