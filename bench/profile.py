"""Where the seconds go between landed pages and published facts, statement by statement, in one load.

Statements are named by their header; what the client does by itself while it copies (reading pages, parsing, writing
CSV) is told apart from waiting for the server to take it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from bench.pages import load
from bench.world import World
from resources.loading.contract import Judge

CLIENT = "the client: reading pages, parsing, CSV"
SERVER = "COPY into staging: waiting for the server"
ELSE = "everything else, the contract with it"
LEAST = 0.005
"""Share of the whole below which a statement is not told."""

spent: defaultdict[str, float] = defaultdict(float)


class TimedCursor(psycopg.Cursor[Any]):
    """Adds the seconds of every statement to `spent`."""

    def execute(self, query: Any, *words: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return super().execute(query, *words, **options)
        finally:
            spent[_purpose(query, self.connection)] += time.perf_counter() - begun

    @contextmanager
    def copy(self, *words: Any, **options: Any) -> Iterator[Any]:
        begun, waited = time.perf_counter(), spent[SERVER]
        with super().copy(*words, **options) as copy:
            write = copy.write

            def timed(block: Any) -> None:
                asked = time.perf_counter()
                write(block)
                spent[SERVER] += time.perf_counter() - asked

            copy.write = timed
            yield copy
            ended = time.perf_counter()
        spent[CLIENT] += ended - begun - (spent[SERVER] - waited)
        spent[SERVER] += time.perf_counter() - ended


def _purpose(query: Any, connection: Any) -> str:
    text = query.as_string(connection) if isinstance(query, sql.Composable) else str(query)
    return text.splitlines()[0].removeprefix("-- purpose: ")[:90]


def profile(servers: World, records: int) -> Iterator[str]:
    """One load without the contract and one with it, in lines."""
    with Judge(servers.context) as judge:
        yield from _profile(servers, records, None)
        yield from _profile(servers, records, judge)


def _profile(servers: World, records: int, judge: Judge | None) -> Iterator[str]:
    servers.clear()
    servers.context.warehouse.connection.cursor_factory = TimedCursor
    spent.clear()
    begun = time.perf_counter()
    load(servers.context, records, judge)
    whole = time.perf_counter() - begun
    spent[ELSE] = whole - sum(spent.values())
    yield f"{whole:7.2f} s  100 %  landed pages to facts, {'with' if judge else 'without'} the contract"
    for name, seconds in sorted(spent.items(), key=lambda each: -each[1]):
        if seconds > LEAST * whole:
            yield f"{seconds:7.2f} s {100 * seconds / whole:4.0f} %  {name}"
