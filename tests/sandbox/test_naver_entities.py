"""Naver's campaigns and ad groups: fields, states, pages by the last id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from resources.windows import Window
from tests.sandbox.naver import DAY, OURS, STATES, TYPES, Client, refusal, serving, small

CAMPAIGNS, ADGROUPS = "/ncc/campaigns", "/ncc/adgroups"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving(small(Window.closed(DAY, DAY))) as running:
        yield running


def paged(client: Client, path: str, key: str, size: int, **asked: str) -> list[list[str]]:
    """Every page of ids, by keyset, until one is not full."""
    pages: list[list[str]] = []
    while not pages or len(pages[-1]) == size:
        base = {"baseSearchId": pages[-1][-1], "selector": "NEXT"} if pages else {}
        pages.append([each[key] for each in client.read(path, recordSize=str(size), **base, **asked)])
    return pages


def test_the_list_has_every_campaign_but_deleted_ones(client: Client) -> None:
    told = client.read(CAMPAIGNS)
    assert sorted(each["campaignTp"] for each in told) == sorted(TYPES[:-1])
    assert {each["status"] for each in told} == {"ELIGIBLE", "PAUSED"}
    assert [each["nccCampaignId"] for each in told] == sorted(each["nccCampaignId"] for each in told)


def test_a_campaign_has_the_platforms_fields(client: Client) -> None:
    first = client.read(CAMPAIGNS)[0]
    assert first == {
        "nccCampaignId": "cmp-a001-01-000000000004000",
        "customerId": int(OURS),
        "name": "WEB_SITE 캠페인 0",
        "userLock": False,
        "campaignTp": "WEB_SITE",
        "deliveryMethod": "ACCELERATED",
        "trackingMode": "TRACKING_DISABLED",
        "delFlag": False,
        "regTm": "2024-01-01T03:00:00.000Z",
        "editTm": "2024-01-01T03:00:00.000Z",
        "usePeriod": False,
        "dailyBudget": 0,
        "useDailyBudget": False,
        "status": "ELIGIBLE",
        "statusReason": "ELIGIBLE",
        "expectCost": 0,
        "migType": 0,
    }


def test_states_are_told_in_the_platforms_words(client: Client) -> None:
    ids = [row["campaign_id"] for row in client.truth().values()]
    told = {each["nccCampaignId"]: each for each in client.read(CAMPAIGNS, ids=",".join(ids))}
    reasons = [told[name]["statusReason"] for name in sorted(ids, key=lambda name: name[-4:])]
    words = {"ACTIVE": "ELIGIBLE", "PAUSED": "CAMPAIGN_PAUSED", "ARCHIVED": "CAMPAIGN_ENDED", "DELETED": "DELETED"}
    assert reasons == [words[state] for state in STATES]
    (deleted,) = [each for each in told.values() if each["delFlag"]]
    assert deleted["status"] == "DELETED"
    (ended,) = [each for each in told.values() if each["usePeriod"]]
    assert ended["periodEndDt"] == "2026-06-19T03:00:00.000Z"


@pytest.mark.parametrize("size", [1, 3, 7, 8])
def test_pages_by_the_last_id_are_the_whole_list(client: Client, size: int) -> None:
    whole = [each["nccCampaignId"] for each in client.read(CAMPAIGNS)]
    assert [name for page in paged(client, CAMPAIGNS, "nccCampaignId", size) for name in page] == whole
    groups = [each["nccAdgroupId"] for each in client.read(ADGROUPS)]
    assert [name for page in paged(client, ADGROUPS, "nccAdgroupId", size) for name in page] == groups


def test_pages_go_back_as_well(client: Client) -> None:
    whole = [each["nccCampaignId"] for each in client.read(CAMPAIGNS)]
    asked = {"baseSearchId": whole[4], "recordSize": "2", "selector": "PREVIOUS"}
    assert [each["nccCampaignId"] for each in client.read(CAMPAIGNS, **asked)] == whole[2:4]


def test_campaigns_of_one_type(client: Client) -> None:
    assert {each["campaignTp"] for each in client.read(CAMPAIGNS, campaignType="PLACE")} == {"PLACE"}


def test_ad_groups_belong_to_their_campaign(client: Client) -> None:
    for campaign in client.read(CAMPAIGNS):
        name = campaign["nccCampaignId"]
        groups = client.read(ADGROUPS, nccCampaignId=name)
        assert 1 <= len(groups) <= 3
        assert {group["nccCampaignId"] for group in groups} == {name}
        assert {group["adgroupType"] for group in groups} == {campaign["campaignTp"]}
        assert client.read(f"{ADGROUPS}/{groups[0]['nccAdgroupId']}") == groups[0]
        assert client.read(ADGROUPS, ids=",".join(each["nccAdgroupId"] for each in groups)) == groups


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"recordSize": "0"}, 2024),
        ({"recordSize": "1001"}, 2024),
        ({"recordSize": "many"}, 2024),
        ({"selector": "LAST"}, 1002),
        ({"ids": '["cmp-1"]'}, 1002),
        ({"colour": "red"}, 1002),
    ],
)
def test_questions_that_make_no_sense(client: Client, asked: dict[str, Any], code: int) -> None:
    assert refusal(client.get(CAMPAIGNS, **asked)) == (400, code)
