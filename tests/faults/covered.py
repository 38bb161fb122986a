"""Where each durable point is visited by a kill: its name, or how it begins with a dot at the end -> path::test."""

from __future__ import annotations

from tests.durable_points import durable_points
from tests.faults import test_kill_commands as commands
from tests.faults import test_kill_points as syncs

HERE = "tests/faults/test_kill_points.py::test_a_sync_killed_and_run_again_ends_like_an_undisturbed_one"
SWEEPS = "tests/faults/test_kill_points.py::test_a_sweep_that_dies_is_finished_by_the_next"
REFUSED = "tests/faults/test_kill_points.py::test_a_refused_account_works_again_with_a_new_token"
ACCOUNTS = "tests/faults/test_kill_commands.py::test_a_command_about_an_account_can_be_repeated"
ACCEPTANCES = (
    "tests/faults/test_kill_commands.py::"
    "test_an_acceptance_that_dies_can_be_repeated_and_the_next_sync_puts_a_wrong_one_right"
)
COMMANDS = "tests/faults/test_kill_commands.py::test_any_other_command_that_dies_can_be_repeated"
NOTICES = "tests/faults/test_kill_commands.py::test_a_notice_that_a_kill_interrupted_is_sent_again_at_most"
RATES = "tests/faults/test_kill_commands.py::test_own_rates_whose_removal_was_killed_go_all_at_once"
EXPIRY = "tests/faults/test_kill_commands.py::test_pages_that_outlived_a_killed_expiry_go_with_the_next"
ARCHIVE = "tests/resources/archive/test_archive_kills.py::test_a_kill_loses_nothing_and_leaves_the_month_in_one_tier"
LATE = (
    "tests/resources/archive/test_late_kills.py::"
    "test_a_kill_while_late_rows_are_merged_loses_none_and_leaves_the_month_in_one_tier"
)
BESIDE = (
    "tests/resources/archive/test_late_kills.py::"
    "test_a_killed_restore_beside_is_there_whole_or_not_at_all_and_can_be_repeated"
)
TOKENS = (
    "tests/resources/loading/test_tokens.py::"
    "test_a_crash_around_the_commit_leaves_the_shop_connected_or_says_what_to_do"
)
BROWSER_STORE = (
    "tests/resources/browser_store/test_kills.py::"
    "test_a_killed_import_leaves_whole_records_and_the_next_one_completes_it"
)
IMPORTS = "tests/resources/imports/test_kills.py::test_a_kill_at_a_commit_leaves_all_or_nothing"
KEYS = "tests/pipelines/cli/test_keys.py::test_a_killed_rotation_loses_no_token_and_the_next_one_completes_it"
LOGINS = "tests/pipelines/cli/test_logins.py::test_a_killed_change_of_logins_is_done_wholly_or_not_at_all"
INVENTORY = (
    "tests/resources/warehouse/test_inventory.py::test_a_kill_while_a_finding_is_remembered_leaves_it_there_or_not"
)
BACKUPS = (
    "tests/resources/backup/test_backup_kills.py::test_a_killed_backup_is_whole_or_no_backup_and_the_next_clears_up"
)
HEALTH = "tests/resources/alerts/test_health.py::test_a_kill_while_old_findings_are_forgotten_keeps_the_new_ones"
SECURITY = "tests/resources/test_security.py::test_a_killed_look_leaves_all_of_its_alerts_or_none"

COVERED = {
    **dict.fromkeys(syncs.SYNC_POINTS, HERE),
    **dict.fromkeys(syncs.SWEEP_POINTS, SWEEPS),
    **dict.fromkeys(syncs.REFUSED_POINTS, REFUSED),
    **dict.fromkeys(commands.ACCOUNT_COMMANDS, ACCOUNTS),
    "batch.decide": ACCEPTANCES,
    **dict.fromkeys(commands.REPEATED_COMMANDS, COMMANDS),
    **dict.fromkeys(commands.NOTICE_POINTS, NOTICES),
    "fx.unload": RATES,
    **dict.fromkeys(commands.EXPIRY_POINTS, EXPIRY),
    "archive.": ARCHIVE,
    "late.": LATE,
    "restore.beside": BESIDE,
    "tokens.renew": TOKENS,
    "browser_store.": BROWSER_STORE,
    "imports.commit": IMPORTS,
    "partitions.ensure": IMPORTS,
    "keys.": KEYS,
    "logins.": LOGINS,
    "inventory.record": INVENTORY,
    "health.forget": HEALTH,
    "security.alerts": SECURITY,
    "backup.": BACKUPS,
    "upload.": BACKUPS,
}


def place_of(point: str) -> str | None:
    """The test that kills at a point."""
    return COVERED.get(point) or COVERED.get(f"{point.split('.')[0]}.")


def stale() -> set[str]:
    """Entries that no durable point has any more."""
    points = durable_points()
    return {
        name
        for name in COVERED
        if not any(point == name or (name[-1] == "." and point.startswith(name)) for point in points)
    }
