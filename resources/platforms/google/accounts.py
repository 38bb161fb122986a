"""Accounts: what Google says about one, and which ones a user can read, directly or below a manager."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from resources.errors import AccountError, BadPage
from resources.platforms.base import AccountInfo, Record
from resources.platforms.google.errors import A_MANAGER, PLATFORM, UNKNOWN_ACCOUNT
from resources.platforms.google.query import Query

if TYPE_CHECKING:
    from resources.platforms.google.client import GoogleClient

ENABLED = "ENABLED"

log = logging.getLogger(__name__)


def _about(resource: str) -> Query:
    names = {
        "id": "id",
        "name": "descriptive_name",
        "currency": "currency_code",
        "timezone": "time_zone",
        "status": "status",
        "is_manager": "manager",
    }
    return Query(resource, {name: f"{resource}.{field}" for name, field in names.items()})


CUSTOMER = _about("customer")
CLIENTS = _about("customer_client")
"""Everything below an account, itself included."""


def customer_number(account_id: str) -> str:
    """The ten digits of an account's id, which people write with dashes. Raises AccountError."""
    digits = account_id.replace("-", "")
    if re.fullmatch("[0-9]{10}", digits):
        return digits
    raise AccountError(f"expected ten digits; {UNKNOWN_ACCOUNT}", platform=PLATFORM, account=account_id)


def described(pages: Iterable[Sequence[Record]], account_id: str) -> AccountInfo:
    """The account of an answer to CUSTOMER.

    Raises:
        AccountError: it is a manager, which has no figures of its own.
        BadPage: the answer is not about this account.
    """
    records = [record for page in pages for record in page]
    ids = [record["id"] for record in records]
    if ids != [account_id]:
        raise BadPage(f"expected one record about the account, got ids {ids}", platform=PLATFORM, account=account_id)
    if records[0]["is_manager"]:
        raise AccountError(A_MANAGER, platform=PLATFORM, account=account_id)
    return _info(records[0])


def discover(client: GoogleClient) -> list[AccountInfo]:
    """Every enabled account with figures of its own, once each however many managers lead to it, in order of id.

    With a manager configured, what is below it: nothing else can be read through it. Without one, what the user may
    open directly, where an account that is refused does not hide the others. Raises PlatformError.
    """
    if client.manager:
        records = [record for page in client.search(CLIENTS, client.manager) for record in page]
    else:
        records = list(_accessible(client))
    leaves = [record for record in records if not record["is_manager"] and record["status"] == ENABLED]
    found = {record["id"]: _info(record) for record in leaves}
    return [found[account_id] for account_id in sorted(found)]


def _accessible(client: GoogleClient) -> Iterator[Record]:
    for account_id in client.accessible():
        try:
            pages = client.search(CUSTOMER, account_id)
        except AccountError as error:
            log.warning("left out of the accounts found: %s", error)
            continue
        yield from (record for page in pages for record in page)


def _info(record: Record) -> AccountInfo:
    """An account without a name goes by its id."""
    account_id = record["id"]
    return AccountInfo(
        account_id, record["name"] or account_id, record["currency"], record["timezone"], record["status"]
    )
