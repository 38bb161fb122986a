"""The euro reference rates as the ECB publishes them."""

from sandbox.ecb.routes import routes

__all__ = ["routes"]
