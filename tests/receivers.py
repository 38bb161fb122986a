"""Real receivers of alerts on the loopback address: a webhook and a mail server that record, refuse, or keep silent."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.embedded.home import free_port
from sandbox.server import HOST, serve


@dataclass
class Webhook:
    """What a webhook received; it answers with `status`. Its silent part, once `asked`, waits to be told to `go_on`."""

    url: str = ""
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def received(self) -> list[dict[str, Any]]:
        """The notices."""
        return [json.loads(body) for body in self.bodies]

    async def take(self, request: Request) -> Response:
        """Record a request and answer."""
        self.bodies.append(await request.body())
        return Response(status_code=self.status)

    def wait(self, request: Request) -> Response:
        """Keep silent until told to go on."""
        self.asked.set()
        self.go_on.wait(30)
        return Response()


@contextmanager
def webhook() -> Iterator[Webhook]:
    """Serve one; below its address, `/silent` never answers."""
    hook = Webhook()

    async def take(request: Request) -> Response:
        return await hook.take(request)

    routes = [Route("/hook-a8f5f167f44f", take, methods=["POST"]), Route("/silent", hook.wait, methods=["POST"])]
    with serve(Starlette(routes=routes)) as base:
        hook.url = f"{base}/hook-a8f5f167f44f"
        try:
            yield hook
        finally:
            hook.go_on.set()


@dataclass
class Mailbox:
    """What a mail server took. It refuses the receivers in `refused`, everything while `is_down`."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)
    is_down: bool = False

    @property
    def url(self) -> str:
        """Its address, without a login."""
        return f"smtp://{HOST}:{self.port}"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse a receiver, or take it."""
        if self.is_down:
            return "421 4.3.2 closing"
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Take every login; note it, and whether it came encrypted."""
        assert isinstance(data, LoginPassword)
        assert server.transport
        is_encrypted = server.transport.get_extra_info("sslcontext") is not None
        self.logins.append((data.login.decode(), data.password.decode(), is_encrypted))
        return AuthResult(success=True)


@contextmanager
def mailbox(
    host: str = HOST, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[Mailbox]:
    """Serve one, encrypted from the first byte (`tls`) or when asked (`starttls`)."""
    box = Mailbox(free_port())
    controller = Controller(
        box,
        hostname=host,
        port=box.port,
        ssl_context=tls,
        tls_context=starttls,
        authenticator=box.login,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
