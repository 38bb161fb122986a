"""What an account says about itself, and which ones are found."""

from __future__ import annotations

import pytest
from grpc import StatusCode

from resources.errors import AccountError, BadPage, CredentialsRejected, PermissionDenied
from resources.platforms.base import AccountInfo
from resources.platforms.google import GOOGLE
from resources.platforms.google.accounts import CLIENTS, CUSTOMER
from resources.platforms.google.client import GoogleClient
from tests.resources.platforms.google.api import Api, Refusal, Rows, rows
from tests.resources.platforms.google.conftest import ACCOUNT, MANAGER, REFRESH_TOKEN, configured
from tests.resources.scripted import Script

DENIED = Refusal(StatusCode.PERMISSION_DENIED, ("authorization_error", 2))
NOT_ENABLED = Refusal(StatusCode.PERMISSION_DENIED, ("authorization_error", 24))


def account(resource: str, number: str = ACCOUNT, status: int = 2, **changes: object) -> dict[str, object]:
    about = {"descriptive_name": "One", "currency_code": "KRW", "time_zone": "Asia/Seoul", "manager": False}
    return {
        f"{resource}.{name}": value for name, value in {"id": int(number), "status": status, **about, **changes}.items()
    }


def client_of(number: str, status: int = 2, **changes: object) -> dict[str, object]:
    return account("customer_client", number, status, **changes)


@pytest.fixture
def lone(api: Api, tokens: Script) -> GoogleClient:
    """A client without a manager."""
    return GoogleClient(configured(api.endpoint, tokens.url, google_ads_login_customer_id=None), REFRESH_TOKEN)


def found(client: GoogleClient) -> list[str]:
    assert GOOGLE.discover is not None
    return [info.account_id for info in GOOGLE.discover(client)]


@pytest.mark.parametrize("written", [ACCOUNT, "300-100-0001"])
def test_an_account_is_described_by_its_digits(client: GoogleClient, api: Api, written: str) -> None:
    api.will_answer(rows(account("customer")))
    assert client.describe(written) == AccountInfo(ACCOUNT, "One", "KRW", "Asia/Seoul", "ENABLED")
    assert (api.asked[0].account, api.asked[0].query) == (ACCOUNT, str(CUSTOMER))


@pytest.mark.parametrize("written", ["", "300100000", "act_1", "30010000011", "３００１０００００１"])
def test_what_is_no_customer_id_is_refused_unasked(client: GoogleClient, api: Api, written: str) -> None:
    with pytest.raises(AccountError, match="expected ten digits"):
        client.describe(written)
    assert api.asked == []


def test_an_account_without_a_name_goes_by_its_id(client: GoogleClient, api: Api) -> None:
    api.will_answer(rows(account("customer", descriptive_name="")))
    assert client.describe(ACCOUNT).name == ACCOUNT


def test_a_status_that_this_version_does_not_know_keeps_its_number(client: GoogleClient, api: Api) -> None:
    api.will_answer(rows(account("customer", status=17)))
    assert client.describe(ACCOUNT).platform_status == "UNKNOWN(17)"


def test_a_manager_is_refused_because_it_has_no_figures(client: GoogleClient, api: Api) -> None:
    api.will_answer(rows(account("customer", manager=True)))
    with pytest.raises(AccountError, match="no figures of its own; connect the accounts below it"):
        client.describe(ACCOUNT)


@pytest.mark.parametrize("answer", [Rows([]), rows(account("customer", MANAGER))])
def test_an_answer_about_another_account_or_none_is_refused(client: GoogleClient, api: Api, answer: Rows) -> None:
    api.will_answer(answer)
    with pytest.raises(BadPage, match="expected one record about the account"):
        client.describe(ACCOUNT)


def test_enabled_accounts_below_the_manager_are_found_once_each(client: GoogleClient, api: Api) -> None:
    below = [
        client_of(MANAGER, manager=True),
        client_of("3009999998", manager=True),
        client_of("3001000002"),
        client_of("3001000001"),
        client_of("3001000004", status=3),
        client_of("3001000001"),
    ]
    api.will_answer(rows(*below))
    assert found(client) == ["3001000001", "3001000002"]
    assert [(each.account, each.query) for each in api.asked] == [(MANAGER, str(CLIENTS))]


def test_a_manager_that_is_refused_is_told(client: GoogleClient, api: Api) -> None:
    api.will_answer(DENIED)
    with pytest.raises(PermissionDenied, match="account=3009999999"):
        found(client)


@pytest.mark.parametrize("refusal", [DENIED, NOT_ENABLED])
def test_without_a_manager_an_account_that_is_refused_does_not_hide_the_others(
    lone: GoogleClient, api: Api, refusal: Refusal
) -> None:
    api.listing = ["3001000006", "3001000004", MANAGER, "3001000005"]
    manager = account("customer", MANAGER, manager=True)
    api.will_answer(
        rows(account("customer", "3001000006")), refusal, rows(manager), rows(account("customer", "3001000005"))
    )
    assert found(lone) == ["3001000005", "3001000006"]
    assert [each.account for each in api.asked] == ["", *api.listing]


def test_a_listing_that_is_refused_is_told(lone: GoogleClient, api: Api) -> None:
    api.listing = Refusal(StatusCode.UNAUTHENTICATED, ("authentication_error", 14))
    with pytest.raises(CredentialsRejected, match=r"NOT_ADS_USER.*rotate-token google ACCOUNT"):
        found(lone)
