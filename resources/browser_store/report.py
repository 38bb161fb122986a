"""What became of each record of an export: taken over, or refused with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal["inserted", "updated", "unchanged"]
KINDS = (
    "products",
    "product_images",
    "background_versions",
    "campaigns",
    "drafts",
    "backgrounds",
    "embedded_images",
    "export",
)
"""`embedded_images` are data URLs inside of JSON that is kept as it is: ad data, steps of drafts, metadata. Of `export`
there is a reject for each place where the file itself is broken."""
NOTHING = "nothing"


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a value: the path of the field, what was expected there and what came, as printable text."""

    field: str
    expected: str
    got: str


@dataclass(frozen=True)
class Place:
    """Where a record is in the export: the key of the browser's store, the position in its list, its own id."""

    key: str
    index: int | None = None
    id: str | None = None


@dataclass(frozen=True)
class Note:
    """A complaint about the record at a place. A refused record may have several."""

    kind: str
    key: str
    index: int | None
    id: str | None
    field: str
    expected: str
    got: str


@dataclass
class Counts:
    """Records of one kind. found = taken + rejected."""

    found: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def taken(self) -> int:
        """Those that are in the database now."""
        return self.inserted + self.updated + self.unchanged


@dataclass
class Report:
    """The books of one import. `ignored_keys` belong to something else than campaigns; their values are not read."""

    dry_run: bool
    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    rejects: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    ignored_keys: list[str] = field(default_factory=list)

    def taken(self, kind: str, outcome: Outcome) -> None:
        """Count a record that was taken over."""
        counts = self.counts[kind]
        counts.found += 1
        setattr(counts, outcome, getattr(counts, outcome) + 1)

    def reject(self, kind: str, place: Place, complaints: Iterable[Complaint]) -> None:
        """Count a record that was not taken over, with everything that is wrong with it."""
        self.counts[kind].found += 1
        self.counts[kind].rejected += 1
        self.rejects += _notes(kind, place, complaints)

    def warn(self, kind: str, place: Place, complaint: Complaint) -> None:
        """Note something that a record which is taken over has to do without."""
        self.warnings += _notes(kind, place, [complaint])

    @property
    def is_complete(self) -> bool:
        """Whether everything was taken over."""
        return not self.rejects

    def kinds(self) -> Iterator[tuple[str, Counts]]:
        """The kinds that were found, in a fixed order."""
        return ((kind, self.counts[kind]) for kind in KINDS if kind in self.counts)

    def document(self) -> dict[str, Any]:
        """Everything as a JSON object; of a second import of the same file only the outcomes differ."""
        return {
            "dry_run": self.dry_run,
            "counts": {kind: {**asdict(counts), "taken": counts.taken} for kind, counts in self.kinds()},
            "rejects": [asdict(note) for note in self.rejects],
            "warnings": [asdict(note) for note in self.warnings],
            "ignored_keys": self.ignored_keys,
        }


def printable(text: str) -> str:
    """Text that every terminal and file takes: control characters and halves of a pair are written as escapes."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _notes(kind: str, place: Place, complaints: Iterable[Complaint]) -> list[Note]:
    where = (printable(place.key), place.index, place.id and printable(place.id))
    return [Note(kind, *where, printable(each.field), each.expected, each.got) for each in complaints]
