"""A connection to Google Ads: Google's own client over gRPC, with one user's refresh token.

Every call has a deadline, is tried again where that helps, and ends as a complete answer or as an error that says what
to do.
"""

from __future__ import annotations

import logging
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import google.ads.googleads
from google.ads.googleads.client import GoogleAdsClient

from resources.errors import BadPage, ConfigurationError, CredentialsRejected, TokenExpired
from resources.platforms.base import AccountInfo, Record
from resources.platforms.google.accounts import CUSTOMER, customer_number, described
from resources.platforms.google.errors import PLATFORM, ROTATE, classify
from resources.platforms.google.faults import RAISED, fault_of
from resources.platforms.google.oauth import Access
from resources.platforms.google.query import Answer, MissingFields, Query
from resources.platforms.retry import Retry
from resources.redaction import register
from resources.settings import Settings

T = TypeVar("T")

DEADLINE = 600.0
_RETRY = Retry(attempts=6, first=5.0)

# It repeats every error that is raised anyway, and at DEBUG whole requests and answers.
logging.getLogger("google.ads.googleads.client").setLevel(logging.CRITICAL)


class GoogleClient:
    """One refresh token on channels of its own. Counts every call, repeated ones too. For one thread.

    `deadline` bounds a call in seconds, from sending it to the last byte of the answer.

    Raises:
        ConfigurationError: a setting of the application is missing, or the library lacks the API version.
    """

    def __init__(
        self, settings: Settings, refresh_token: str, *, retry: Retry = _RETRY, deadline: float = DEADLINE
    ) -> None:
        developer_token = settings.require("google_ads_developer_token")
        register(developer_token)
        self.api_calls = 0
        self.manager = settings.google_ads_login_customer_id
        self._version = settings.google_ads_api_version
        self._retry = retry
        self._deadline = deadline
        self._access = Access(settings, refresh_token)
        self._sdk = GoogleAdsClient(
            self._access.credentials,
            developer_token=developer_token,
            endpoint=settings.google_ads_endpoint,
            login_customer_id=self.manager,
            version=self._version,
            use_proto_plus=False,
        )
        self._ads = self._service("GoogleAdsService")

    def search(self, query: Query, account: str, window: object | None = None) -> Iterator[Sequence[Record]]:
        """The records of a query, in pages. The whole answer has come before this returns.

        Raises:
            PlatformError: whichever kind says what to do next; located, and without token.
        """
        where = {"platform": PLATFORM, "account": account, "window": window}
        return self._call(lambda: self._stream(query, account, where), where).pages()

    def describe(self, account_id: str) -> AccountInfo:
        """Read name, currency, zone and status of an account, with or without dashes in its id.

        Raises:
            AccountError: it is a manager, which has no figures of its own.
            PlatformError: as `search` does.
        """
        number = customer_number(account_id)
        return described(self.search(CUSTOMER, number), number)

    def accessible(self) -> list[str]:
        """The ids of the accounts that the user may open without a manager, managers included. Raises PlatformError."""
        where = {"platform": PLATFORM}
        answer = self._call(lambda: self._customers.list_accessible_customers(timeout=self._deadline), where)
        return [name.rpartition("/")[2] for name in answer.resource_names]

    def _stream(self, query: Query, account: str, where: Mapping[str, Any]) -> Answer:
        answer = Answer(query, self._row_descriptor)
        try:
            for message in self._ads.search_stream(customer_id=account, query=str(query), timeout=self._deadline):
                answer.add(message)
        except MissingFields as error:
            came = "expected every field that was asked for, got an answer that lacks some"
            raise BadPage(came, field=str(error), **where) from None
        return answer

    def _call(self, action: Callable[[], T], where: Mapping[str, Any]) -> T:
        """The action's result. An access token that is refused before its time is renewed once."""

        def once() -> T:
            try:
                return self._once(action, where)
            except TokenExpired:
                self._access.forget()
            try:
                return self._once(action, where)
            except TokenExpired as error:
                code = error.code
            advice = ROTATE.format(account=where.get("account") or "ACCOUNT")
            raise CredentialsRejected(f"a new access token is refused as well; {advice}", code=code, **where)

        return self._retry(once)

    def _once(self, action: Callable[[], T], where: Mapping[str, Any]) -> T:
        self._access.ensure(where)
        self.api_calls += 1
        try:
            return action()
        except RAISED as error:
            fault = fault_of(error, self._failure_type)
        # Outside the handler: the caught error holds the call, and the call its metadata.
        raise classify(
            fault,
            where,
            budget=self._retry.budget,
            version=self._version,
            manager=self.manager or "not set",
        )

    def _service(self, name: str) -> Any:
        try:
            return self._sdk.get_service(name)
        except ValueError:
            carried = [each.name for each in pkgutil.iter_modules(google.ads.googleads.__path__)]
            versions = ", ".join(name for name in carried if re.fullmatch(r"v\d+", name))
            message = f"GOOGLE_ADS_API_VERSION is {self._version}; expected one that google-ads carries: {versions}"
            raise ConfigurationError(message) from None

    @cached_property
    def _customers(self) -> Any:
        return self._service("CustomerService")

    @cached_property
    def _row_descriptor(self) -> Any:
        return self._sdk.get_type("GoogleAdsRow").DESCRIPTOR

    @cached_property
    def _failure_type(self) -> Any:
        return type(self._sdk.get_type("GoogleAdsFailure"))
