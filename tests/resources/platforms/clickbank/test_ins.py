"""Notifications that ClickBank posts encrypted."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from resources.errors import BadPage, CredentialsRejected
from resources.platforms.clickbank.ins import decrypt

SECRET = "LARKSPUR-SECRET-KEY"
IV = bytes(range(16))
NOTIFICATION = {
    "transactionTime": "20260308T122015-0700",
    "receipt": "95WJABGG",
    "transactionType": "SALE",
    "vendor": "larkspurco",
    "role": "VENDOR",
    "totalAccountAmount": 23.10,
    "currency": "USD",
    "lineItems": [{"itemNo": "1", "productTitle": "Café", "accountAmount": 23.10, "quantity": 1, "recurring": False}],
    "version": 7.0,
    "attemptCount": 1,
}


def encrypted(plain: bytes, secret: str = SECRET, iv: bytes = IV) -> dict[str, str]:
    """As documented: AES-256-CBC, PKCS #7 padding, the key half of a hexadecimal SHA-1."""
    key = hashlib.sha1(secret.encode(), usedforsecurity=False).hexdigest().lower()[:32].encode("ascii")
    missing = 16 - len(plain) % 16
    encryptor = Cipher(AES(key), CBC(iv)).encryptor()
    content = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
    return {"notification": b64encode(content).decode(), "iv": b64encode(iv).decode()}


def test_a_notification_is_read_with_exact_numbers() -> None:
    document = decrypt(encrypted(json.dumps(NOTIFICATION).encode()), SECRET)
    assert document == json.loads(json.dumps(NOTIFICATION), parse_float=Decimal)
    assert document["totalAccountAmount"] == Decimal("23.1")


def test_a_known_cipher_text_gives_its_plain_text() -> None:
    posted = {
        "notification": "+iic9DkTkcMUtzfYl3x+9YCboNK8hNyjatdU7dXvLI8EFnhKqNB39V0iXa2FxDxjnbC29lkHp3l2HWZhbALuwQ==",
        "iv": "AAECAwQFBgcICQoLDA0ODw==",
    }
    assert decrypt(posted, SECRET) == {"receipt": "95WJABGG", "totalAccountAmount": Decimal("9.06")}


@pytest.mark.parametrize("size", range(14, 20))
def test_every_length_of_padding_is_taken_off(size: int) -> None:
    document = {"a": "x" * size}
    assert decrypt(encrypted(json.dumps(document).encode()), SECRET) == document


@pytest.mark.parametrize("plain", [b'{"a": 1}', b"[1]", b"text", b"\xff", b""])
def test_another_key_and_another_content_are_refused_without_the_key(plain: bytes) -> None:
    secret = "ANOTHER-KEY" if plain == b'{"a": 1}' else SECRET
    with pytest.raises(CredentialsRejected, match="the secret key opens") as caught:
        decrypt(encrypted(plain, secret), SECRET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"iv": None}, "iv"),
        ({"iv": "***"}, "iv"),
        ({"iv": "AAEC"}, "notification"),
        ({"notification": ""}, "notification"),
        ({"notification": "AAEC"}, "notification"),
        ({"notification": 5}, "notification"),
    ],
)
def test_a_body_that_is_not_as_documented_is_named(changes: dict[str, Any], field: str) -> None:
    posted = {**encrypted(b"{}"), **changes}
    with pytest.raises(BadPage, match=f"expected .*field={field}"):
        decrypt(posted, SECRET)
    del posted["iv"]
    with pytest.raises(BadPage, match="field=iv"):
        decrypt(posted, SECRET)
