"""Instant notifications (INS, version 6 and later), which ClickBank posts encrypted."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from resources.errors import NOT_JSON, BadPage, CredentialsRejected
from resources.platforms.clickbank.network import PLATFORM


def decrypt(notification: Mapping[str, str], secret_key: str) -> dict[str, Any]:
    """The notification that a posted body {"notification": base64, "iv": base64} holds; numbers with decimals exact.

    AES-256 in CBC mode with PKCS #7 padding; the key is the ASCII of the first 32 hexadecimal digits (lower case) of
    the secret key's SHA-1. The result tells of the customer by name: leave that out before it is stored. CBC does not
    prove who sent it, so what it says of a sale is to be confirmed by reading the order.

    Raises:
        BadPage: the body is not as documented.
        CredentialsRejected: it was not encrypted with this secret key.
    """
    iv, content = (_bytes(notification, name) for name in ("iv", "notification"))
    if len(iv) != 16 or not content or len(content) % 16:
        raise BadPage(
            f"expected 16 bytes of iv and blocks of 16 bytes, got {len(iv)} and {len(content)} bytes",
            platform=PLATFORM,
            field="notification",
        )
    key = hashlib.sha1(secret_key.encode(), usedforsecurity=False).hexdigest()[:32].encode()
    decryptor = Cipher(AES(key), CBC(iv)).decryptor()
    unpadder = PKCS7(AES.block_size).unpadder()
    try:
        padded = decryptor.update(content) + decryptor.finalize()
        document = json.loads((unpadder.update(padded) + unpadder.finalize()).decode(), parse_float=Decimal)
    except NOT_JSON:
        document = None
    if not isinstance(document, dict):
        raise CredentialsRejected(
            "expected a notification that the secret key opens, got one that it does not; compare the key with the "
            "one in the vendor settings (My Site, Advanced Tools) of the account that the notification is for",
            platform=PLATFORM,
            field="notification",
        )
    return document


def _bytes(notification: Mapping[str, str], name: str) -> bytes:
    try:
        return b64decode(notification[name], validate=True)
    except (KeyError, TypeError, ValueError):
        came = type(notification.get(name)).__name__
        raise BadPage(f"expected base64 text, got {came} that is not", platform=PLATFORM, field=name) from None
