"""Landing: the only step that talks to a platform. Pages go to the object store as they came.

A fetch counts once its `_manifest.json` is written, which happens last; without it there is no fetch.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, TypeVar, overload

import simplejson
from isal import igzip, isal_zlib

from resources.accounts import ConnectedAccount
from resources.errors import BadPage
from resources.loading import batches
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.object_store import ObjectStore
from resources.platforms.base import Client, Page, Record, Stream, Totals, Written
from resources.windows import Window

MANIFEST = "_manifest.json"
BLANKED = "***"
READS_AT_ONCE = 8
PAGES_AT_HAND = 16
AHEAD = 2
"""Pages that are written or unpacked at once, mostly outside of Python's lock."""
S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class LandedPage:
    """An object of gzipped JSON lines, one record a line."""

    key: str
    bytes: int
    sha256: str
    records: int


@dataclass(frozen=True)
class Landed:
    """What a fetch left in the object store."""

    pages: tuple[LandedPage, ...]
    total: Totals | None

    @property
    def records(self) -> int:
        """Source records over all pages."""
        return sum(page.records for page in self.pages)

    @property
    def bytes(self) -> int:
        """Compressed size over all pages."""
        return sum(page.bytes for page in self.pages)


def land(context: LoadContext, client: Client, stream: Stream, account: ConnectedAccount, window: Window) -> Batch:
    """Fetch one window of one account into the object store and record it as a `landed` batch.

    Raises:
        PlatformError: the platform did not give the window; the batch is closed as failed first.
    """
    batch = batches.create(context, stream, account, window)
    calls_before = client.api_calls
    try:
        landed = _fetch(context.store, client, stream, account, window, str(batch.landing_prefix))
    except Exception as error:
        batches.fail(context.warehouse, batch, error)
        raise
    with context.warehouse.transaction("landing.record") as cursor:
        batches.update(
            cursor,
            batch.id,
            status="landed",
            pages=len(landed.pages),
            bytes=landed.bytes,
            records_fetched=landed.records,
            api_calls=client.api_calls - calls_before,
            platform_total=_jsonable(landed.total),
        )
    return batches.get(context.warehouse, batch.id)


def _fetch(
    store: ObjectStore, client: Client, stream: Stream, account: ConnectedAccount, window: Window, prefix: str
) -> Landed:
    fetched = stream.fetch(client, account.account_id, window)
    pages = tuple(
        _store_page(store, f"{prefix}/page-{number:05}.jsonl.gz", *page)
        for number, page in enumerate(_compressed(fetched, stream.personal_fields))
    )
    landed = Landed(pages, stream.total(client, account.account_id, window) if stream.total else None)
    manifest = {
        "platform": account.platform,
        "stream": stream.name,
        "account_id": account.account_id,
        "window_start": str(window.start),
        "window_end": str(window.end),
        "records": landed.records,
        "platform_total": _jsonable(landed.total),
        "pages": [asdict(page) for page in pages],
    }
    store.put(f"{prefix}/{MANIFEST}", json.dumps(manifest, indent=1).encode(), boundary="landing.manifest")
    return landed


def _jsonable(total: Totals | None) -> dict[str, Any] | None:
    if total is None:
        return None
    return {name: None if value is None else str(value) for name, value in asdict(total).items()}


def json_lines(page: Page, personal: Sequence[str]) -> bytes:
    """A page as it is landed: a JSON object a line in ASCII, decimals as they are, `personal` fields blanked."""
    if isinstance(page.records, Written) and not personal:
        return page.records.json_lines()
    lines = (simplejson.dumps(_blank(record, personal), use_decimal=True) + "\n" for record in page.records)
    return "".join(lines).encode("ascii")


def _compressed(pages: Iterator[Page], personal: Sequence[str]) -> Iterator[tuple[bytes, int]]:
    """Each page as an object to store, and its number of records. While one is written the next is fetched."""
    return _ahead(lambda page: (_packed(json_lines(page, personal)), len(page.records)), pages)


def _packed(lines: bytes) -> bytes:
    """As gzip. ISA-L takes a tenth of zlib's time, and leaves a fifth more bytes."""
    return igzip.compress(lines, isal_zlib.ISAL_DEFAULT_COMPRESSION, mtime=0)


def _unpacked(page: bytes) -> bytes:
    lines: bytes = igzip.decompress(page)  # type: ignore[no-untyped-call]
    return lines


def _ahead(action: Callable[[S], T], inputs: Iterable[S]) -> Iterator[T]:
    """Results in the order of the inputs. Some inputs ahead are worked on in threads, whatever the caller does."""
    with ThreadPoolExecutor(AHEAD, thread_name_prefix="ahead") as pool:
        at_work: deque[Future[T]] = deque()
        for each in inputs:
            at_work.append(pool.submit(action, each))
            if len(at_work) > AHEAD:
                yield at_work.popleft().result()
        for work in at_work:
            yield work.result()


def _store_page(store: ObjectStore, key: str, compressed: bytes, records: int) -> LandedPage:
    stored = store.put(key, compressed, boundary="landing.page")
    assert stored.sha256 is not None
    return LandedPage(key, stored.size, stored.sha256, records)


def _blank(record: Record, personal: Sequence[str]) -> Record:
    present = [name for name in personal if name in record]
    return {**record, **dict.fromkeys(present, BLANKED)} if present else record


class LandedPages(Sequence[bytes]):
    """The pages of a fetch in order, each as UTF-8 JSON lines; in memory they are compressed until asked for.

    They are on their way when this is made; whoever asks for one waits for it, and for BadPage if it cannot be had.
    """

    def __init__(self, reads: Sequence[Future[bytes]]) -> None:
        self._reads = reads
        self._page = lru_cache(maxsize=PAGES_AT_HAND)(lambda number: _unpacked(reads[number].result()))

    def __len__(self) -> int:
        return len(self._reads)

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        return LandedPages(self._reads[number]) if isinstance(number, slice) else self._page(number)

    def __iter__(self) -> Iterator[bytes]:
        return _ahead(lambda read: _unpacked(read.result()), self._reads)


@contextmanager
def reading_pages(store: ObjectStore, batch: Batch) -> Iterator[LandedPages]:
    """The landed pages, verified against the manifest; what has not been read at the end never is.

    Raises:
        BadPage: a page is missing or is not what was landed.
    """
    where: dict[str, Any] = {"platform": batch.platform, "account": batch.account_id, "window": batch.window}
    if batch.landing_prefix is None:
        raise BadPage("the landed pages are no longer kept (LANDING_DAYS); fetch the window again", **where)

    def get(key: str) -> bytes:
        try:
            return store.get(key)
        except KeyError as error:
            raise BadPage(f"landed object {error} is gone; fetch the window again", **where) from None

    def read(page: Mapping[str, Any]) -> bytes:
        content = get(page["key"])
        if hashlib.sha256(content).hexdigest() != page["sha256"]:
            raise BadPage(f"landed page {page['key']} changed since it was written", **where)
        return content

    manifest = json.loads(get(f"{batch.landing_prefix}/{MANIFEST}"))
    pool = ThreadPoolExecutor(READS_AT_ONCE, thread_name_prefix="read")
    try:
        yield LandedPages([pool.submit(read, page) for page in manifest["pages"]])
    finally:
        pool.shutdown(cancel_futures=True)
