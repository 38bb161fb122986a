"""The platform: a call in, a reply out."""

from __future__ import annotations

from starlette.responses import Response

from resources.clock import Clock
from sandbox import wire
from sandbox.clickbank import feed
from sandbox.clickbank.access import ClickBankCredentials
from sandbox.clickbank.answers import DEBUG, answer
from sandbox.clickbank.books import Books
from sandbox.clickbank.calls import Call
from sandbox.clickbank.errors import Refused, broken, forbidden
from sandbox.clickbank.paging import Take
from sandbox.faults import Fault, Faults
from sandbox.ledger import Ledger

MARKETPLACE = "marketplace"
"""The account that stands for the feed, which is everybody's; faults know it by this name."""

_FORBIDDING = ("too_many_requests", "token_revoked")


class ClickBank:
    """Reads the ledger as of the business day, Pacific time. The feed needs no key."""

    def __init__(self, ledger: Ledger, clock: Clock, credentials: ClickBankCredentials, faults: Faults) -> None:
        self._ledger = ledger
        self._clock = clock
        self._credentials = credentials
        self._faults = faults
        self._books = Books(ledger, clock)

    def reply(self, call: Call) -> Response:
        """The reply to any call, as faults leave it."""
        account = MARKETPLACE if call.path == feed.PATH else self._credentials.account(call.authorization)

        def take(name: str) -> Fault | None:
            return self._faults.take(name, call.path, account)

        try:
            if take("account_down"):
                raise broken()
            if any(take(name) for name in _FORBIDDING) or (call.path != DEBUG and take("permission_lost")):
                raise forbidden()
            if refused := wire.instead(self._faults, call.path, account):
                return refused
            answered = self._answer(call, account, take)
        except Refused as refusal:
            answered = refusal.response()
        return wire.spoiled(answered, self._faults, call.path, account)

    def _answer(self, call: Call, account: str | None, take: Take) -> Response:
        if call.path == feed.PATH:
            rows = self._ledger.marketplace(self._books.today).to_pylist()
            return Response(feed.archive(rows, take), media_type="application/zip")
        if account is None:
            raise forbidden()
        return answer(call, self._books.open(account), self._credentials.roles_of(account), self._clock.now(), take)
