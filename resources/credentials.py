"""Secrets at rest: encrypted with Fernet before they reach the database, several keys at once for rotation."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from resources.errors import ConfigurationError
from resources.platforms.base import Tokens
from resources.redaction import register
from resources.settings import Settings

SETTING = "ADWAREHOUSE_ENCRYPTION_KEYS"


def new_key() -> str:
    """A fresh key for ADWAREHOUSE_ENCRYPTION_KEYS."""
    return Fernet.generate_key().decode()


class Vault:
    """Encrypts with the first of some comma-separated keys, decrypts with any of them. Keys never show in repr.

    Raises:
        ConfigurationError: there is no key, or one of them is not a Fernet key.
    """

    def __init__(self, keys: str) -> None:
        parts = [part for part in (part.strip() for part in keys.split(",")) if part]
        if not parts:
            raise ConfigurationError(
                f"{SETTING} is not set: set it to the key the stored tokens were encrypted with (a new warehouse "
                "takes any Fernet key: 32 random bytes in URL-safe base64)"
            )
        for part in parts:
            register(part)
        try:
            ring = [Fernet(part) for part in parts]
            self._newest, self._fernet = ring[0], MultiFernet(ring)
        except ValueError:
            raise ConfigurationError(
                f"{SETTING} holds something that is not a Fernet key; expected 32 bytes in URL-safe base64, several "
                "keys separated by commas"
            ) from None

    @classmethod
    def from_settings(cls, settings: Settings) -> Vault:
        """The configured keys. Raises ConfigurationError as the constructor does."""
        keys = settings.adwarehouse_encryption_keys
        return cls(keys.get_secret_value() if keys else "")

    def __repr__(self) -> str:
        return "Vault(...)"

    def encrypt(self, secret: str) -> str:
        """The ciphertext to store. The secret is redacted from now on."""
        register(secret)
        return self._fernet.encrypt(secret.encode()).decode()

    def is_newest(self, ciphertext: str) -> bool:
        """It was encrypted with the first key."""
        try:
            self._newest.decrypt(ciphertext.encode())
        except InvalidToken:
            return False
        return True

    def renew(self, ciphertext: str) -> str:
        """The same secret, encrypted with the first key. Raises ConfigurationError as `decrypt` does."""
        return self.encrypt(self.decrypt(ciphertext))

    def decrypt(self, ciphertext: str) -> str:
        """The secret behind a stored ciphertext; redacted from now on.

        Raises:
            ConfigurationError: none of the keys fits.
        """
        try:
            secret = self._fernet.decrypt(ciphertext.encode()).decode()
        except InvalidToken:
            raise ConfigurationError(
                f"a stored token was encrypted with none of the keys in {SETTING}: put the key it was stored with "
                "back (after the new one), or store the token again with `adwarehouse accounts rotate-token`"
            ) from None
        register(secret)
        return secret

    def seal(self, secret: str | Tokens) -> dict[str, Any]:
        """What app.marketing_accounts stores of a secret: a plain token has no end, a pair of tokens has two."""
        if isinstance(secret, str):
            unending = dict.fromkeys(("refresh_token", "token_expires_at", "renewable_until"))
            return {"access_token": self.encrypt(secret), **unending}
        return {
            "access_token": self.encrypt(secret.access_token),
            "refresh_token": self.encrypt(secret.refresh_token),
            "token_expires_at": secret.expires_at,
            "renewable_until": secret.renewable_until,
        }
