"""A real gRPC server over TLS that answers with what a test wrote down."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.ads.googleads.v26.errors.types import errors as error_types
from google.ads.googleads.v26.services.types import customer_service, google_ads_service

from sandbox.google import certificates

ADS, CUSTOMERS = (f"google.ads.googleads.v26.services.{name}" for name in ("GoogleAdsService", "CustomerService"))
Request, Message, Listing, ListingRequest, Failure = (
    each.pb()
    for each in (
        google_ads_service.SearchGoogleAdsStreamRequest,
        google_ads_service.SearchGoogleAdsStreamResponse,
        customer_service.ListAccessibleCustomersResponse,
        customer_service.ListAccessibleCustomersRequest,
        error_types.GoogleAdsFailure,
    )
)


@dataclass(frozen=True)
class Refusal:
    """An error as Google sends it. `code` is a member of ErrorCode and its number; None: no failure comes with it."""

    status: grpc.StatusCode
    code: tuple[str, int] | None = None
    message: str = "no"
    delay: float | None = None
    version: str = "v26"

    def abort(self, context: grpc.ServicerContext) -> None:
        metadata: list[tuple[str, Any]] = [("request-id", "REQ1")]
        if self.code:
            metadata.append((f"google.ads.googleads.{self.version}.errors.googleadsfailure-bin", self.failure()))
        context.set_trailing_metadata(metadata)
        context.abort(self.status, self.message)

    def failure(self) -> bytes:
        made = Failure(request_id="REQ1")
        error = made.errors.add(message=self.message)
        setattr(error.error_code, *(self.code or ()))
        if self.delay is not None:
            quota = error.details.quota_error_details
            quota.rate_name = "Requests per account"
            quota.retry_delay.FromMilliseconds(int(self.delay * 1000))
        return bytes(made.SerializeToString())


@dataclass(frozen=True)
class Rows:
    """Messages of rows by field, then an error if there is one.

    `mask` replaces what was asked for, `hold` is how many seconds pass before the first message.
    """

    messages: Sequence[Sequence[Mapping[str, Any]]]
    error: Refusal | None = None
    mask: Sequence[str] | None = None
    hold: float = 0


def rows(*each: Mapping[str, Any]) -> Rows:
    """An answer of one message."""
    return Rows([each])


@dataclass(frozen=True)
class Asked:
    """A call as it came."""

    account: str
    query: str
    metadata: dict[str, Any]


@dataclass
class Api:
    """What to answer, in order (the last one again and again), and what was asked. `listing` are account ids."""

    endpoint: str = ""
    answers: list[Rows | Refusal] = field(default_factory=list)
    listing: list[str] | Refusal = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def will_answer(self, *answers: Rows | Refusal) -> None:
        """Replace the script."""
        self.answers = list(answers)

    def search(self, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        self.asked.append(Asked(request.customer_id, request.query, dict(context.invocation_metadata())))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Refusal):
            answer.abort(context)
            return
        time.sleep(answer.hold)
        selected = re.findall(r"[a-z_.]+", request.query.partition(" FROM ")[0].removeprefix("SELECT "))
        for each in answer.messages:
            yield message(each, selected if answer.mask is None else answer.mask)
        if answer.error:
            answer.error.abort(context)

    def list_accessible(self, request: Any, context: grpc.ServicerContext) -> Any:
        self.asked.append(Asked("", "", dict(context.invocation_metadata())))
        if isinstance(self.listing, Refusal):
            self.listing.abort(context)
            return None
        return Listing(resource_names=[f"customers/{each}" for each in self.listing])


def message(rows: Sequence[Mapping[str, Any]], mask: Sequence[str]) -> Any:
    """One message of a stream."""
    made = Message(request_id="REQ1")
    made.field_mask.paths.extend(mask)
    for values in rows:
        row = made.results.add()
        for path, value in values.items():
            *way, name = path.split(".")
            holder = row
            for step in way:
                holder = getattr(holder, step)
            setattr(holder, name, value)
    return made


@contextmanager
def serving(folder: Path) -> Iterator[Api]:
    """Serve a script on the loopback address, with a certificate of the authority in the folder."""
    api = Api()
    server = grpc.server(futures.ThreadPoolExecutor(4))
    stream = grpc.unary_stream_rpc_method_handler(api.search, Request.FromString, Message.SerializeToString)
    listing = grpc.unary_unary_rpc_method_handler(
        api.list_accessible, ListingRequest.FromString, Listing.SerializeToString
    )
    server.add_generic_rpc_handlers(
        (
            grpc.method_handlers_generic_handler(ADS, {"SearchStream": stream}),
            grpc.method_handlers_generic_handler(CUSTOMERS, {"ListAccessibleCustomers": listing}),
        )
    )
    kept = certificates.keep(folder)
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(kept.key, kept.chain)]))
    server.start()
    api.endpoint = f"localhost:{port}"
    try:
        yield api
    finally:
        server.stop(None).wait()
