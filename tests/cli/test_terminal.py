import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.builders import a_summary

from shouwang.cli import terminal
from shouwang.engine.screening.explain import Explanation, Fired, Undecided
from shouwang.engine.screening.summary import MissingCount

CHINESE = re.compile("[一-鿿，。；：（）“”、]")


@pytest.fixture
def shown():
    def show(*, width=80, lang="zh", colours=False, out=None, **changes):
        file = io.StringIO()
        console = Console(
            file=file, width=width, force_terminal=colours, color_system="standard" if colours else None
        )
        terminal.show(a_summary(**changes), console, lang, out=out)
        return file.getvalue()

    return show


def tables_of(text):
    """The lines up to the sentences, which the terminal itself breaks."""
    return text[: text.index("补什么最有用")].splitlines()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("colours", [True, False])
def test_tables_fit_the_screen(shown, width, colours):
    lines = tables_of(re.sub("\x1b\\[[0-9;]*m", "", shown(width=width, colours=colours)))

    assert max(cell_len(line) for line in lines) <= width
    assert any("收入低于监测线、有大病重残且无赡养能力" in line for line in lines)


def test_numbers_by_tier_rule_and_township_are_shown(shown):
    lines = [line.split() for line in shown().splitlines()]

    assert ["应纳入", "448", "1,344", "4.0%"] in lines
    assert ["人均纯收入低于监测线", "低于收入线", "388", "121"] in lines
    assert ["南溪镇", "1,526", "4,648", "66", "61", "1,361", "38", "73"] in lines


def test_a_file_gets_neither_colours_nor_drawn_lines(shown):
    text = shown()

    assert "\x1b" not in text
    assert "─" not in text


def test_a_terminal_gets_the_tiers_colours(shown):
    assert "\x1b[1;31m应纳入" in shown(colours=True)


def test_names_are_not_read_as_markup(shown):
    town = replace(a_summary().areas[0], name="[red]镇[/]")

    assert "[red]镇[/]" in shown(areas=(town,), title="[bold]包")


def test_columns_of_words_wrap_before_numbers_are_cut(shown):
    rule = replace(a_summary().rules[0], label="很长的规则名称" * 12, households=1234567)

    assert "1,234,567" in shown(rules=(rule,))


def test_only_the_townships_with_most_to_do_are_listed(shown):
    town = a_summary().areas[0]
    many = tuple(replace(town, name=f"第{n}镇", tiers=town.tiers | {"none": 1400 - n}) for n in range(25))

    text = shown(areas=many)

    assert "第24镇" in text and "第4镇" not in text
    assert "其余 5 个乡镇见台账和页面。" in text


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("expenses.*", "--assume expenses=empty，最多判定 40 户"),
        (
            "households.subsistence_allowance",
            "--assume households.subsistence_allowance=none，最多判定 40 户",
        ),
        ("households.allowance_edge", "--assume households.allowance_edge=false（或 true），最多判定 40 户"),
        ("households.house_grade", "--assume households.house_grade=A（或 B、C、D），最多判定 40 户"),
    ],
)
def test_what_an_assumption_would_settle_is_said(shown, column, said):
    assert said in shown(missing=(MissingCount(column, "某项", 90, 40),))


@pytest.mark.parametrize("column", ["incomes.*", "persons.*", "persons.birth_date", "persons.monthly_wage"])
def test_incomes_people_dates_and_amounts_are_not_to_be_assumed(shown, column):
    text = shown(missing=(MissingCount(column, "某项", 90, 40),))

    assert f"（{column}）：涉及 90 户，其中 40 户补齐即可判定" in text
    assert "--assume" not in text


def test_an_assumption_that_settles_nothing_is_not_proposed(shown):
    assert "--assume" not in shown(missing=(MissingCount("expenses.*", "支出", 90, 0),))


def test_warnings_come_before_the_numbers(shown):
    text = shown(as_if=True, assumptions=("expenses=empty",))

    assert text.index("施行期以外") < text.index("expenses=empty") < text.index("共 11,196 户")


def test_the_next_commands_name_the_results_and_can_be_copied_whole(shown):
    out = Path("结果" * 40)

    assert f"shouwang explain {out} --household 户编码" in shown(out=out)


