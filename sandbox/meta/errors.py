"""The Graph API's error document, and the errors the sandbox gives."""

from __future__ import annotations

import secrets
from typing import Any


class GraphError(Exception):
    """An error reply: HTTP `status` and the members of Graph's error object."""

    def __init__(
        self,
        message: str,
        code: int,
        *,
        subcode: int | None = None,
        status: int = 400,
        kind: str = "OAuthException",
        transient: bool = False,
        title: str | None = None,
        wait_minutes: int = 0,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.subcode = subcode
        self.status = status
        self.kind = kind
        self.transient = transient
        self.title = title
        self.wait_minutes = wait_minutes

    def document(self) -> dict[str, Any]:
        """The body of the reply."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["is_transient"] = self.transient
        if self.title is not None:
            error |= {"error_user_title": self.title, "error_user_msg": self.message}
        return {"error": {**error, "fbtrace_id": f"A{secrets.token_urlsafe(16)}"}}


def invalid(message: str) -> GraphError:
    """A parameter is not acceptable: permanent."""
    return GraphError(f"(#100) {message}", 100)


def unknown_object(name: str) -> GraphError:
    """No such object, or not for this token. A report run that was just created looks the same."""
    message = (
        f"Unsupported request. Object with ID '{name}' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation."
    )
    return GraphError(message, 100, subcode=33, kind="GraphMethodException")


def unknown_path(path: str) -> GraphError:
    """Graph has no such path."""
    return GraphError(f"Unknown path components: /{path}", 2500)


def bad_token(subcode: int) -> GraphError:
    """The token is invalid (467), expired (463) or was revoked by a new password (460)."""
    reasons = {
        460: "The session has been invalidated because the user changed their password.",
        463: "Session has expired.",
        467: "The session is invalid because the user logged out.",
    }
    return GraphError(f"Error validating access token: {reasons[subcode]}", 190, subcode=subcode)


def not_permitted() -> GraphError:
    """The token is good and the account exists, but they have nothing to do with each other."""
    return GraphError("(#200) Ad account owner has NOT grant ads_management or ads_read permission", 200, status=403)


def too_large() -> GraphError:
    """The range is too long for the breakdown: ask asynchronously or for less."""
    return GraphError("Service temporarily unavailable", 2, subcode=1504038, status=500, title="Request timed out")


def too_many_rows() -> GraphError:
    """The answer has too many rows for a synchronous reply."""
    return GraphError(
        "(#100) Too many rows were requested: use an asynchronous report", 100, subcode=1487534, title="Too many rows"
    )


def too_old() -> GraphError:
    """The range begins before the 37 months that insights are kept."""
    return GraphError("(#3018) The start date of the time range cannot be beyond 37 months from the current date", 3018)


def reduce_data() -> GraphError:
    """The page is too large; recognised by its text only."""
    return GraphError("Please reduce the amount of data you're asking for, then retry your request", 1, status=500)


def unavailable(status: int = 500) -> GraphError:
    """Temporary."""
    return GraphError("Service temporarily unavailable", 2, status=status, transient=True)


def throttled(variant: str) -> GraphError:
    """Over a limit. 80004 tells in the headers how long to wait, the others do not."""
    match variant:
        case "17":
            return GraphError("(#17) User request limit reached", 17, subcode=2446079, transient=True)
        case "613":
            return GraphError("(#613) Calls to this api have exceeded the rate limit.", 613, subcode=1487742)
        case "4":
            return GraphError("(#4) Application request limit reached", 4, subcode=1504022, transient=True)
        case _:
            message = "(#80004) There have been too many calls to this ad-account. Wait a bit and try again."
            return GraphError(message, 80004, subcode=2446079, wait_minutes=1)
