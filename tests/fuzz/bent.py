"""Strategies: JSON of any shape, and good pages with something wrong in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

import simplejson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

T = TypeVar("T")
ODD_TEXT = st.sampled_from(
    ["", " ", "0", "-1", "1.5", "1e5", "1e999999", "NaN", "Infinity", "null", "٣", "²", "2026-02-26", "2026-02-30",
     "20260226", "9999-12-31", "0000-00-00", "\0", "\ud800", "\u2028", "a\nb", "a\rb", "x" * 1001, "9" * 50, "9" * 5000,
     "USD", "usd", "none", "../..", "{", "[", '"', "'; DROP TABLE x; --", "🙂" * 400, "\u202e"]
)  # fmt: skip
ODD_NUMBERS = st.sampled_from(
    [0, -0.0, -1, 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**15, 10**18, 10**38, 10**77, 10**400,
     Decimal("1e-400"), Decimal("1e308"), Decimal("1e400"), Decimal("0.1234567890123456789"), Decimal("-1e14")]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | ODD_NUMBERS | ODD_TEXT | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
TOKENS = st.sampled_from(
    [b"", b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\n", b"\r", b"\r\n", b"\n\n", b"\0", b"\xff",
     b"\xef\xbb\xbf", b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"1e-999", b"9" * 5000, b"0" * 40, b"-",
     b"\\ud800", b"\\u0000", b"[" * 3000, b'{"a":' * 3000, b"<", b"&", b"\t",
     b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&#0;"]
)  # fmt: skip


def explore(strategy: st.SearchStrategy[T], check: Callable[[T], None], examples: int) -> None:
    """Run a check on so many examples, and on smaller ones of whatever fails."""
    limits = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    limits(given(strategy)(check))()


@st.composite
def bytes_bent(draw: st.DrawFn, sound: bytes) -> bytes:
    """Bytes with pieces cut out, put in, doubled or cut off."""
    content = bytearray(sound)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 1, 2, 8, 100])))
        piece = draw(TOKENS | st.binary(max_size=4) | st.just(bytes(content[start:end]) * 2))
        content[start:end] = piece
    return bytes(content[: draw(st.integers(0, len(content)))]) if draw(st.booleans()) else bytes(content)


@st.composite
def pages_bent(draw: st.DrawFn, pages: tuple[bytes, ...]) -> list[bytes]:
    """Pages of JSON lines: some records with odd members, members gone, wrapped, twice; or bent as bytes."""
    bent = []
    for page in pages:
        if draw(st.integers(0, 3)) == 0:
            bent.append(draw(bytes_bent(page)))
            continue
        records = [json.loads(line, parse_float=Decimal) for line in page.splitlines()]
        for _ in range(draw(st.integers(1, 3))):
            place = draw(st.integers(0, len(records) - 1))
            records[place] = draw(_bent(records[place]))
        bent.append(b"".join(_line(record) for record in records))
    return bent


def _line(record: Any) -> bytes:
    """As landing writes it; a number of more digits than Python writes stays out."""
    return (simplejson.dumps(record, use_decimal=True) + "\n").encode("ascii")


@st.composite
def _bent(draw: st.DrawFn, record: Any) -> Any:
    holder, root = record, record
    while isinstance(holder, dict | list) and holder:
        names = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        name = draw(st.sampled_from(names))
        if isinstance(holder[name], dict | list) and holder[name] and draw(st.booleans()):
            holder = holder[name]
            continue
        match draw(st.integers(0, 4)):
            case 0:
                del holder[name]
            case 1:
                holder[name] = [holder[name], holder[name]]
            case 2:
                holder[name] = {"$": holder[name]}
            case _:
                holder[name] = draw(VALUES)
        return root
    return draw(VALUES)
