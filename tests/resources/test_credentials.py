"""Secrets at rest."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from resources.credentials import Vault, new_key
from resources.errors import ConfigurationError
from resources.redaction import MASK, redact
from resources.settings import Settings


def test_a_secret_comes_back_and_is_unreadable_meanwhile() -> None:
    vault = Vault(new_key())
    stored = vault.encrypt("the-token")
    assert stored.startswith("gAAAA")
    assert "the-token" not in stored
    assert vault.decrypt(stored) == "the-token"


def test_the_first_key_encrypts_and_the_others_still_decrypt() -> None:
    old, new = new_key(), new_key()
    stored = Vault(old).encrypt("the-token")
    assert Vault(f"{new}, {old}").decrypt(stored) == "the-token"
    assert Vault(new).decrypt(Vault(f"{new},{old}").encrypt("EAAB-again")) == "EAAB-again"


def test_the_wrong_key_says_what_to_do() -> None:
    stored = Vault(new_key()).encrypt("the-token")
    with pytest.raises(ConfigurationError, match=r"none of the keys in ADWAREHOUSE_ENCRYPTION_KEYS.*rotate-token"):
        Vault(new_key()).decrypt(stored)


def test_a_missing_key_says_what_to_do() -> None:
    with pytest.raises(ConfigurationError, match="ADWAREHOUSE_ENCRYPTION_KEYS is not set"):
        Vault.from_settings(Settings())


def test_a_malformed_key_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigurationError, match="not a Fernet key") as caught:
        Vault("not-a-key-at-all")
    assert "not-a-key-at-all" not in str(caught.value)


def test_keys_and_secrets_are_masked_once_the_vault_has_seen_them() -> None:
    key = new_key()
    vault = Vault.from_settings(Settings(adwarehouse_encryption_keys=SecretStr(key)))
    other = Vault(new_key())
    vault.encrypt("first-token")
    assert redact(f"{key} first-token") == f"{MASK} {MASK}"
    assert key not in repr(vault)
    assert other.decrypt(other.encrypt("second-token")) == "second-token"
