"""What the platform says when it does not answer: plain text, whatever was asked for.

403 is said to a wrong key, a missing role, an unknown account and a client that asks too often, in the same words.
"""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response


class Refused(Exception):
    """A reply that is not an answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status} {text}")
        self.status = status
        self.text = text

    def response(self) -> Response:
        """The refusal over HTTP."""
        return PlainTextResponse(self.text, self.status)


def forbidden() -> Refused:
    """One of four things, and nobody says which."""
    return Refused(403, "Access is denied")


def invalid(detail: str) -> Refused:
    """A parameter that cannot be read."""
    return Refused(400, f"Invalid request: {detail}")


def unknown(path: str) -> Refused:
    """There is no such address."""
    return Refused(404, f"Not found: {path}")


def not_acceptable() -> Refused:
    """Neither JSON nor XML will do for the client."""
    return Refused(406, "Not Acceptable")


def too_long() -> Refused:
    """The address has more characters than the platform reads."""
    return Refused(414, "Request-URI Too Long")


def broken() -> Refused:
    """Temporary."""
    return Refused(500, "Internal Server Error")
