"""Who is below the manager: the ledger's accounts, one of them once more under a manager in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.ledger import Ledger

PLATFORM = "google"
ENABLED = "ENABLED"
CLOSED = frozenset({"CANCELED", "CLOSED"})
"""Statuses of accounts that answer nothing but that they are not enabled."""


@dataclass(frozen=True)
class Customer:
    """An account or a manager. `status` is a constant of CustomerStatus."""

    customer_id: str
    name: str
    currency: str
    timezone: str
    status: str
    is_manager: bool


@dataclass(frozen=True)
class Client:
    """A customer as the list of a manager shows it, `level` steps below."""

    customer: Customer
    level: int


class Directory:
    """The hierarchy below one manager.

    A manager in between has the first account too, so it is listed twice, as accounts of several managers are.
    """

    def __init__(self, ledger: Ledger, manager_id: str) -> None:
        self._ledger = ledger
        self._manager = _manager(manager_id, "All accounts")
        self._between = _manager(str(int(manager_id) - 1), "Agency")

    def find(self, customer_id: str) -> Customer | None:
        """The customer of that id."""
        everyone = [self._manager, self._between, *self._accounts()]
        return next((customer for customer in everyone if customer.customer_id == customer_id), None)

    def clients(self, customer: Customer) -> list[Client]:
        """The customer itself at level 0 and everyone below."""
        itself, accounts = [Client(customer, 0)], self._accounts()
        shared = accounts[:1]
        if customer == self._manager:
            return [
                *itself,
                *(Client(each, 1) for each in (self._between, *accounts)),
                *(Client(each, 2) for each in shared),
            ]
        return [*itself, *(Client(each, 1) for each in shared if customer == self._between)]

    def _accounts(self) -> Sequence[Customer]:
        return [
            Customer(row["account_id"], row["name"], row["currency"], row["timezone"], row["status"], is_manager=False)
            for row in self._ledger.accounts(PLATFORM)
        ]


def _manager(customer_id: str, name: str) -> Customer:
    return Customer(customer_id, name, "USD", "America/New_York", ENABLED, is_manager=True)
