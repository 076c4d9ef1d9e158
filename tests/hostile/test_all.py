"""All 64 hostile inputs and faults are made by a test: here, by its number, or elsewhere, by the name given below."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

NUMBERS = range(1, 65)
#: What other folders' tests make and see already.
ELSEWHERE = {
    12: ["tests/intake/test_grid.py::test_several_sheets_are_asked_and_hidden_ones_named"],
    20: [
        "tests/ui/test_cards.py::test_what_users_wrote_is_shown_and_not_run",
        "tests/maps/test_district_map.py::test_hostile_text_stays_text",
        "tests/maps/test_pointing.py::test_a_hostile_name_is_text_on_one_line",
        "tests/browser/test_map_tools.py::test_hostile_names_are_only_text",
    ],
    23: [
        "tests/actions/test_forget_mapping.py::test_the_second_month_asks_nothing",
        "tests/actions/test_forget_mapping.py::test_a_renamed_column_asks_only_about_itself",
    ],
    33: [
        "tests/geo/test_overlay.py::test_neighbours_on_which_the_library_errs_share_nothing",
        "tests/geo/test_robust.py::test_an_exception_is_gone_round",
    ],
    34: [
        "tests/geo/test_robust.py::test_a_union_that_loses_a_shape_is_done_again",
        "tests/geo/test_robust.py::test_a_union_that_cannot_be_right_is_an_error",
    ],
    35: [
        "tests/intake/test_shape_checks.py::test_a_parcel_in_two_units_is_told_with_its_shares",
        "tests/intake/test_shape_checks.py::test_ground_beyond_all_units_is_told_with_its_share",
    ],
    49: [
        "tests/core/test_targets.py::test_without_a_target_nothing_is_compared",
        "tests/store/test_series.py::test_targets_as_known_at_a_moment",
    ],
    50: ["tests/core/test_targets.py::test_months_are_whole_and_days_count_within_a_running_month"],
    51: ["tests/views/test_targets.py::test_may_does_not_change_april"],
    52: [
        "tests/core/test_matching.py::test_a_firm_that_fits_nothing_is_told_what_binds",
        "tests/core/test_matching.py::test_declined_reserved_and_withdrawn_are_left_out",
        "tests/core/test_matching.py::test_equal_ranks_are_settled_by_the_objective",
        "tests/core/test_matching.py::test_empty_lists_are_matched_to_nothing",
    ],
    53: [
        "tests/core/test_programme.py::test_what_stands_in_the_way_adds_up",
        "tests/core/test_programme.py::test_each_constraint_is_told_by_how_much_it_has_to_give",
        "tests/core/test_misfits.py::test_one_constraint_binds",
        "tests/core/test_misfits.py::test_a_set_binds_where_no_single_constraint_does",
        "tests/core/test_schedule.py::test_one_day_too_late_is_the_next_year",
    ],
    54: [
        "tests/store/test_records.py::test_a_stale_edit_is_refused_with_both_values",
        "tests/store/test_records.py::test_two_editors_who_agree_do_not_conflict",
        "tests/store/test_kill.py::test_eight_processes_lose_no_edit",
    ],
    55: ["tests/actions/test_record_event.py::test_a_double_click_is_one_write"],
    56: [
        "tests/store/test_kill.py::test_a_killed_writer_loses_nothing_and_leaves_nothing_half",
        "tests/actions/test_outgoing.py::test_a_file_is_replaced_as_a_whole",
        "tests/store/test_workspace.py::test_an_interrupted_creation_can_be_repeated",
    ],
    57: [
        "tests/store/test_workspace.py::test_a_full_disk_is_said_and_nothing_is_lost",
        "tests/actions/test_outgoing.py::test_where_nothing_can_be_written_it_is_said",
        "tests/actions/test_print_map.py::test_what_fails_leaves_the_old_file",
    ],
    58: [
        "tests/store/test_workspace.py::test_a_network_share_is_refused",
        "tests/store/test_workspace.py::test_a_held_ledger_is_locked_not_broken",
    ],
    59: [
        "tests/store/test_clock.py::test_a_tick_is_later_than_before_and_not_in_the_future",
        "tests/store/test_clock.py::test_a_moment_without_time_zone_is_refused",
        "tests/store/test_events.py::test_known_at_equals_replaying_until_then",
    ],
    60: [
        "tests/browser/test_app.py::test_no_request_leaves_the_machine",
        "tests/browser/test_basemaps.py::test_a_dead_source_is_named_and_harms_nothing",
    ],
    61: [
        "tests/maps/test_district_map.py::test_the_script_is_small_and_the_same_on_each_run",
        "tests/maps/test_tiles.py::test_a_tile_of_a_hundred_thousand_specks_is_no_larger_than_its_cells",
    ],
    62: [
        "tests/store/test_migrations.py::test_steps_are_applied_once_with_a_backup_beforehand",
        "tests/store/test_migrations.py::test_a_ledger_of_the_first_form_is_brought_up_and_stays_sound",
        "tests/store/test_migrations.py::test_a_newer_workspace_is_refused_with_its_version",
    ],
    63: [
        "tests/cli/test_serve.py::test_a_sound_installation",
        "tests/cli/test_serve.py::test_a_missing_package_is_found",
        "tests/cli/test_serve.py::test_a_reader_that_falls_for_the_attack_is_found",
    ],
    64: [
        "tests/cli/test_safety.py::test_a_changed_event_is_found",
        "tests/store/test_snapshots.py::test_a_file_that_was_changed_is_found",
    ],
}
_NUMBERED = re.compile(r"^def test_(\d\d)_", re.MULTILINE)


def test_every_number_has_its_test():
    """From the first to the last."""
    here = {
        int(number)
        for module in Path(__file__).parent.glob("test_*.py")
        for number in _NUMBERED.findall(module.read_text(encoding="utf-8"))
    }
    assert sorted(here | set(ELSEWHERE)) == list(NUMBERS)


@pytest.mark.parametrize("name", [name for names in ELSEWHERE.values() for name in names])
def test_what_is_tested_elsewhere_is_there(name):
    """The module and the test in it."""
    path, _, test = name.partition("::")
    assert f"\ndef {test}(" in (ROOT / path).read_text(encoding="utf-8")
