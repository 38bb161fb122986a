"""Who is asking: the metadata of a call, in the platform's order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sandbox.google import tokens
from sandbox.google.credentials import GoogleCredentials
from sandbox.google.customers import CLOSED, Customer, Directory
from sandbox.google.errors import invalid_login, no_permission, not_enabled, request_error, unauthenticated

_ID = re.compile(r"\d{10}")
_BEARER = "Bearer "


def check_caller(metadata: Mapping[str, str], credentials: GoogleCredentials) -> str:
    """The token and the developer token; gives the refresh token of the user. Raises AdsError."""
    authorization = metadata.get("authorization", "")
    if not authorization.startswith(_BEARER):
        raise unauthenticated("OAUTH_TOKEN_HEADER_INVALID", "The authorization header has no bearer token.")
    refresh_token = tokens.owner(credentials, authorization.removeprefix(_BEARER))
    developer_token = metadata.get("developer-token")
    if not developer_token:
        raise request_error("DEVELOPER_TOKEN_PARAMETER_MISSING", "The developer-token header is missing.")
    if developer_token != credentials.developer_token:
        raise unauthenticated("DEVELOPER_TOKEN_INVALID", "The developer token is not valid.")
    return refresh_token


def check_customer(
    metadata: Mapping[str, str],
    credentials: GoogleCredentials,
    directory: Directory,
    refresh_token: str,
    customer_id: str,
) -> Customer:
    """The customer that is asked about, if the user reaches it on the way that login-customer-id names.

    Raises:
        AdsError: a malformed or unknown id, a way that does not lead there, or an account that is closed.
    """
    login_id = metadata.get("login-customer-id")
    if login_id is not None and not _ID.fullmatch(login_id):
        raise invalid_login(login_id)
    if not _ID.fullmatch(customer_id):
        raise request_error("INVALID_CUSTOMER_ID", f"Invalid customer ID '{customer_id}'.")
    customer = directory.find(customer_id)
    if customer is None:
        raise unauthenticated("CUSTOMER_NOT_FOUND", "No customer found for the provided customer id.")
    own = {*credentials.accounts_of(refresh_token), credentials.login_customer_id}
    way = login_id or customer_id
    if way not in own or way not in (customer_id, credentials.login_customer_id):
        raise no_permission()
    if customer.status in CLOSED:
        raise not_enabled()
    return customer


def accessible(credentials: GoogleCredentials, refresh_token: str) -> list[str]:
    """Resource names of the customers that a user reaches without a manager between."""
    own = {*credentials.accounts_of(refresh_token), credentials.login_customer_id}
    return [f"customers/{customer_id}" for customer_id in sorted(own)]
