"""A platform whose answers are bent, over the wire: a reading ends with pages or with an error of the product's own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resources.errors import PlatformError
from resources.loading.landing import json_lines
from resources.settings import Settings
from sandbox import credentials
from sandbox.embedded.platforms import addresses, applications
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.server import create_app, serve
from tests import authority
from tests.fuzz.seeds import NAMES, OF, SOME, TODAY
from tests.resources.platforms.contract import Subject, World
from tests.served import NOWHERE, Served, SteppingClock

BENT = [name for name in NAMES if not name.startswith("google")]
"""Google's answers are messages of gRPC, which its own library reads."""
READINGS = [15, pytest.param(1_000, marks=[pytest.mark.thorough, pytest.mark.timeout(3_600)])]
ODD: list[Any] = [
    None, True, 0, -1, 1.5, 10**20, 10**400, "", "x", "9" * 400, "\ud800", [], {}, [[]], [None], {"error": 1},
    {"error": {"code": 190}}, {"paging": {"next": "x"}}, "2026-02-30",
]  # fmt: skip
STATUSES = [200, 206, 302, 400, 403, 429, 500]
CUTS = [b"", b"{", b"\xff", b"<html>", b"null", b"[]", b"{}", b'"x"', b"[" * 9_000, b"9" * 9_000, b"NaN", b"\x1f\x8b"]


@dataclass
class Bending:
    """Bends some answers, the same ones for the same seed."""

    app: ASGIApp
    draw: random.Random | None = None

    @contextmanager
    def bent(self, seed: str) -> Iterator[None]:
        """Bend answers for a while."""
        self.draw = random.Random(seed)
        try:
            yield
        finally:
            self.draw = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what the application says, or something like it."""
        start: list[Message] = []
        body = bytearray()

        async def gather(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                bent = _Bent(self.draw or random.Random(0))
                content = bent.body(bytes(body))
                await send(bent.started(start[0], content))
                await send({"type": "http.response.body", "body": content})

        is_bent = scope["type"] == "http" and self.draw is not None
        await self.app(scope, receive, gather if is_bent else send)


@dataclass(frozen=True)
class _Bent:
    """One answer that may be bent."""

    draw: random.Random

    def started(self, message: Message, body: bytes) -> Message:
        headers = [(name, value) for name, value in message["headers"] if name != b"content-length"]
        status = message["status"] if self.draw.random() > 0.05 else self.draw.choice(STATUSES)
        length = (b"content-length", str(len(body)).encode())
        return {**message, "status": status, "headers": [*headers, length]}

    def body(self, body: bytes) -> bytes:
        if self.draw.random() < 0.6:
            return body
        if self.draw.random() < 0.3:
            return self.draw.choice([*CUTS, body[: self.draw.randrange(len(body) + 1)]])
        try:
            document = json.loads(body)
        except ValueError:
            place = self.draw.randrange(len(body) + 1)
            return body[:place] + self.draw.choice(CUTS) + body[place + self.draw.randrange(9) :]
        return json.dumps(self._changed(document)).encode()

    def _changed(self, value: Any) -> Any:
        if isinstance(value, dict | list) and value and self.draw.random() < 0.9:
            name = self.draw.choice(list(value) if isinstance(value, dict) else range(len(value)))
            if self.draw.random() < 0.1:
                del value[name]
            else:
                value[name] = self._changed(value[name])
            return value
        return self.draw.choice(ODD)


@pytest.fixture(scope="module")
def bending() -> Iterator[tuple[Bending, World]]:
    """The sandbox behind something that bends its answers as soon as it is told to."""
    ledger, clock, faults = Ledger.default(), SteppingClock(TODAY), Faults()
    issued = credentials.issue(ledger)
    bends = Bending(create_app(ledger, clock, issued, faults))
    with serve(bends) as http:
        environment = addresses(http, NOWHERE, authority.folder()) | applications(issued)
        settings = Settings.model_validate({name.lower(): value for name, value in environment.items()})
        yield bends, World(Served(ledger, clock, faults, issued, settings))


def read(world: World, bends: Bending, name: str, number: int) -> None:
    """One reading of a stream, all of whose answers may be bent."""
    of, _, stream_name = name.partition(".")
    subject = Subject(of, stream_name, "marketplace" if name == "clickbank.products" else OF[of])
    stream, client = subject.stream, world.client(subject, world.secret(subject))
    with bends.bent(f"{name} {number}"):
        try:
            for page in stream.fetch(client, subject.account, SOME):
                json_lines(page, stream.personal_fields)
            if stream.total:
                stream.total(client, subject.account, SOME)
        except PlatformError:
            return
        except Exception as error:
            error.add_note(f"reading {number} of {name}")
            raise


@pytest.mark.parametrize("readings", READINGS)
@pytest.mark.parametrize("name", BENT)
def test_a_reading_of_bent_answers_ends_with_pages_or_a_platform_error(
    bending: tuple[Bending, World], name: str, readings: int
) -> None:
    bends, world = bending
    for number in range(readings):
        read(world, bends, name, number)


@pytest.mark.parametrize(
    ("name", "number"), [("meta.campaign_daily", 3), ("naver.campaign_daily", 76), ("clickbank.campaign_daily", 52)]
)
def test_readings_that_failed_once_end_as_they_should(bending: tuple[Bending, World], name: str, number: int) -> None:
    bends, world = bending
    read(world, bends, name, number)
