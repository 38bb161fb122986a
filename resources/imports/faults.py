"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resources.errors import AdwarehouseError

MOST = 20
"""Faults of a file that are told; the rest shows when these are mended."""
_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    `place` is `line 17` of a CSV file (the header is line 1) or `row 17` of a Parquet file, None where it is about the
    whole file.
    """

    place: str | None
    column: str | None
    what: str

    def __str__(self) -> str:
        where = [self.place or "", f"column {self.column}" if self.column else ""]
        return ": ".join(part for part in (", ".join(filter(None, where)), self.what) if part)


class ImportRefused(AdwarehouseError):
    """A file that does not fit its table. `faults` says where, `MOST` of them at most; nothing of it was written."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file, self.faults = file, tuple(faults[:MOST])
        told = [f"{file} {fault}" if fault.place else f"{file}, {fault}" for fault in self.faults]
        more = "; there may be more" if len(faults) >= MOST else ""
        super().__init__("\n".join([*told, f"nothing was imported{more}"]))


def got(value: object) -> str:
    """A cell as messages show it: in quotes, cut short."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
