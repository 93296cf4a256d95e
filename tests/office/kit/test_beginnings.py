"""What begins with a text, in one order on every data base."""

import pytest

from shouwang.office.areas.models import Area
from shouwang.office.kit.beginnings import Bytewise, begins

NAMES = (
    "李",
    "李四",
    "李一",
    "李 一",
    "李·甲",
    "李😀",
    "Li",
    "LI",
    "li",
    "李%",
    "李_",
    "\\李",
    "王",
    "王𠮷",
    "é",
    "e",
    "龙",
    "〇",
    "吕",
)


@pytest.mark.django_db
@pytest.mark.usefixtures("somebody")
def test_beginnings_are_found_and_sorted_as_text_compares_in_python():
    for number, name in enumerate(NAMES):
        Area(code=f"1{number:011d}", name=name, level="village", valid_from="2026-01-01").save()
    texts = {name[:size] for name in NAMES for size in range(1, len(name) + 1)}

    for text in texts:
        rows = Area.objects.filter(begins("name", text)).order_by(Bytewise("name"))
        assert [row.name for row in rows] == sorted(name for name in NAMES if name.startswith(text)), text
