"""The ledger: what truly happened, in plain tables. The sandbox serves it and tests compare with it."""

from sandbox.ledger.book import Ledger

__all__ = ["Ledger"]
