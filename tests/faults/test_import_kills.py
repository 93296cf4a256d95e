"""A short run of import_kills.py."""

from tests.faults import import_kills


def test_a_killed_import_is_committed_or_not_begun_and_is_ended_by_the_next_worker(tmp_path, kills):
    assert sum(import_kills.kill_often(tmp_path, kills, seed=3).values()) == kills
