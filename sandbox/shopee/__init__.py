"""The Shopee Open Platform v2 as a seller's application meets it."""

from sandbox.shopee.consent import agree

__all__ = ["agree"]
