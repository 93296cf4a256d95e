import pytest

from shouwang.engine import tables
from shouwang.engine.quality import catalogue


def test_a_code_means_one_thing():
    """A code may look at several tables and columns, but always at one severity."""
    meanings = {(check.code, check.severity) for check in catalogue.CHECKS}

    assert len(meanings) == len({code for code, _ in meanings})


def test_checks_are_in_order_of_their_codes_and_share_their_subjects_hundred():
    for number, subject in enumerate(catalogue.SUBJECTS, start=1):
        codes = [int(check.code.removeprefix("CHECK-")) for check in subject.checks]

        assert codes == sorted(codes)
        assert {code // 100 for code in codes} == {number}


def test_every_check_looks_at_a_declared_column():
    for check in catalogue.CHECKS:
        table = tables.TABLES[check.table]
        assert check.column in table
        assert all(name in table for name in check.needs)


@pytest.mark.parametrize("check", catalogue.CHECKS, ids=lambda check: f"{check.code} {check.table}")
def test_a_message_is_a_sentence_that_says_what_to_do(check):
    assert check.message.endswith("。")
    assert "；" in check.message
    assert ("{also}" in check.message) == (check.also is not None)
