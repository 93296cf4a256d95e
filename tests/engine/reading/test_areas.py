"""Lists of areas."""

import pytest
from tests.engine.reading.drawn import cells, read_drawn, values

from shouwang.engine.reading import areas, messages

LIST = """
    区划代码     | 区划名称 | 级别
    430921000000 | 某县     | 县
    430921104    | 某镇     | 乡镇
    430921104201 | 某村     | 行政村
    43092        | 坏       | 县
"""


def test_codes_of_every_level_and_with_zeros(tmp_path):
    reading = read_drawn(tmp_path, LIST)

    assert values(reading, "areas.area_code") == ["430921", "430921104", "430921104201"]
    assert values(reading, "areas.level") == ["county", "township", "village"]
    assert cells(reading, messages.CODE_SHORTENED) == ["A2"]
    assert cells(reading, messages.BAD_CODE) == ["A5"]


@pytest.mark.parametrize(
    ("code", "level", "short"),
    [("430000", "province", "43"), ("430921104201", "county", "430921104201"), ("43", None, "43")],
)
def test_only_zeros_are_cut_off(code, level, short):
    assert areas.shortened(code, level) == short


def test_an_area_named_twice_is_read_once(tmp_path):
    again = "430921104 | 另一镇 | 乡镇\n430921104 | 某镇 | 乡镇"

    reading = read_drawn(tmp_path, f"{LIST}\n{again}")

    assert values(reading, "areas.name") == ["某县", "某镇", "某村"]
    assert cells(reading, messages.AREA_TWICE) == ["A6"]
    assert cells(reading, messages.ROW_TWICE) == ["A7"]
