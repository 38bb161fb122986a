"""The platform's errors: a word, a message and an HTTP status."""

from __future__ import annotations

from typing import Any

DENIED = 403


class ShopeeError(Exception):
    """An error reply. `is_bare` leaves `warning` and `response` out, as the gateway does."""

    def __init__(self, error: str, message: str, status: int = 200, *, is_bare: bool = True) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error
        self.message = message
        self.status = status
        self.is_bare = is_bare

    def document(self) -> dict[str, Any]:
        """The body of the reply, but for its request_id."""
        said = {"error": self.error, "message": self.message}
        return said if self.is_bare else said | {"warning": None, "response": None}


def refused(message: str) -> ShopeeError:
    """The gateway cannot make sense of who is asking."""
    return ShopeeError("error_param", message, DENIED)


def wrong(detail: str) -> ShopeeError:
    """A parameter is missing, unknown or not acceptable."""
    return ShopeeError("error_param", f"Wrong parameters, detail: {detail}.")


def wrong_sign() -> ShopeeError:
    """The signature is not the one of this request."""
    return ShopeeError("error_sign", "Wrong sign.", DENIED)


def unknown_token() -> ShopeeError:
    """An access token that was never given out, or long ago."""
    return ShopeeError("error_auth", "Invalid access_token.", DENIED)


def expired_token() -> ShopeeError:
    """An access token that has ended. The word is misspelt by the platform."""
    return ShopeeError("invalid_acceess_token", "Invalid access_token, please have a check.", DENIED)


def foreign_shop() -> ShopeeError:
    """Token and shop have nothing to do with each other."""
    return ShopeeError("error_auth", "Invalid partner_id or shopid.", DENIED)


def invalid_code() -> ShopeeError:
    """A code that was never given out."""
    return ShopeeError("error_auth", "Invalid code", DENIED)


def spent_code() -> ShopeeError:
    """A code that was used or has ended."""
    message = "The code is expired or used or invalid, please check the code."
    return ShopeeError("invalid_code", message, DENIED)


def foreign_code() -> ShopeeError:
    """A code that another shop's owner gave."""
    return ShopeeError("invalid_shop_id", "The code or shop_id is wrong, please check the code or the shop_id.", DENIED)


def invalid_refresh_token() -> ShopeeError:
    """A refresh token that was never given out, or was used."""
    return ShopeeError("error_auth", "Invalid refresh_token.", DENIED)


def foreign_refresh_token() -> ShopeeError:
    """A refresh token of another shop."""
    message = "Your refresh token is error ,please check refresh token or shopid."
    return ShopeeError("error_shop_refresh_token", message, DENIED)


def ended_refresh_token() -> ShopeeError:
    """A refresh token that nobody used in time."""
    return ShopeeError("refresh_token_expired", "Your refresh_token expired.", DENIED)


def ended_consent() -> ShopeeError:
    """The shop's owner has to consent anew."""
    return ShopeeError("shop_access_expired", "Your access to shop has expired.", DENIED)


def unlinked_shop() -> ShopeeError:
    """The shop's owner took the consent back."""
    return ShopeeError("shop_no_linked", "Partner and shop has no linked.", DENIED)


def offline() -> ShopeeError:
    """There is no such path, or not for this method."""
    return refused("Permission denied. This API is currently offline or the request path is incorrect.")


def server_error(status: int = 200) -> ShopeeError:
    """Temporary."""
    return ShopeeError("error_server", "Something wrong. Please try later.", status)


def rate_limited(word: str = "error_rate_limit", status: int = 200) -> ShopeeError:
    """Too many requests at once. The words of ads differ; nobody says for how long."""
    message = "Too many requests. You have reached the rate limit. Please try again later."
    return ShopeeError(word, message, status)


def out_of_calls() -> ShopeeError:
    """The application's calls of the day are used up."""
    message = (
        "The total API call number made by your APP has reached the daily API call limit, please try again after "
        "00:00 (UTC+08:00)"
    )
    return ShopeeError("error_limit", message, 429, is_bare=False)


def not_permitted(word: str = "error_permission") -> ShopeeError:
    """The token is good but may not do this."""
    messages = {
        "error_permission": "Sorry you don't have the permission, detail: this shop.",
        "error_auth": "No permission to current api.",
        "error_api_permission": "This app type has no permission to this API.",
    }
    return ShopeeError(word, messages[word], DENIED)
