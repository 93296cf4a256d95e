"""What counts as found, as missed, as a false alarm."""

from shouwang.engine.county.mess import key

PLACE = {"file": "甲.xlsx", "sheet": "户"}


def planted(cell, scope="cell", rows=(3,)):
    pairs = [["户", row] for row in rows]
    return {
        **PLACE,
        "kind": "unknown_word",
        "scope": scope,
        "row": rows[0],
        "cell": cell,
        "rows": pairs,
        "touched": pairs,
    }


def reported(cell, row, severity="error", sheet="户"):
    return {
        "file": "甲.xlsx",
        "sheet": sheet,
        "row": row,
        "cell": cell,
        "severity": severity,
        "code": "READ-041",
    }


def counts(score):
    return score.found.total(), len(score.missed), len(score.false)


def test_a_report_at_the_cell_finds_the_mistake():
    assert counts(key.score([planted("C3")], [reported("C3", 3)])) == (1, 0, 0)


def test_a_report_at_another_cell_of_the_row_does_not():
    assert counts(key.score([planted("C3")], [reported("D3", 3)])) == (0, 1, 0)


def test_where_two_cells_contradict_each_other_either_may_be_named():
    assert counts(key.score([planted("C3", "row")], [reported("D3", 3)])) == (1, 0, 0)


def test_a_mistake_of_the_household_may_be_reported_at_any_of_its_rows():
    assert counts(key.score([planted("C3", "household", (3, 4))], [reported(None, 4)])) == (1, 0, 0)


def test_a_remark_is_no_report():
    assert counts(key.score([planted("C3")], [reported("C3", 3, "info")])) == (0, 1, 0)


def test_a_report_where_nothing_was_planted_is_a_false_alarm():
    assert counts(key.score([planted("C3")], [reported("C3", 3), reported("C9", 9)])) == (1, 0, 1)


def test_the_same_cell_of_another_sheet_is_another_cell():
    assert counts(key.score([planted("C3")], [reported("C3", 3, sheet="人")])) == (0, 1, 1)
