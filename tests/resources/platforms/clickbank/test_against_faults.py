"""The connector and the sandbox when something is wrong: on the wire, in pages, in records, with keys and the feed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from resources.errors import BadPage, CredentialsRejected, PermissionDenied, PlatformError, RateLimited, RetryableError
from resources.platforms.clickbank.errors import AnalyticsNotReady, FeedUnread
from resources.windows import DAY, Window
from sandbox.faults import Fault
from tests.resources.platforms.clickbank.conftest import MARKETPLACE, TODAY, World

ACCOUNT = "larkspurco"
DAYS = Window.closed(TODAY - 2 * DAY, TODAY)
STREAMS = pytest.mark.parametrize(
    ("stream", "match"), [("events", "orders2/list"), ("campaign_daily", "TRACKING_ID")], ids=["events", "daily"]
)


def named(value: Any) -> str:
    return f"{value.name}-{value.variant}" if isinstance(value, Fault) else ""


def rows(world: World, stream: str) -> list[dict[str, Any]]:
    """Without the places they come from, which are others when pages are."""
    parsed = world.read(stream, ACCOUNT, DAYS)
    assert parsed.rejects == []
    return list(parsed.table.drop_columns(["source_page", "source_line"]).to_pylist())


@STREAMS
@pytest.mark.parametrize(
    "fault",
    [
        Fault("server_error", times=1),
        Fault("bad_gateway", times=2),
        Fault("unavailable", times=1),
        Fault("html_200", times=1),
        Fault("truncated_json", times=1),
        Fault("cut_body", times=1),
        Fault("hang", times=1),
        Fault("reset", times=1),
        Fault("bom", times=1),
        Fault("account_down", times=1),
        Fault("too_many_requests", times=3),
    ],
    ids=named,
)
def test_what_passes_is_asked_for_again_and_nothing_is_lost(
    world: World, stream: str, match: str, fault: Fault
) -> None:
    whole = rows(world, stream)
    world.faults.add(replace(fault, match=match))
    assert rows(world, stream) == whole
    assert world.faults.listing()[0]["struck"] == fault.times


@STREAMS
@pytest.mark.parametrize("name", ["account_down", "html_200", "too_many_requests", "truncated_json"])
def test_what_does_not_pass_is_said_with_account_and_day(world: World, stream: str, match: str, name: str) -> None:
    world.faults.add(Fault(name, match=match))
    with pytest.raises(PlatformError, match=r"account=larkspurco, window=2026-02-2[68]"):
        world.read(stream, ACCOUNT, DAYS)


def test_a_limit_that_lasts_is_not_held_against_the_key(world: World) -> None:
    client = world.client(ACCOUNT)
    client.describe(ACCOUNT)
    world.faults.add(Fault("too_many_requests"))
    with pytest.raises(RateLimited, match="25,000 a day"):
        client.describe(ACCOUNT)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("token_revoked"), CredentialsRejected),
        (Fault("permission_lost", match="quickstats"), PermissionDenied),
    ],
    ids=["token_revoked", "permission_lost"],
)
def test_a_key_that_is_not_good_any_more_is_said_to_be(world: World, fault: Fault, kind: type[PlatformError]) -> None:
    world.faults.add(fault)
    with pytest.raises(kind, match="Access is denied"):
        world.client(ACCOUNT).describe(ACCOUNT)


@STREAMS
def test_pages_are_read_however_short_they_are(world: World, stream: str, match: str) -> None:
    whole = rows(world, stream)
    for size in ("1", "3"):
        world.faults.clear()
        world.faults.add(Fault("short_page", variant=size))
        assert rows(world, stream) == whole


@pytest.mark.parametrize("name", ["duplicate_page", "lost_page", "repeat_cursor", "empty_page"])
def test_orders_are_whole_or_not_read(world: World, name: str) -> None:
    whole = rows(world, "events")
    world.faults.add(Fault("short_page", variant="3", match="orders2/list"))
    fault = Fault(name, match="orders2/list", times=1)
    world.faults.add(fault)
    assert rows(world, "events") == whole
    if name != "empty_page":
        world.faults.add(replace(fault, times=None))
        with pytest.raises(BadPage, match=r"orders2/list: expected .*account=larkspurco"):
            world.read("events", ACCOUNT, DAYS)


@pytest.mark.parametrize("name", ["duplicate_page", "repeat_cursor", "empty_page"])
def test_days_are_whole_or_not_read(world: World, name: str) -> None:
    whole = rows(world, "campaign_daily")
    world.faults.add(Fault("short_page", variant="2", match="TRACKING_ID"))
    world.faults.add(Fault(name, match="TRACKING_ID", times=None if name == "empty_page" else 1))
    assert rows(world, "campaign_daily") == whole


@STREAMS
def test_an_answer_without_rows_differs_from_the_total(world: World, stream: str, match: str) -> None:
    world.faults.add(Fault("empty_report", match=match))
    assert rows(world, stream) == []
    assert world.total(ACCOUNT, DAYS).clicks > 0


@STREAMS
@pytest.mark.parametrize(
    "fault",
    [Fault("missing_key"), Fault("not_a_number"), Fault("nul_byte"), Fault("lone_surrogate"), Fault("long_name")],
    ids=named,
)
def test_a_record_that_is_spoiled_is_set_apart_and_its_neighbours_stay(
    world: World, stream: str, match: str, fault: Fault
) -> None:
    whole = rows(world, stream)
    world.faults.add(replace(fault, match=match, times=1))
    parsed = world.read(stream, ACCOUNT, DAYS)
    (refused,) = parsed.rejects
    assert refused.day in DAYS
    assert "expected" in refused.reasons[0]
    assert parsed.table.num_rows == len(whole) - 1


def test_a_time_that_is_none_and_a_type_that_is_new(world: World) -> None:
    whole = rows(world, "events")
    world.faults.add(Fault("bad_date", match="orders2/list", times=1))
    world.faults.add(Fault("new_type", match="orders2/list", times=1, after=2))
    parsed = world.read("events", ACCOUNT, DAYS)
    (refused,) = parsed.rejects
    assert refused.reasons[0].startswith("transactionTime: expected an instant")
    assert parsed.table.num_rows == len(whole) - 1
    assert parsed.table["event_type"].to_pylist().count("other") == 1


@STREAMS
def test_a_field_that_nobody_knows_changes_nothing(world: World, stream: str, match: str) -> None:
    whole = rows(world, stream)
    world.faults.add(Fault("extra_field", match=match))
    assert rows(world, stream) == whole


@pytest.mark.parametrize("variant", ["RED", "YELLOW"])
def test_figures_are_read_unless_they_are_being_rebuilt(
    world: World, variant: str, caplog: pytest.LogCaptureFixture
) -> None:
    whole = rows(world, "campaign_daily")
    world.faults.add(Fault("analytics_status", variant=variant))
    if variant == "RED":
        with pytest.raises(AnalyticsNotReady, match="account=larkspurco"):
            world.read("campaign_daily", ACCOUNT, DAYS)
    else:
        assert rows(world, "campaign_daily") == whole
        assert "YELLOW" in caplog.text


@pytest.mark.parametrize(
    "fault",
    [
        Fault("feed_missing"),
        Fault("feed_truncated"),
        Fault("feed_truncated", variant="xml"),
        Fault("feed_entity"),
        Fault("feed_entity", variant="expansion"),
        Fault("account_down", account=MARKETPLACE),
        Fault("cut_body", match="feeds"),
    ],
    ids=named,
)
def test_without_a_feed_the_last_catalogue_stays_and_the_error_says_so(world: World, fault: Fault) -> None:
    world.faults.add(fault)
    with pytest.raises(FeedUnread, match=r"published before 2026-02-28 stays: .*account=marketplace") as caught:
        world.read("products", MARKETPLACE, Window.closed(TODAY, TODAY))
    assert isinstance(caught.value, RetryableError)


def test_a_feed_that_comes_a_little_later_is_read(world: World) -> None:
    world.faults.add(Fault("feed_truncated", times=2))
    assert world.read("products", MARKETPLACE, Window.closed(TODAY, TODAY)).table.num_rows > 100


def test_a_site_that_is_spoiled_is_set_apart(world: World) -> None:
    today = Window.closed(TODAY, TODAY)
    whole = world.read("products", MARKETPLACE, today).table.num_rows
    world.faults.add(Fault("not_a_number", match="feeds"))
    parsed = world.read("products", MARKETPLACE, today)
    assert parsed.rejects[0].reasons[0].startswith("Gravity: expected a number")
    assert parsed.table.num_rows == whole - 1