def test_nothing_missing_is_said_too(shown):
    assert "信息齐全" in shown(missing=())


def test_every_fixed_word_is_english_in_english(shown):
    found = a_summary()

    text = shown(
        lang="en",
        as_if=True,
        assumptions=("expenses=empty",),
        title="Pack",
        tiers=tuple(replace(tier, label=tier.tier) for tier in found.tiers),
        rules=tuple(replace(rule, label=rule.rule) for rule in found.rules),
        missing=tuple(replace(column, label=column.column) for column in found.missing),
        areas=tuple(replace(area, name=area.area_code) for area in found.areas),
    )

    assert CHINESE.findall(text) == []


def an_explanation(**changes):
    found = Explanation(
        lang="zh",
        household_id="430921104201000001",
        tier="must_enter",
        tier_label="应纳入",
        colour="red",
        tier_line="“应纳入”：规则“④”触发",
        leaving="要退出“应纳入”，以下各条须都不再触发",
        fired=(
            Fired(
                "four",
                "④ 三名在校生",
                "在校生人数 3 人 ≥ 3 人",
                "《办法》第一条",
                ("人均纯收入再增 1.00 元",),
            ),
            Fired("one", "① 整户低保", "低保情况：整户", "《办法》第二条", ()),
        ),
        undecided=(Undecided("two", "② 危房", "缺住房鉴定等级", "户类型：脱贫户"),),
        facts=(("家庭人口", "4 人"), ("赡养人情况", "不详")),
        notes=("未填数据按下列假定处理：[b]expenses=empty",),
    )
    return replace(found, **changes)


def explained(colours=False, **changes):
    file = io.StringIO()
    console = Console(
        file=file, width=80, force_terminal=colours, color_system="standard" if colours else None
    )
    terminal.show_explanation(an_explanation(**changes), console)
    return file.getvalue()


def test_an_explanation_goes_from_the_tier_to_rules_to_what_is_missing():
    text = explained()

    order = [
        "应纳入",
        "[b]expenses=empty",
        "“应纳入”：",
        "触发的规则",
        "须都不再触发",
        "● ④",
        "● ①",
        "待补信息",
        "○ ②",
        "本户情况",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_every_rule_shows_reason_source_and_ways_out():
    lines = [line.strip() for line in explained().splitlines()]

    fourth, first = lines.index("● ④ 三名在校生"), lines.index("● ① 整户低保")
    assert lines[fourth + 1 : first] == [
        "在校生人数 3 人 ≥ 3 人",
        "依据：《办法》第一条",
        "怎样可不再触发：",
        "· 人均纯收入再增 1.00 元",
    ]
    assert "没有帮扶能直接改变的条件。" in lines[first:]


def test_what_is_missing_shows_what_holds_already():
    lines = [line.strip() for line in explained().splitlines()]

    place = lines.index("○ ② 危房")
    assert lines[place + 1 : place + 3] == ["缺住房鉴定等级", "已成立：户类型：脱贫户"]


def test_sections_without_content_are_left_out():
    text = explained(fired=(), undecided=(), leaving="")

    assert "触发的规则" not in text and "待补信息" not in text


@pytest.mark.parametrize(
    ("changes", "style"),
    [({}, "\x1b[1;31m"), ({"tier": "unknown", "colour": ""}, "\x1b[1;35m"), ({"colour": "grey"}, "\x1b[1m")],
)
def test_the_household_has_the_colour_of_its_tier(changes, style):
    assert f"{style}430921104201000001" in explained(colours=True, **changes)


def test_headings_of_an_english_explanation_are_english():
    english = an_explanation(
        lang="en",
        tier_label="must enter",
        tier_line="",
        leaving="",
        fired=(Fired("four", "four", "students 3 persons", "D1", ()), Fired("one", "one", "", "D1", ("up",))),
        undecided=(Undecided("two", "two", "lacks house grade", "origin: lifted"),),
        facts=(("members", "4 persons"),),
        notes=(),
    )
    file = io.StringIO()

    terminal.show_explanation(english, Console(file=file, width=80))

    assert CHINESE.findall(file.getvalue()) == []
