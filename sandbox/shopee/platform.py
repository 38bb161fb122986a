"""The platform: a call in, a reply out."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from resources.clock import Clock
from sandbox import wire
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.shopee import access, consent, tokens
from sandbox.shopee.access import ShopeeCredentials
from sandbox.shopee.answers import Answers
from sandbox.shopee.books import Books
from sandbox.shopee.calls import Call, Parameters
from sandbox.shopee.errors import ShopeeError, expired_token, offline, unknown_token
from sandbox.shopee.grants import Grants
from sandbox.shopee.play import play
from sandbox.shopee.replies import bare, enveloped, reply
from sandbox.shopee.shop import shop_info

PUBLIC = {consent.PATH: "GET", tokens.EXCHANGE: "POST", tokens.RENEW: "POST"}
SHOP_INFO = "/api/v2/shop/get_shop_info"


class Shopee:
    """Reads the ledger as of the business day of each shop; times of calls and tokens are real."""

    def __init__(
        self, ledger: Ledger, clock: Clock, credentials: ShopeeCredentials, faults: Faults, grants: Grants
    ) -> None:
        self._clock = clock
        self._credentials = credentials
        self._faults = faults
        self._grants = grants
        self._books = Books(ledger, clock)
        self._answers = Answers(faults)

    def reply(self, call: Call) -> Response:
        """The reply to any call, as faults leave it."""
        try:
            play(call, self._faults)
            if refused := wire.instead(self._faults, call.path, call.shop_id):
                return refused
            answered = self._public(call) if call.path in PUBLIC else self._of_shop(call)
        except ShopeeError as error:
            answered = reply(error.document(), call.fingerprint, error.status)
        return wire.spoiled(answered, self._faults, call.path, call.shop_id)

    def _public(self, call: Call) -> Response:
        access.check_partner(call, self._credentials, self._clock.now(), is_public=True)
        if call.method != PUBLIC[call.path]:
            raise offline()
        if call.path == consent.PATH:
            return consent.page(call, self._grants, self._books.shops())
        said = tokens.tokens(call, self._credentials, self._grants)
        if call.path == tokens.RENEW and self._faults.take("refresh_lost", call.path, call.shop_id):
            return wire.Reset()
        return reply(bare(said), call.fingerprint)

    def _of_shop(self, call: Call) -> Response:
        now = self._clock.now()
        access.check_partner(call, self._credentials, now, is_public=False)
        book = self._books.open(access.check_shop(call, self._grants))
        if ended := self._faults.take("token_expired", call.path, call.shop_id):
            raise unknown_token() if ended.variant == "error_auth" else expired_token()
        parameters = Parameters(call)
        if (call.method, call.path) == ("GET", SHOP_INFO):
            document: dict[str, Any] = bare(shop_info(book, parameters, self._grants))
        else:
            document = enveloped(self._answers.answer(call, book, parameters, now), call.fingerprint)
        return reply(document, call.fingerprint)
