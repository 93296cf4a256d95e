"""What can be written in a rule, what cannot, and where a mistake stands."""

from decimal import Decimal

import pytest
from tests.engine.policy import pointed
from tests.packs_builder import mistakes

from shouwang.engine.policy import expression, nodes
from shouwang.engine.policy.expression import DEEPEST, Vocabulary, Wrong

WORDS = Vocabulary(facts=("members", "net_income"), parameters=("line",))
TIERS = Vocabulary(rules=("below-line", "shock"))


def parse(text, vocabulary=WORDS):
    return expression.parse(text, vocabulary)


ORIGIN = nodes.HouseholdColumn("origin")
MEMBERS = nodes.Fact("members")
WORKS = nodes.RowColumn("persons", "works")
AGE = nodes.Call("age", (nodes.RowColumn("persons", "birth_date"), nodes.Given("on")))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("origin", ORIGIN),
        ("members", MEMBERS),
        ("parameter.line", nodes.Parameter("line")),
        ("previous_period", nodes.Given("previous_period")),
        ("True", nodes.Literal(True)),
        ("1", nodes.Literal(1)),
        ("-1", nodes.Literal(-1)),
        ("- -1", nodes.Literal(1)),
        ("-members", nodes.Negative(MEMBERS)),
        ("members - 1", nodes.Arithmetic("-", MEMBERS, nodes.Literal(1))),
        ("not origin", nodes.Not(ORIGIN)),
        ("origin == 'C'", nodes.Compare("==", ORIGIN, nodes.Literal("C"))),
        ("origin in ['C']", nodes.Membership(ORIGIN, (nodes.Literal("C"),))),
        ("origin not in ('C',)", nodes.Not(nodes.Membership(ORIGIN, (nodes.Literal("C"),)))),
        ("origin and (members and origin)", nodes.And((ORIGIN, MEMBERS, ORIGIN))),
        ("origin and (members or origin)", nodes.And((ORIGIN, nodes.Or((MEMBERS, ORIGIN))))),
        ("default(origin, 'C')", nodes.Default(ORIGIN, nodes.Literal("C"))),
        ("known(origin)", nodes.Known(ORIGIN)),
        ("min(members, 2)", nodes.Call("min", (MEMBERS, nodes.Literal(2)))),
        ("min(age(p.birth_date, on) for p in persons)", nodes.Aggregate("min", "persons", AGE, None)),
        ("count(p for p in persons if p.works)", nodes.Aggregate("count", "persons", None, WORKS)),
        ("any(p.works for p in persons)", nodes.Aggregate("any", "persons", WORKS, None)),
    ],
)
def test_a_text_becomes_nodes(text, node):
    assert parse(text) == node


def test_a_chain_of_comparisons_becomes_its_links():
    low, high = nodes.Literal(1), nodes.Literal(3)

    assert parse("1 <= members < 3") == nodes.And(
        (nodes.Compare("<=", low, MEMBERS), nodes.Compare("<", MEMBERS, high))
    )


def test_several_ifs_are_one_condition():
    several = parse("count(p for p in persons if p.works if p.in_school)")

    assert several == parse("count(p for p in persons if p.works and p.in_school)")


@pytest.mark.parametrize(
    ("text", "digits"), [("0.1", "0.1"), ("6900.00", "6900.00"), ("1_000.5", "1000.5"), ("1e3", "1E+3")]
)
def test_a_number_with_a_point_keeps_its_digits(text, digits):
    assert str(parse(text).value) == digits
    assert isinstance(parse(text).value, Decimal)


def test_one_and_true_are_different_values():
    assert parse("1") != parse("True")


def test_a_rule_may_be_broken_over_lines_and_end_in_a_comment():
    text = "origin == 'C'\n    or members > 3  # 三人以上"

    assert parse(text) == parse("origin == 'C' or members > 3")


def test_a_tier_asks_for_a_rule_with_underscores():
    assert parse("rule.below_line", TIERS) == nodes.RuleHolds("below-line")


def test_nodes_know_where_they_stand_but_compare_by_meaning():
    padded = parse("  members   <  3")

    assert (padded.at, padded.left.at, padded.right.at) == (2, 2, 15)
    assert padded == parse("members < 3")


