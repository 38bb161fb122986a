"""Late rows, readers in the way and damaged objects: nothing is lost, and nothing is dropped unproven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from resources.archive import detach, moving, release_month
from resources.archive.export import export
from resources.archive.manifest import Manifest
from resources.errors import IntegrityError
from resources.warehouse.connection import Connection
from tests.resources.archive.conftest import SEPTEMBER, ColdWorld

pytestmark = pytest.mark.database
LATE = "UPDATE warehouse.campaign_metrics SET cost = cost + 1 WHERE date = '2025-09-03'"
PART = "archive/campaign_metrics/year=2025/month=09/v1/part-00000.parquet"


def damage(cold: ColdWorld, how: str) -> None:
    """Flip one bit of the archived object, or remove it."""
    if how == "deleted":
        cold.store.delete([PART], boundary="test.damage")
        return
    content = bytearray(cold.store.get(PART))
    content[len(content) // 2] ^= 1
    cold.store.put(PART, bytes(content), boundary="test.damage")


def after(monkeypatch: pytest.MonkeyPatch, name: str, action: Callable[[], object]) -> None:
    """Have something happen once, right after a step of the archive."""
    step = getattr(moving._Archive, name)

    def stepped(self: moving._Archive, manifest: Manifest) -> Manifest:
        done: Manifest = step(self, manifest)
        monkeypatch.setattr(moving._Archive, name, step)
        action()
        return done

    monkeypatch.setattr(moving._Archive, name, stepped)


def test_a_row_that_arrives_between_export_and_switch_is_exported_again(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(monkeypatch, "_verify", lambda: (cold.run(LATE), cold.roll_up()))
    before = cold.rows()
    result = cold.archive()
    assert (result.manifest.version, cold.states()) == (2, ["superseded", "dropped"])
    assert [key.split("/")[4] for key in cold.objects()] == ["v2"]
    cold.restore()
    late = sum(str(row["date"]) == "2025-09-03" for row in before)
    assert sum(row["cost"] for row in cold.rows()) == sum(row["cost"] for row in before) + late


def test_rollups_that_do_not_know_a_row_that_arrived_meanwhile_keep_the_month(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(monkeypatch, "_verify", lambda: cold.run(LATE))
    with pytest.raises(IntegrityError, match=r"account_channel_daily is not the sum .* date=2025-09-03"):
        cold.archive()
    assert (cold.states(), cold.partition_exists()) == (["superseded"], True)


def test_a_row_that_slips_in_after_the_switch_keeps_the_table_and_restore_puts_it_back(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    after(monkeypatch, "_switch", lambda: cold.run(LATE))
    with pytest.raises(
        IntegrityError, match=r"campaign_metrics of 2025-09: .*first differing key: date=2025-09-03, campaign_id=0, "
    ):
        cold.archive()
    assert cold.states() == ["serving_archive"]
    assert cold.partition_exists()
    cold.restore()
    kept = cold.rows()
    assert len(kept) == 500
    release_month(cold.owner, "campaign_metrics", SEPTEMBER)
    assert cold.archive().manifest.version == 2
    cold.restore()
    assert cold.rows() == kept


def test_a_reader_makes_the_detach_wait_and_the_next_run_finalises_it(cold: ColdWorld) -> None:
    before = cold.rows()
    with cold.owner.connect() as reader:
        reader.execute("BEGIN")
        assert len(reader.execute("SELECT * FROM warehouse.campaign_metrics").fetchall()) == 500
        result = cold.archive()
        assert result.is_pending
        assert "detach pending" in str(result)
        assert cold.run("SELECT inhdetachpending FROM pg_inherits WHERE inhdetachpending") != []
        assert cold.rows() == []
        assert cold.archive().is_pending
        assert cold.states() == ["serving_archive"]
        reader.execute("COMMIT")
    assert cold.archive().manifest.state == "dropped"
    cold.restore()
    assert cold.rows() == before


def test_a_pending_month_does_not_stop_another_one_from_being_served(cold: ColdWorld) -> None:
    cold.run("SELECT ops.ensure_partition('warehouse.campaign_metrics', '2025-10-01')")
    october = SEPTEMBER.replace(month=10)
    with cold.owner.connect() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM warehouse.campaign_metrics")
        assert cold.archive().is_pending
        other = moving.archive_month(cold.owner, cold.store, "campaign_metrics", october, SEPTEMBER.replace(year=2026))
        assert (other.manifest.state, other.is_pending) == ("serving_archive", True)
        reader.execute("COMMIT")
    other = moving.archive_month(cold.owner, cold.store, "campaign_metrics", october, SEPTEMBER.replace(year=2026))
    assert (other.manifest.state, cold.archive().manifest.state) == ("dropped", "dropped")


@pytest.mark.parametrize("how", ["flipped", "deleted"])
def test_a_damaged_object_stops_the_switch_and_the_next_run_exports_anew(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def export_and_damage(*arguments: object) -> Manifest:
        manifest = export(*arguments)  # type: ignore[arg-type]
        damage(cold, how)
        return manifest

    monkeypatch.setattr(moving, "export", export_and_damage)
    before = cold.rows()
    with pytest.raises(IntegrityError, match=rf"campaign_metrics of 2025-09: object {PART} (is missing|was changed)"):
        cold.archive()
    assert cold.rows() == before
    monkeypatch.undo()
    assert cold.archive().manifest.version == 2
    cold.restore()
    assert cold.rows() == before


@pytest.mark.parametrize("how", ["flipped", "deleted"])
def test_an_object_damaged_after_the_switch_keeps_the_table(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    detached = detach.detach

    def damage_and_detach(session: Connection, month: object) -> bool:
        damage(cold, how)
        return detached(session, month)  # type: ignore[arg-type]

    monkeypatch.setattr(detach, "detach", damage_and_detach)
    before = cold.rows()
    with pytest.raises(IntegrityError, match=r"is missing|was changed"):
        cold.archive()
    assert cold.states() == ["serving_archive"]
    cold.restore()
    assert cold.rows() == before


@pytest.mark.parametrize("how", ["flipped", "deleted"])
def test_a_damaged_object_stops_the_restore_and_leaves_nothing_behind(cold: ColdWorld, how: str) -> None:
    cold.archive()
    damage(cold, how)
    with pytest.raises(IntegrityError, match=rf"campaign_metrics of 2025-09: object {PART} (is missing|was changed)"):
        cold.restore()
    assert (cold.states(), cold.partition_exists()) == (["dropped"], False)


def test_an_archive_that_holds_other_rows_is_refused_with_the_first_key(
    cold: ColdWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export_and_lie(*arguments: object) -> Manifest:
        manifest = export(*arguments)  # type: ignore[arg-type]
        cold.run(LATE)
        return replace(manifest, content=replace(manifest.content, rows=501))

    monkeypatch.setattr(moving, "export", export_and_lie)
    with pytest.raises(IntegrityError, match=r"rows: expected 501, got 500; first differing key: date=2025-09-03, "):
        cold.archive()
    assert len(cold.rows()) == 500
