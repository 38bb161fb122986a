"""A notice by webhook: JSON by POST, taken when the answer is 2xx. The address is a secret."""

from __future__ import annotations

import requests

from resources.alerts.errors import DeliveryFailed
from resources.alerts.notice import Notice
from resources.errors import RetryableError
from resources.http import exchange

SECONDS = 10.0
LARGEST_ANSWER = 1 << 20


def post(url: str, notice: Notice) -> None:
    """Tell a webhook. Redirects are not followed.

    Raises:
        DeliveryFailed: it did not take the notice.
    """
    try:
        with requests.Session() as session:
            reply = exchange(
                session,
                "POST",
                url,
                seconds=SECONDS,
                where={"platform": "webhook"},
                largest=LARGEST_ANSWER,
                json=notice.body,
            )
    except RetryableError as error:
        raise DeliveryFailed(str(error), resting=url) from None
    if not 200 <= reply.status < 300:
        raise DeliveryFailed(f"expected HTTP 2xx from the webhook, got {reply.status}", resting=url)
