"""A call in, an answer out."""

from __future__ import annotations

from sandbox.google import access, gaql
from sandbox.google.answer import Answer, answer
from sandbox.google.customers import Directory
from sandbox.google.platform import Call, Google
from sandbox.google.play import play
from sandbox.google.report import Asked, read
from sandbox.google.spoil import spoiled


def search(google: Google, call: Call) -> Answer:
    """Every row of the answer. Raises AdsError."""
    refresh_token = access.check_caller(call.metadata, google.credentials)
    play(call, google.faults)
    directory = Directory(google.ledger, google.credentials.login_customer_id)
    customer = access.check_customer(call.metadata, google.credentials, directory, refresh_token, call.customer_id)
    query = gaql.parse(call.query)
    asked = Asked(customer, query, google.clock.today(customer.timezone))
    found = answer(query, read(asked, google.ledger, directory))
    return spoiled(found, call, google.faults) if query.resource == "campaign" else found


def accessible(google: Google, call: Call) -> list[str]:
    """Resource names of the customers that the user reaches directly. Raises AdsError."""
    refresh_token = access.check_caller(call.metadata, google.credentials)
    play(call, google.faults)
    return access.accessible(google.credentials, refresh_token)
