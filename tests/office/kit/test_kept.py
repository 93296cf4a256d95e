"""Values kept for a process: the ones asked for last."""

import pytest

from shouwang.office.kit.kept import Kept


def test_the_ones_asked_for_last_are_kept():
    made, kept = [], Kept(most=2)

    for key in "abacab":
        assert kept.get(key, lambda key=key: made.append(key) or key.upper()) == key.upper()

    # b gave way to c, and came back for it.
    assert made == ["a", "b", "c", "b"]


def test_nothing_is_kept_of_what_could_not_be_made():
    kept = Kept(most=2)

    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)

    assert kept.get("a", lambda: 7) == 7
