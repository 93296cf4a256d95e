import re
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

import pytest
from tests.builders import a_histogram, a_summary, a_village

from shouwang.engine.documents import page
from shouwang.engine.screening.summary import Line, MissingCount

CHINESE = re.compile("[一-鿿，。；：（）“”、]")


@pytest.fixture
def written(tmp_path):
    def write(lang="zh", **changes):
        path = tmp_path / "page.html"
        page.write(path, a_summary(**changes), lang=lang)
        return path.read_text("utf-8")

    return write


def part(text, tag):
    return re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL).group(1)


def in_english(found):
    """The same run of a pack and of areas that have English names."""
    return {
        "title": "Pack",
        "tiers": tuple(replace(tier, label=tier.tier) for tier in found.tiers),
        "rules": tuple(replace(rule, label=rule.rule) for rule in found.rules),
        "missing": tuple(replace(column, label=column.column) for column in found.missing),
        "areas": tuple(replace(area, name=area.area_code, parent="township") for area in found.areas),
        "incomes": a_histogram(label="Income", lines=(Line("line", Decimal(6900)),)),
    }


def test_the_page_says_what_was_run(written):
    text = written()

    for said in (
        "青树嘴镇防止返贫监测帮扶（2022）",
        "2022-09-30",
        "hunan-qingshuzui-2022",
        "3f9c1b7a5d2e",
        "11,196",
    ):
        assert said in text


def test_style_and_script_are_the_ones_that_the_policy_allows(written):
    text = written()

    for kind, tag in (("style-src", "style"), ("script-src", "script")):
        digest = b64encode(sha256(part(text, tag).encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert "'unsafe" not in text


def test_nothing_is_fetched_and_no_style_attribute_is_needed(written):
    text = written()

    assert not re.search(r"""(?:src|href|style)\s*=|url\(|@import|https?:""", text)


def test_names_cannot_become_markup(written):
    evil = replace(a_village(0, 0), name="</script><script>alert(1)</script>", parent='"><img>')

    text = written(areas=(evil,), title="<b>包</b>", assumptions=("<i>x</i>",))

    assert text.count("<script>") == 1
    assert "<img" not in text and "<b>" not in text and "<i>" not in text
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_every_fixed_word_is_english_in_english(written):
    found = a_summary(as_if=True, assumptions=("expenses=empty",))

    text = written("en", as_if=True, assumptions=("expenses=empty",), **in_english(found))

    body = text[text.index("<body>") :]
    assert CHINESE.findall(body) == []
    assert 'lang="en"' in text


def test_warnings_stand_before_the_numbers(written):
    text = written(as_if=True, assumptions=("expenses=empty",))

    assert text.index("施行期以外") < text.index("expenses=empty") < text.index('class="tiles"')


def test_a_run_without_incomes_areas_or_unknowns_still_has_a_page(written):
    text = written(incomes=None, areas=(), missing=(), rules=())

    for said in ("没有收入数据。", "没有需要关注的农户。", "信息齐全，没有无法判定的规则。"):
        assert said in text


def test_a_province_does_not_get_a_chart_of_a_thousand_bars(written):
    township = a_summary().areas[0]
    many = tuple(replace(township, name=f"第{n}镇", area_code=f"43{n:07}") for n in range(100))

    text = written(areas=many)

    assert "只画出前 30 个乡镇，其余 70 个见下表。" in text


def test_all_missing_columns_are_on_the_page_the_less_useful_ones_folded(written):
    many = tuple(MissingCount(f"persons.c{n}", f"第{n}项", 100 - n, 0) for n in range(20))

    text = written(missing=many)

    assert text.index("第7项") < text.index("<details>") < text.index("其余 12 项") < text.index("第8项")
    assert "第19项" in text


def test_the_foot_adds_up_the_villages(written):
    foot = part(written(), "tfoot")

    assert re.findall(r'data-value="(\d+)"', foot) == ["11196", "33952", "448", "472", "9968", "308", "588"]
