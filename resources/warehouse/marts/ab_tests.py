"""What the counts of a test of two variants say: intervals, and whether the difference is one.

Everything is two-sided at 95 %. What the counts do not determine is None. statsmodels is imported where it is used,
because that takes more than a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from resources.warehouse.connection import Cursor
from resources.warehouse.statements import statement

ALPHA = 0.05
EXPECTED_AT_LEAST = 5
"""Cochran's rule: with fewer conversions, or fewer participants without one, a z test is not to be relied on."""


@dataclass(frozen=True)
class Variant:
    """Participants of a variant, and those of them who converted."""

    participants: int
    conversions: int


def complete(cursor: Cursor) -> None:
    """Put the statistics into the recomputed rows of marts.ab_test_summary."""
    tests = cursor.execute(statement("marts/ab_test_summary/counts")).fetchall()
    if tests:
        cursor.executemany(
            statement("marts/ab_test_summary/statistics"),
            [{"test_id": test["test_id"], **_of(test)} for test in tests],
        )


def _of(test: Mapping[str, Any]) -> dict[str, Any]:
    a, b = (Variant(test[f"participants_{name}"], test[f"conversions_{name}"]) for name in "ab")
    return statistics(a, b, test["target_users"])


def statistics(a: Variant, b: Variant, target: int | None) -> dict[str, Any]:
    """Columns of marts.ab_test_summary: rates and uplift in percent with 4 decimals, the p-value with 6.

    Without `target` participants, both variants together, a test has not enough of them: who looks again and again
    and stops at the first difference finds one sooner or later.
    """
    z_statistic, p_value = _test(a, b)
    is_enough = a.participants + b.participants >= (target or 0) and _is_normal(a, b)
    is_significant = is_enough and p_value is not None and p_value < ALPHA
    uplift = _uplift_interval(a, b)
    return {
        **_ends("conversion_rate", _wilson(a), "_a"),
        **_ends("conversion_rate", _wilson(b), "_b"),
        **_ends("uplift", uplift),
        "z_statistic": _rounded(z_statistic),
        "p_value": _rounded(p_value, "0.000001"),
        "has_enough_participants": is_enough,
        "is_significant": is_significant,
        "winner": ("B" if (z_statistic or 0) > 0 else "A") if is_significant else None,
    }


def _wilson(variant: Variant) -> tuple[float, float] | None:
    from statsmodels.stats.proportion import proportion_confint

    if not variant.participants:
        return None
    low, high = proportion_confint(variant.conversions, variant.participants, ALPHA, method="wilson")
    return low * 100, high * 100


def _uplift_interval(a: Variant, b: Variant) -> tuple[float, float] | None:
    """Katz's interval, of the logarithm of the ratio of rates: it needs a conversion on either side."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not (a.conversions and b.conversions) or not _varies(a, b):
        return None
    low, high = confint_proportions_2indep(
        b.conversions, b.participants, a.conversions, a.participants, method="log", compare="ratio", alpha=ALPHA
    )
    return (low - 1) * 100, (high - 1) * 100


def _test(a: Variant, b: Variant) -> tuple[float | None, float | None]:
    from statsmodels.stats.proportion import proportions_ztest

    if not (a.participants and b.participants) or not _varies(a, b):
        return None, None
    statistic, p_value = proportions_ztest([b.conversions, a.conversions], [b.participants, a.participants])
    return float(statistic), float(p_value)


def _varies(a: Variant, b: Variant) -> bool:
    """Some converted and some did not."""
    return 0 < a.conversions + b.conversions < a.participants + b.participants


def _is_normal(a: Variant, b: Variant) -> bool:
    together, conversions = a.participants + b.participants, a.conversions + b.conversions
    fewest = min(conversions, together - conversions) * min(a.participants, b.participants)
    return fewest >= EXPECTED_AT_LEAST * together > 0


def _ends(name: str, interval: tuple[float, float] | None, variant: str = "") -> dict[str, Decimal | None]:
    low, high = interval or (None, None)
    return {f"{name}_low{variant}": _rounded(low), f"{name}_high{variant}": _rounded(high)}


def _rounded(value: float | None, unit: str = "0.0001") -> Decimal | None:
    return None if value is None else Decimal(float(value)).quantize(Decimal(unit), ROUND_HALF_UP)
