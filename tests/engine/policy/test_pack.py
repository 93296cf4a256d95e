"""A pack is read whole or not at all: every kind of mistake, at its place, all at once."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from tests.engine.policy import small_pack
from tests.engine.policy.small_pack import FILES, changed

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy import scaffold
from shouwang.engine.policy.errors import Mistakes

DEEPER = {
    "pack.yaml": """\
id: town-2022
title: 某镇
area: "430921"
in_force: {from: 2022-01-01, to: 2022-12-31}
accounting_year_end: "09-30"
extends: county-2022
authority: 某镇人民政府
language: zh-CN
"""
}


def found(folder):
    """What is wrong, as (code, file:line:column)."""
    with pytest.raises(Mistakes) as refused:
        packs.load(folder)
    assert all("{" not in str(each) for each in refused.value.found)
    return [
        (each.code, f"{each.place.file.relative_to(folder)}:{each.place.line}:{each.place.column}")
        for each in refused.value.found
    ]


def test_a_good_pack_loads(tmp_path):
    pack = packs.load(small_pack.write(tmp_path))

    assert (pack.id, pack.area, pack.start, pack.end) == (
        "county-2022",
        "430921",
        date(2022, 1, 1),
        date(2022, 12, 31),
    )
    assert pack.accounting_year == AccountingYear(9, 30)
    assert pack.parameters["line"].on(date(2022, 1, 1)).value == Decimal(6900)
    assert str(pack.parameters["line"].values[0].source) == "《监测办法》第二条"
    assert list(pack.facts) == ["members", "net_income"]
    assert pack.rules["below-line"].risks == ("income",)
    assert [tier.tier for tier in pack.tiers] == ["assess", "none"]


FACT = "  «label: x\n  type: integer\n  expression: '1'\nmembers:\n"
VALUE = "- {from: 2022-01-01, value: 6900, source: {document: D1, article: 第二条}}"


def wrong(code, *changes, at=None):
    """A pack with one kind of mistake; it stands where `«` is, or `at`."""
    files = changed(*changes)
    places = [at] if at else small_pack.marks(files)
    file, old, new = changes[0]
    return pytest.param(files, [(code, place) for place in places], id=f"{code} {file} {old} {new}"[:60])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        wrong("PACK-001", ("pack.yaml", None, None), at="pack.yaml:1:1"),
        wrong("PACK-002", ("rules.yaml", "kind: below_line", "kind: below_line\n  kind\n  «severity: x")),
        wrong("PACK-003", ("rules.yaml", "  severity: 2\n", "  severity: 2\n  «severity: 3\n")),
        wrong("PACK-003", ("parameters.yaml", VALUE, f"«{VALUE}\n    {VALUE}")),
        wrong("PACK-004", ("rules.yaml", "  severity: 2\n", "  severity: 2\n  «severty: 2\n")),
        wrong("PACK-004", ("pack.yaml", "language: zh-CN", "language: zh-CN\n«languages: zh-CN")),
        wrong("PACK-005", ("rules.yaml", "  label: 低于监测线\n  kind", "  «kind")),
        wrong(
            "PACK-005",
            ("pack.yaml", "id: county-2022\ntitle: 某县 2022 年防返贫监测\n", "«id: county-2022\n"),
        ),
        wrong("PACK-006", ("rules.yaml", "severity: 2", "severity: «high")),
        wrong("PACK-006", ("rules.yaml", "risks: [income]", "risks: «income")),
        wrong("PACK-006", ("rules.yaml", "[income]", "[income, «[illness]]")),
        wrong("PACK-006", ("rules.yaml", "net_income < parameter.line * members", "«{net_income: 1}")),
        wrong("PACK-006", ("parameters.yaml", "value: 6900", "value: «6900元")),
        wrong("PACK-006", ("pack.yaml", '"09-30"', '«"02-30"')),
        wrong("PACK-006", ("pack.yaml", "title: 某县 2022 年防返贫监测", "title: «[某县]")),
        wrong("PACK-006", ("facts.yaml", "members:\n", f"户-人口:\n{FACT}")),
        wrong("PACK-006", ("examples/line.yaml", "{tier: none, rules: []}", "{tier: none, rules: «none}")),
        wrong("PACK-006", ("examples/line.yaml", "rules: [below-line]", "rules: [below-line, «[x]]")),
        wrong(
            "PACK-006",
            ("examples/line.yaml", "persons: |\n    household_id\n    1\n    2", "persons: «[1, 2]"),
        ),
        wrong("PACK-007", ("rules.yaml", "kind: below_line", "kind: «below_lines")),
        wrong("PACK-007", ("tiers.yaml", "colour: grey", "colour: «gray")),
        wrong("PACK-007", ("parameters.yaml", "unit: yuan/person/year", "unit: «yuan/head/year")),
        wrong("PACK-007", ("facts.yaml", "unit: person", "unit: «persons")),
        wrong(
            "PACK-008", ("rules.yaml", "{document: D1, article: 第三条}", "{document: «D2, article: 第三条}")
        ),
        wrong(
            "PACK-009",
            ("rules.yaml", "  label: 低于监测线\n", "  «label: 低于监测线\n"),
            ("rules.yaml", "  source: {document: D1, article: 第三条}\n", ""),
        ),
        wrong("PACK-009", ("parameters.yaml", VALUE, "- «{from: 2022-01-01, value: 6900}")),
        wrong(
            "PACK-010",
            ("examples/line.yaml", '    "2": {tier: none, rules: []}\n', ""),
            ("rules.yaml", "below-line:", "«below-line:"),
        ),
        wrong("PACK-010", ("examples/line.yaml", None, None), ("rules.yaml", "below-line:", "«below-line:")),
        wrong(
            "PACK-011",
            ("parameters.yaml", "  unit: yuan/person/year\n", "  «unit: yuan/person/year\n"),
            ("parameters.yaml", "from: 2022-01-01", "from: 2022-01-02"),
        ),
        wrong("PACK-012", ("pack.yaml", "from: 2022-01-01", "from: «2023-01-01")),
        wrong("PACK-013", ("pack.yaml", "language: zh-CN", "language: zh-CN\nextends: «cn-bass")),
        wrong("PACK-013", ("pack.yaml", "language: zh-CN", f"language: zh-CN\nextends: «{'很长' * 200}")),
        wrong("PACK-013", ("pack.yaml", "language: zh-CN", "language: zh-CN\nextends: «../county-2022")),
        wrong(
            "PACK-014",
            ("facts.yaml", "members:\n  label", "members:\n  «label"),
            ("facts.yaml", "count(p for p in persons)", "default(members, 1)"),
        ),
        wrong("PACK-015", ("facts.yaml", "members:\n", f"house_grade:\n{FACT}")),
        wrong("PACK-015", ("facts.yaml", "members:\n", f"tier_at_least:\n{FACT}")),
        wrong("PACK-015", ("facts.yaml", "members:\n", f"period:\n{FACT}")),
        wrong(
            "PACK-016",
            ("tiers.yaml", "- tier: none", "- «tier: none"),
            ("tiers.yaml", "  colour: grey\n", "  colour: grey\n  when: members > 3\n"),
        ),
        wrong(
            "PACK-017",
            ("tiers.yaml", "- tier: assess", "- «tier: assess"),
            ("tiers.yaml", "  when: rule.below_line\n", ""),
        ),
        wrong("PACK-018", ("tiers.yaml", None, "«[]\n")),
        wrong("PACK-019", ("pack.yaml", "language: zh-CN", "language: zh-CN\nextends: «county-2022")),
        wrong("PACK-020", ("pack.yaml", "id: county-2022", "id: «county-2023")),
        wrong("PACK-021", ("parameters.yaml", "value: 6900", "value: «~")),
        wrong(
            "PACK-022", ("examples/line.yaml", "persons: |\n    household_id", "persons: «|\n    household")
        ),
        wrong("PACK-024", ("pack.yaml", None, ""), at="pack.yaml:1:1"),
        wrong("PACK-025", ("pack.yaml", "authority: ", "authority: «（请写发文单位） #")),
        wrong(
            "PACK-026",
            ("parameters.yaml", "- {from", "«- {from"),
            ("parameters.yaml", "value: 6900", "value: -6900"),
        ),
        wrong("RULE-101", ("rules.yaml", "net_income <", "«(net_income <")),
        wrong("RULE-102", ("rules.yaml", "line * members", "line * «member")),
        wrong("RULE-103", ("rules.yaml", "parameter.line * members", "«parameter.line ** members")),
        wrong("RULE-104", ("facts.yaml", "not i.forecast)", "not «i.forecasted)")),
        wrong("RULE-105", ("rules.yaml", "parameter.line", "«parameter.lines")),
        wrong(
            "RULE-108",
            ("rules.yaml", "net_income < parameter.line * members", "«net_income < parameter.line"),
        ),
        wrong("RULE-111", ("rules.yaml", "net_income < parameter.line * members", "«net_income")),
        wrong("RULE-112", ("facts.yaml", "sum(", "«sum("), ("facts.yaml", "i.period == period and ", "")),
        wrong("RULE-118", ("rules.yaml", "net_income <", "«rule.below_line or net_income <")),
        wrong("RULE-119", ("tiers.yaml", "rule.below_line", "«rule.below_lines")),
        wrong("RULE-122", ("facts.yaml", "type: money", "type: «integer")),
        wrong("RULE-123", ("facts.yaml", "unit: yuan/year", "unit: «yuan/person/year")),
    ],
)
def test_a_mistake_is_found_at_its_place(tmp_path, files, expected):
    assert found(small_pack.write(tmp_path, files=files)) == expected


def test_mistakes_in_several_files_are_reported_at_once_in_the_order_of_reading(tmp_path):
    files = changed(
        ("facts.yaml", "unit: person", "unit: «persons"),
        ("parameters.yaml", "value: 6900", "value: «6900元"),
        ("rules.yaml", "severity: 2", "severity: «high"),
        ("rules.yaml", "parameter.line * members", "parameter.line * «member"),
        ("tiers.yaml", "colour: grey", "colour: «gray"),
    )

    mistakes = found(small_pack.write(tmp_path, files=files))

    assert [place for _, place in mistakes] == small_pack.marks(files)


def test_a_mistake_is_said_with_its_place_and_what_to_do(tmp_path):
    folder = small_pack.write(tmp_path, files=changed(("rules.yaml", "line * members", "line * member")))

    with pytest.raises(Mistakes) as refused:
        packs.load(folder)

    assert str(refused.value.found[0]) == (
        "county-2022/rules.yaml:6:39: RULE-102 不认识名称“member”（是否想写“members”？）。"
        "可用农户表的列、本包的事实、parameter.名称、on、period 等"
    )
    assert refused.value.why == (
        "政策包“county-2022”有误：county-2022/rules.yaml:6:39: RULE-102 不认识名称“member”（是否想写“members”？）"
    )


def test_a_mistake_in_a_folded_expression_is_found_in_its_line(tmp_path):
    files = changed(("facts.yaml", "not i.forecast)", "not «i.forcast)"))

    assert found(small_pack.write(tmp_path, files=files)) == [("RULE-104", small_pack.marks(files)[0])]


# What a pack extends


def extending(shelf, *changes, base=FILES):
    small_pack.write(shelf, files=base)
    return small_pack.write(shelf, name="town-2022", files=changed(*changes, files=DEEPER))


SOURCES = ("sources.yaml", None, FILES["sources.yaml"].replace("监测办法", "某镇方案"))


def test_a_pack_takes_over_what_it_does_not_write(tmp_path):
    folder = extending(tmp_path)

    pack, base = packs.load(folder), packs.load(tmp_path / "county-2022")

    assert (pack.id, pack.extends) == ("town-2022", "county-2022")
    assert (pack.parameters, pack.facts, pack.rules, pack.tiers) == (
        base.parameters,
        base.facts,
        base.rules,
        base.tiers,
    )
    assert [each.name for each in pack.folders] == ["town-2022", "county-2022"]


def test_a_value_is_replaced_with_a_source_of_its_own(tmp_path):
    higher = FILES["parameters.yaml"].replace("6900", "7300")

    pack = packs.load(extending(tmp_path, SOURCES, ("parameters.yaml", None, higher)))

    value = pack.parameters["line"].on(date(2022, 1, 1))
    assert (value.value, str(value.source)) == (Decimal(7300), "《某镇方案》第二条")


def test_a_value_is_not_replaced_on_the_authority_of_the_pack_below(tmp_path):
    higher = FILES["parameters.yaml"].replace("6900", "7300")

    folder = extending(tmp_path, ("parameters.yaml", None, higher))

    assert found(folder) == [("PACK-008", "parameters.yaml:5:58")]


def test_a_fact_is_replaced_only_with_a_source(tmp_path):
    fact = FILES["facts.yaml"].partition("net_income")[0]
    cited = f"{fact}  source: {{document: D1, article: 第一条}}\n"

    assert found(extending(tmp_path / "a", ("facts.yaml", None, fact))) == [("PACK-009", "facts.yaml:2:3")]
    assert packs.load(extending(tmp_path / "b", SOURCES, ("facts.yaml", None, cited))).facts["members"].source


def test_a_fact_may_use_those_of_the_pack_below(tmp_path):
    fact = "per_head:\n  label: 人均\n  type: money\n  unit: yuan/person/year\n  expression: net_income / members\n"

    pack = packs.load(extending(tmp_path, ("facts.yaml", None, fact)))

    assert list(pack.facts) == ["members", "net_income", "per_head"]


def test_a_mistake_in_the_pack_below_is_reported_there_once(tmp_path):
    base = changed(("rules.yaml", "severity: 2", "severity: high"))

    with pytest.raises(Mistakes) as refused:
        packs.load(extending(tmp_path, base=base))

    assert [str(each.place) for each in refused.value.found] == ["county-2022/rules.yaml:5:13"]


def test_an_empty_pack_below_is_a_mistake(tmp_path):
    with pytest.raises(Mistakes) as refused:
        packs.load(extending(tmp_path, base=changed(("pack.yaml", None, ""))))

    assert [each.code for each in refused.value.found] == ["PACK-024"]


def test_packs_that_extend_each_other_are_refused(tmp_path):
    round_ = changed(("pack.yaml", "language: zh-CN", "language: zh-CN\nextends: town-2022"))

    with pytest.raises(Mistakes) as refused:
        packs.load(extending(tmp_path, base=round_))

    assert [(each.code, str(each.place)) for each in refused.value.found] == [
        ("PACK-019", "county-2022/pack.yaml:8:10")
    ]
    assert refused.value.found[0].details["chain"] == "town-2022 → county-2022 → town-2022"


def test_facts_in_a_circle_are_named_in_their_order(tmp_path):
    circle = """\
    a: {label: a, type: integer, expression: b + 1}
    b: {label: b, type: integer, expression: c + 1}
    c: {label: c, type: integer, expression: a + 1}
    """
    with pytest.raises(Mistakes) as refused:
        packs.load(
            small_pack.write(
                tmp_path, files=changed(("facts.yaml", "members:\n", f"{dedent(circle)}members:\n"))
            )
        )

    chains = [each.details["chain"].split(" → ") for each in refused.value.found if each.code == "PACK-014"]
    assert [(len(chain), chain[0] == chain[-1], set(chain)) for chain in chains] == [
        (4, True, {"a", "b", "c"})
    ]


def test_facts_stand_after_those_they_need(tmp_path):
    early = "doubled: {label: x, type: integer, unit: person, expression: members * 2}\nmembers:\n"

    pack = packs.load(small_pack.write(tmp_path, files=changed(("facts.yaml", "members:\n", early))))

    assert list(pack.facts) == ["members", "doubled", "net_income"]


# What it is known by


def test_the_hash_is_that_of_the_content_and_the_names(tmp_path):
    same = small_pack.write(tmp_path / "a")
    for path in same.glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    first, windows = packs.load(small_pack.write(tmp_path / "b")).hash, packs.load(same).hash
    other = packs.load(
        small_pack.write(tmp_path / "c", files=changed(("parameters.yaml", "6900", "6901")))
    ).hash

    assert windows == first
    assert other != first
    assert len(first) == 64


def test_the_hash_covers_the_pack_below_but_not_the_examples(tmp_path):
    folder = extending(tmp_path)
    first = packs.load(folder).hash

    (tmp_path / "county-2022" / "examples" / "more.yaml").write_text("[]\n", encoding="utf-8")
    assert packs.load(folder).hash == first

    sources = tmp_path / "county-2022" / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert packs.load(folder).hash != first


def test_what_was_read_before_is_taken_again_where_the_content_is_the_same(tmp_path):
    known = packs.load(extending(tmp_path))
    here = Path(known.folders[0])
    copied = tmp_path / "elsewhere" / here.name
    for folder in known.folders:
        shutil.copytree(folder, copied.parent / folder.name)

    again = packs.again(known, copied)
    assert again == replace(known, folders=packs.load(copied).folders) and again.folders[0] == copied

    sources = copied.parent / known.folders[-1].name / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert packs.again(known, copied) is None
    assert packs.again(known, tmp_path / "nowhere" / here.name) is None


def test_values_are_in_force_from_their_date(tmp_path):
    later = f"{VALUE}\n    {VALUE}".replace("2022-01-01, value: 6900", "2022-07-01, value: 7000", 1)
    pack = packs.load(small_pack.write(tmp_path, files=changed(("parameters.yaml", VALUE, later))))
    line = pack.parameters["line"]

    assert [
        line.on(day) and line.on(day).value
        for day in (date(2021, 12, 31), date(2022, 6, 30), date(2022, 7, 1))
    ] == [
        None,
        Decimal(6900),
        Decimal(7000),
    ]
    assert line.nearest(date(2021, 12, 31)).value == Decimal(6900)
    assert pack.in_force(date(2022, 12, 31))
    assert not pack.in_force(date(2023, 1, 1))


def test_generators_inside_rules_have_names_for_findings(tmp_path):
    inside = changed(
        (
            "rules.yaml",
            "line * members",
            "line * members and any(p.works for p in persons) and count(e for e in events) > 1",
        )
    )

    pack = packs.load(small_pack.write(tmp_path, files=inside))

    assert {name: node.kind for name, node in pack.inline.items()} == {
        "below-line.1": "any",
        "below-line.2": "count",
    }


def test_a_tier_called_like_a_rule_does_not_take_its_generators_names(tmp_path):
    alike = changed(
        ("rules.yaml", "line * members", "line * members and any(p.works for p in persons)"),
        ("tiers.yaml", "tier: assess", "tier: Below-Line"),
        (
            "tiers.yaml",
            "when: rule.below_line",
            "when: rule.below_line and any(p.in_school for p in persons)",
        ),
    )

    pack = packs.load(small_pack.write(tmp_path, files=alike))

    assert list(pack.inline) == ["below-line.1", "Below-Line.2"]


def test_what_rules_below_rely_on_keeps_its_type_and_unit(tmp_path):
    fact = "members:\n  label: 有人\n  type: boolean\n  expression: any(p.works for p in persons)\n"
    cited = f"{fact}  source: {{document: D1, article: 第一条}}\n"
    line = FILES["parameters.yaml"].replace("yuan/person/year", "yuan/year")

    folder = extending(tmp_path, SOURCES, ("facts.yaml", None, cited), ("parameters.yaml", None, line))

    assert found(folder) == [("PACK-027", "facts.yaml:2:3"), ("PACK-027", "parameters.yaml:2:3")]


def test_a_value_taken_over_must_be_in_force_on_the_first_day_too(tmp_path):
    earlier = ("pack.yaml", "from: 2022-01-01", "from: 2021-01-01")

    assert found(extending(tmp_path, earlier)) == [("PACK-011", "pack.yaml:1:1")]


def test_rules_that_a_tier_could_not_tell_apart_are_refused(tmp_path):
    twice = FILES["rules.yaml"] + FILES["rules.yaml"].replace("below-line", "below_line")

    folder = small_pack.write(tmp_path, files=changed(("rules.yaml", None, twice)))

    assert [code for code, _ in found(folder)] == ["PACK-003", "PACK-003"]


@pytest.mark.parametrize("label", ["监测线: 元", "yes", "监测线 # 一", "“监测线”", "线"])
def test_a_label_taken_into_a_scaffold_is_read_there_as_it_was(label):
    written = yaml.safe_load(f"label: {scaffold.scalar(label)}")

    assert written == {"label": label}
