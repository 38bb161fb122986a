"""What is fuzzed byte by byte: a good input, and what reads it."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.seeds import NAMES, seed
from tests.fuzz.test_adapters import conserved
from tests.fuzz.test_readers import READERS


def _adapter(name: str) -> tuple[bytes, Callable[[bytes], object]]:
    of = seed(name)
    return b"".join(of.pages), lambda content: conserved(of, [content])


TARGETS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {**READERS, **{name: _adapter(name) for name in NAMES}}
