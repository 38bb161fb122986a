"""The platform's errors: problems of the gateway, told by their type, and errors of the application, told by code."""

from __future__ import annotations

from typing import Any

PROBLEM = "urn:naver:api:problem:"
FORBIDDEN = 403


class NaverError(Exception):
    """An error reply: its HTTP status and its document."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        super().__init__(str(document))
        self.status = status
        self.document = document


def missing_header(name: str, status: int) -> NaverError:
    """A header is not there. The status is 400 for downloads, 403 for everything else."""
    detail = f"HTTP header required: {name}"
    return _problem("missing-header", "Missing Header", detail, {"header": name}, status)


def invalid_apikey(licence: str) -> NaverError:
    """An access licence that was never given out, or was taken back."""
    return _problem("invalid-apikey", "Invalid API-KEY", f"API-KEY '{licence}' is invalid.", {"apikey": licence})


def invalid_timestamp(timestamp: str) -> NaverError:
    """The time of the call is not now."""
    return _problem("invalid-timestamp", "Invalid Timestamp", "Request has expired.", {"timestamp": timestamp})


def invalid_signature(signature: str) -> NaverError:
    """The signature is not the one of this request."""
    told = {"signature": signature}
    return _problem("invalid-signature", "Invalid Signature", f"Signature '{signature}' is invalid.", told)


def auth_failed(licence: str, customer_id: str) -> NaverError:
    """The licence is good but may not read this customer."""
    detail = f"Auth failed with api-key: {licence}, customer-id: {customer_id}"
    return _problem("auth-failed", "Auth Failed", detail, {})


def throttled(variant: str) -> NaverError:
    """Over a limit, in the words of the application (429, 1014, 1016) or of the gateway (toomanyrequest)."""
    match variant:
        case "toomanyrequest":
            return _problem("toomanyrequest", "Too Many Request", "Too many requests.", {}, 429)
        case "1014":
            return refused(1014, "Cannot handle the request. The limit has been exceeded.")
        case "1016":
            return refused(1016, "Too many connections")
        case _:
            return refused(429, "Cannot handle the request. Too many requests already exist.", 429)


def wrong(detail: str) -> NaverError:
    """A parameter is missing, unknown or not acceptable."""
    return refused(1002, "Invalid request", detail=detail)


def wrong_record_size() -> NaverError:
    """A page is too small or too large."""
    return refused(2024, "Invalid record size")


def not_found() -> NaverError:
    """There is no such thing, or no longer."""
    return refused(1001, "Cannot find the requested resource(ID or entity).", 404)


def unknown_report() -> NaverError:
    """There is no such report, or no longer."""
    return refused(4601, "Invalid report ID", 404)


def foreign() -> NaverError:
    """Something of another customer, or of nobody."""
    return refused(1018, "No permission to access the resource.", 404)


def unknown_path() -> NaverError:
    """There is no such path, or not for this method."""
    return refused(1009, "Invalid URL format", 404)


def unsupported() -> NaverError:
    """Statistics that cannot be asked for together."""
    return refused(11001, "지원하지 않는 기능입니다.")


def mixed() -> NaverError:
    """Statistics of things that are not of a kind."""
    return refused(11003, "Invalid request", detail="ids of different campaign types or levels cannot be mixed")


def unavailable(status: int = 500) -> NaverError:
    """Temporary."""
    return NaverError(status, {"code": 1004, "status": 500, "title": "Cannot handle the request."})


def maintenance() -> NaverError:
    """Closed for some hours of the night."""
    return refused(503, "Service is currently undergoing scheduled maintenance.", 503)


def refused(code: int, title: str, status: int = 400, detail: str | None = None) -> NaverError:
    """An error of the application."""
    document = {"code": code, "status": status, "title": title}
    return NaverError(status, document if detail is None else document | {"detail": detail})


def _problem(kind: str, title: str, detail: str, told: dict[str, str], status: int = FORBIDDEN) -> NaverError:
    return NaverError(status, {**told, "status": status, "title": title, "detail": detail, "type": PROBLEM + kind})
