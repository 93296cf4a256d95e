"""Values that agree are one; values that differ are a conflict."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.reading import merge

ROWS = st.lists(st.tuples(st.integers(-1, 4), st.sampled_from([None, "甲", "乙"])))


@given(ROWS)
def test_merging_columns_is_merging_row_by_row(rows):
    groups = np.array([group for group, _ in rows], np.int64)
    said = {group: {value for g, value in rows if g == group and value} for group in range(5)}

    merged = merge.merge(groups, 5, pa.array([value for _, value in rows], pa.string()))

    assert merged.values.to_pylist() == [min(said[g]) if len(said[g]) == 1 else None for g in range(5)]
    assert {conflict.group for conflict in merged.conflicts} == {g for g in range(5) if len(said[g]) > 1}


def test_a_conflict_names_the_first_row_and_the_first_that_differs():
    groups = np.array([0, 0, 0, 0])

    found = merge.merge(groups, 1, pa.array([None, "甲", "甲", "乙"])).conflicts

    assert found == [merge.Conflict(0, 1, 3)]


def test_the_first_row_of_each_group_unless_one_is_preferred():
    groups = np.array([1, 0, 1, 0, -1])

    assert merge.first_rows(groups, 3).tolist() == [1, 0, -1]
    assert merge.first_rows(groups, 3, np.array([False, False, True, False, True])).tolist() == [1, 2, -1]
