"""Who bought: nobody. What every order tells about its buyer is invented from the receipt, and from here only.

A search for any of MARKS finds whatever of it was kept.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

_FIRST_NAMES = ("Wilhelmina", "Ignatius", "Perpetua", "Zacharias", "Ottoline")
_LAST_NAMES = ("Quillfeather", "Brambleworth", "Thistlewick", "O'Marrowby", "Nightingdale")
_MAILBOXES = "buyers.invalid"
_POSTAL_CODE = "ZQ"
_PHONE = "+1 555 0100"

MARKS = (*_FIRST_NAMES, *_LAST_NAMES, _MAILBOXES, _PHONE)


@dataclass(frozen=True)
class Buyer:
    """What an order can tell about a buyer."""

    first_name: str
    last_name: str
    email: str
    postal_code: str
    contacts: tuple[tuple[str, str], ...]
    vendor_variables: tuple[tuple[str, str], ...]

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def buyer(receipt: str) -> Buyer:
    """The same buyer for a receipt and its rebills. Some vendors pass on what their customers told them."""
    draw = zlib.crc32(receipt.partition("-")[0].encode())
    first = _FIRST_NAMES[draw % len(_FIRST_NAMES)]
    last = _LAST_NAMES[draw // 5 % len(_LAST_NAMES)]
    email = f"{first.lower()}.{draw % 1_000_000}@{_MAILBOXES}"
    contacts = (("PHONE", f"{_PHONE} {draw % 10_000:04d}"), ("EMAIL", email))
    variables = (("cbitems", str(draw % 9 + 1)), ("customer_name", f"{first} {last}"), ("customer_email", email))
    return Buyer(
        first,
        last,
        email,
        f"{_POSTAL_CODE}{draw % 100_000:05d}",
        contacts[: draw // 25 % 3],
        variables[: draw // 75 % 4],
    )
