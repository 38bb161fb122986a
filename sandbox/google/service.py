"""The services over gRPC: GoogleAdsService and CustomerService of the one version that is served."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc

from sandbox.google import messages, paging
from sandbox.google.errors import AdsError, not_served, request_error, unsupported_version
from sandbox.google.platform import Call, Google
from sandbox.google.play import broken_off
from sandbox.google.search import accessible, search

_METHOD = re.compile(r"/google\.ads\.googleads\.(?P<version>v\d+)\.services\.(?P<name>\w+/\w+)")
_NO_SUMMARY_ROW = 2


class Service(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Finds the handler of a method. At most `page_rows` rows come in one message."""

    def __init__(self, google: Google, page_rows: int) -> None:
        self._google = google
        self._page_rows = page_rows
        self._methods: dict[str, tuple[Any, Any, Callable[[Call, Any, grpc.ServicerContext], Any]]] = {
            "GoogleAdsService/SearchStream": (messages.StreamRequest, messages.StreamResponse, self._stream),
            "GoogleAdsService/Search": (messages.SearchRequest, messages.SearchResponse, self._search),
            "CustomerService/ListAccessibleCustomers": (
                messages.AccessibleRequest,
                messages.AccessibleResponse,
                self._accessible,
            ),
        }

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        """The handler; None for a method that is not served, which gRPC answers itself."""
        found = _METHOD.fullmatch(handler_call_details.method)
        if found is None or (found["version"] == messages.VERSION and found["name"] not in self._methods):
            return None
        handler = (
            grpc.unary_stream_rpc_method_handler
            if found["name"].endswith("Stream")
            else grpc.unary_unary_rpc_method_handler
        )
        if found["version"] != messages.VERSION:
            return handler(_refusing(found["version"]))
        request_type, response_type, answer = self._methods[found["name"]]

        def behave(request: Any, context: grpc.ServicerContext) -> Any:
            call = _call(handler_call_details, request)
            if self._google.faults.take("hang", call.path, call.customer_id or None):
                _hang(context)
            return answer(call, request, context)

        return handler(behave, request_type.FromString, response_type.SerializeToString)

    def _stream(self, call: Call, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        with _telling(context, messages.VERSION) as request_id:
            if request.summary_row_setting > _NO_SUMMARY_ROW:
                raise not_served("summary rows")
            found = search(self._google, call)
            broken = broken_off(call, self._google.faults)
            count = len(found) if broken is None else len(found) // 2
            for start in range(0, max(count, 1), self._page_rows):
                message = messages.StreamResponse(request_id=request_id)
                message.field_mask.paths.extend(found.mask)
                found.fill(message.results, start, min(start + self._page_rows, count))
                yield message
            if broken is not None:
                raise broken

    def _search(self, call: Call, request: Any, context: grpc.ServicerContext) -> Any:
        with _telling(context, messages.VERSION):
            settings = request.search_settings
            if settings.return_summary_row or settings.omit_results:
                raise not_served("summary rows")
            found = search(self._google, call)
            if request.page_size:
                raise request_error("PAGE_SIZE_NOT_SUPPORTED", "Setting the page size is not supported.")
            message = messages.SearchResponse()
            if request.validate_only:
                return message
            start = paging.start_of(request.page_token, call)
            stop = start + self._page_rows
            message.field_mask.paths.extend(found.mask)
            found.fill(message.results, start, stop)
            if stop < len(found):
                message.next_page_token = paging.token(stop, call)
            if settings.return_total_results_count:
                message.total_results_count = len(found)
            return message

    def _accessible(self, call: Call, _: Any, context: grpc.ServicerContext) -> Any:
        with _telling(context, messages.VERSION):
            return messages.AccessibleResponse(resource_names=accessible(self._google, call))


def _call(details: grpc.HandlerCallDetails, request: Any) -> Call:
    metadata = dict(details.invocation_metadata)
    return Call(details.method, getattr(request, "customer_id", ""), getattr(request, "query", ""), metadata)


@contextmanager
def _telling(context: grpc.ServicerContext, version: str) -> Iterator[str]:
    """Gives the request's id, and tells the client every AdsError."""
    request_id = secrets.token_urlsafe(16)
    context.send_initial_metadata((("request-id", request_id),))
    try:
        yield request_id
    except AdsError as error:
        context.set_trailing_metadata(messages.trailers(error, version, request_id))
        context.abort(error.status, error.message)


def _refusing(version: str) -> Callable[[Any, grpc.ServicerContext], None]:
    def refuse(_: Any, context: grpc.ServicerContext) -> None:
        with _telling(context, version):
            raise unsupported_version(version)

    return refuse


def _hang(context: grpc.ServicerContext) -> None:
    """Say nothing until the client goes away."""
    gone = threading.Event()
    if context.add_callback(gone.set):
        gone.wait()
    context.abort(grpc.StatusCode.CANCELLED, "The client is gone.")
