"""The line to one account: a client whose token holds, and a new client when the token had to be renewed."""

from __future__ import annotations

from resources import accounts, tokens
from resources.accounts import ConnectedAccount
from resources.errors import TokenExpired
from resources.loading import landing
from resources.loading.batches import Batch
from resources.loading.context import LoadContext
from resources.platforms import platform
from resources.platforms.base import Client, Stream
from resources.windows import Window


class Link:
    """One account's client within one run; for one thread."""

    def __init__(self, context: LoadContext, account: ConnectedAccount) -> None:
        self._context = context
        self.account = account
        self._client: Client | None = None

    def open(self) -> None:
        """Connect, and keep the account's description as the platform has it.

        Raises:
            PlatformError: the platform refused.
        """
        try:
            info = self._current().describe(self.account.account_id)
        except TokenExpired:
            info = self._current(refused=True).describe(self.account.account_id)
        accounts.refresh_description(self._context.warehouse, self.account, info)

    def land(self, stream: Stream, window: Window) -> Batch:
        """Fetch one window; once more, as another batch, when the token ended in the midst of it.

        Raises:
            PlatformError: the platform did not give the window.
        """
        try:
            return landing.land(self._context, self._current(), stream, self.account, window)
        except TokenExpired:
            return landing.land(self._context, self._current(refused=True), stream, self.account, window)

    def _current(self, *, refused: bool = False) -> Client:
        context, known = self._context, self.account.sealed
        self.account = tokens.usable(context.warehouse, context.vault, context.settings, self.account, refused=refused)
        if self._client is None or self.account.sealed != known:
            secret = context.vault.decrypt(self.account.sealed)
            self._client = platform(self.account.platform).connect(context.settings, secret)
        return self._client