@pytest.mark.parametrize(
    "drawn",
    [
        """
        members <
                 ^ RULE-101
        """,
        """
        any(p.works for p in persons
        ^ RULE-101
        """,
        """
        members > 3) or (members < 2
        ^ RULE-101
        """,
        """
        origin == "liftéd
                  ^ RULE-101
        """,
        """
        member > 3
        ^ RULE-102
        """,
        """
        members > 3 or
            origins == "lifted"
            ^ RULE-102
        """,
        """
        size(persons) > 3
        ^ RULE-102
        """,
        """
        any(q.works for p in persons)
            ^ RULE-102
        """,
        """
        1 < members if True else 2
        ^ RULE-103
        """,
        """
        members ** 2 > 4
        ^ RULE-103
        """,
        """
        members > 1, members < 3
        ^ RULE-103
        """,
        """
        origin is "lifted"
        ^ RULE-103
        """,
        """
        origin == None
                  ^ RULE-103
        """,
        """
        known(x=origin)
        ^ RULE-103
        """,
        """
        origin.lower() == "lifted"
        ^ RULE-103
        """,
        """
        members > +3
                  ^ RULE-103
        """,
        """
        any(p.healthy for p in persons)
            ^ RULE-104
        """,
        """
        members > parameter.lines
                  ^ RULE-105
        """,
        """
        age(on) > 3
        ^ RULE-106
        """,
        """
        members > 2 and any(members > p.work_months for p in persons)
                            ^ RULE-114
        """,
        """
        origin in "lifted"
                  ^ RULE-116
        """,
        """
        count(persons) > 3
        ^ RULE-117
        """,
        """
        count(p.works for p in persons) > 3
              ^ RULE-117
        """,
        """
        rule.below_line
        ^ RULE-118
        """,
        """
        any(p.works for p in persons for e in events)
        ^ RULE-120
        """,
        """
        any(p.works async for p in persons)
        ^ RULE-120
        """,
        """
        any(works for works, sex in persons)
        ^ RULE-120
        """,
    ],
)
def test_a_mistake_is_pointed_at(drawn):
    text, marks = pointed.read(drawn)

    assert [(wrong.code, wrong.at) for wrong in mistakes(text)] == marks


def test_a_tier_may_only_ask_for_rules_there_are():
    [wrong] = mistakes("rule.below_lime", tier=True)

    assert (wrong.code, wrong.details["hint"]) == ("RULE-119", "（是否想写“below_line”？）")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('origin == "脱贫户" or 年龄 > 3', 19),
        ('origin == "脱贫户"\n or 年龄 > 3', 20),
        ('origin == "脱贫\u2028户"\r\n or 年龄 > 3', 22),
    ],
)
def test_offsets_count_characters_not_bytes(text, at):
    [wrong] = mistakes(text)

    assert (wrong.code, wrong.at) == ("RULE-102", at)
    assert text[at:].startswith("年龄")


def test_a_misspelt_name_is_answered_with_the_nearest():
    [wrong] = mistakes("hous_grade == 'C'")

    assert wrong.details["hint"] == "（是否想写“house_grade”？）"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "()",
        "# 只有注释",
        "\x00",
        "\ud800",
        "9" * 5000,
        "'\\d' == origin",
        "not " * 5000 + "origin",
        "1" + "+1" * 5000,
        "(" * 500 + "1" + ")" * 500,
        "members > 1e-99999999999999999999",
    ],
    ids=range(12),
)
def test_whatever_is_written_the_answer_is_a_mistake(text):
    with pytest.raises(Wrong):
        parse(text)


def test_nesting_deeper_than_a_reader_follows_is_refused():
    assert parse("not " * (DEEPEST - 1) + "origin")
    with pytest.raises(Wrong, match="RULE-101"):
        parse("not " * (DEEPEST + 1) + "origin")


def test_what_may_be_written_at_most_is_walked_by_both_evaluators():
    deepest = "1" + " + 1" * (DEEPEST - 3)

    assert mistakes(f"{deepest} > 3") == []
