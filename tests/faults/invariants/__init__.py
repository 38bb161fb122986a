"""The one checker: what must be true after any fault, whatever happened. See docs/reliability.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tests.faults.invariants.books import i4_conservation, i9_log_truth, i12_no_regress
from tests.faults.invariants.convergence import fingerprint, i6_convergence
from tests.faults.invariants.facts import i1_count, i2_money, i3_nodup
from tests.faults.invariants.leaks import i11_secrets
from tests.faults.invariants.reader import Reader, Slices
from tests.faults.invariants.rollups import i7_rollup
from tests.faults.invariants.tiers import i8_tiers, i10_archive
from tests.playground import Playground

__all__ = ["INVARIANTS", "Reader", "Slices", "broken", "fingerprint", "require"]

INVARIANTS: dict[str, Callable[[Playground], list[str]]] = {
    "I9 LOG TRUTH": i9_log_truth,
    "I10 ARCHIVE": i10_archive,
    "I8 TIERS": i8_tiers,
    "I1 COUNT": i1_count,
    "I2 MONEY": i2_money,
    "I3 NODUP": i3_nodup,
    "I4 CONSERVATION": i4_conservation,
    "I7 ROLLUP": i7_rollup,
    "I12 NO-REGRESS": i12_no_regress,
}
"""Each gives a line for whatever breaks it. I5 is seen by readers, I6 and I11 take something to compare with."""
NEED_THE_ARCHIVE = ("I1 COUNT", "I2 MONEY", "I3 NODUP", "I7 ROLLUP")
SHOWN = 5


def broken(
    world: Playground, *, clean: Mapping[str, str] | None = None, logs: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Every broken invariant with what breaks it; {} when all is well.

    Facts that cannot be read because the archive is damaged (I10) are not judged.
    """
    found: dict[str, list[str]] = {}
    for name, check in INVARIANTS.items():
        if not ("I10 ARCHIVE" in found and name in NEED_THE_ARCHIVE):
            found |= {name: lines} if (lines := check(world)) else {}
    if clean is not None and (lines := i6_convergence(world, clean)):
        found["I6 CONVERGENCE"] = lines
    if lines := i11_secrets(world, logs):
        found["I11 SECRETS"] = lines
    return found


def require(world: Playground, *, clean: Mapping[str, str] | None = None, logs: Iterable[str] = ()) -> None:
    """Assert every invariant that the world allows to be judged: I1 to I4, I7 to I12, and I6 against `clean`.

    The message names the broken ones (`I2 MONEY: ...`). Runs that were killed are swept first, as the next start would.
    `logs` is what processes other than this one have said; what this one logged is known.
    """
    found = broken(world, clean=clean, logs=logs)
    assert not found, "\n".join(f"{name}: {_told(lines)}" for name, lines in found.items())


def _told(lines: list[str]) -> str:
    more = f"; and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return "; ".join(lines[:SHOWN]) + more
