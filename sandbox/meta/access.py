"""Who is asking: the token, its proof, and which accounts it may read."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.meta.errors import bad_token, invalid
from sandbox.meta.parameters import Parameters

UNKNOWN_TOKEN = 467


@dataclass(frozen=True)
class MetaCredentials:
    """One application, one token an account ({account_id: token}); accounts may share a token."""

    app_id: str
    app_secret: str
    tokens: Mapping[str, str]


def accounts_of(token: str | None, credentials: MetaCredentials) -> frozenset[str]:
    """The accounts that a token may read; none for an unknown token."""
    return frozenset(account for account, known in credentials.tokens.items() if known == token)


def check(parameters: Parameters, credentials: MetaCredentials) -> frozenset[str]:
    """Take token and proof from the parameters; the accounts they open.

    Raises:
        GraphError: 190 for a token that is missing or unknown, 100 for a proof that is missing or wrong.
    """
    token, proof = parameters.text("access_token"), parameters.text("appsecret_proof")
    accounts = accounts_of(token, credentials)
    if token is None or not accounts:
        raise bad_token(UNKNOWN_TOKEN)
    if proof is None:
        raise invalid("API calls from the server require an appsecret_proof argument")
    expected = hmac.new(credentials.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof.encode(), expected.encode()):
        raise invalid("Invalid appsecret_proof provided in the API argument")
    return accounts
