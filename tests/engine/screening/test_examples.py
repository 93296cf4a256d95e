"""Worked examples of a pack: what came out otherwise is said, and so is what cannot come out."""

import pytest

from shouwang.engine.policy import pack as packs
from shouwang.engine.screening import examples
from tests.engine.policy import small_pack
from tests.engine.policy.small_pack import changed

FILE = "examples/line.yaml"
FIRST = '"1": {tier: assess, rules: [below-line]}'


@pytest.fixture
def load(tmp_path):
    """The small pack with one expectation changed."""

    def loading(first=FIRST):
        return packs.load(small_pack.write(tmp_path, files=changed((FILE, FIRST, f"{first}"))))

    return loading


def test_an_example_that_comes_out_as_written_has_no_mismatch(load):
    outcomes = examples.run_all(load())

    assert [(each.household, each.mismatches) for each in outcomes] == [("1", ()), ("2", ())]


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ("tier: none, rules: [below-line]", "tier 应为 none，得到 assess"),
        (
            "rules: [below-line], risks: [income, illness]",
            "risks 应为 ['illness', 'income']，得到 ['income']",
        ),
        ("rules: [below-line], missing: [incomes.*]", "missing 应为 ['incomes.*']，得到 []"),
        ("rules: [below-line], facts: {members: 2}", "事实 members 应为 2，得到 1"),
        ("rules: [below-line], facts: {net_income: ~}", "事实 net_income 应为 None，得到 6899.99"),
    ],
)
def test_what_comes_out_otherwise_is_said(load, expected, says):
    first, second = examples.run_all(load(f'"1": {{{expected}}}'))

    assert (first.mismatches, second.mismatches) == ((says,), ())


def test_an_expectation_for_a_household_that_is_not_drawn_is_said(load):
    outcomes = examples.run_all(load(f'{FIRST}\n    "9": {{tier: none}}'))

    assert outcomes[1].mismatches == ("表里没有户“9”",)


@pytest.mark.parametrize(
    "expected",
    [
        "tier: red, rules: [below-line]",
        "tier_at_least: red, rules: [below-line]",
        "rules: [below-line, shock]",
        "rules: [below-line], unknown_rules: [shock]",
        "rules: [below-line], facts: {people: 1}",
    ],
)
def test_what_the_pack_does_not_have_cannot_come_out(load, expected):
    [mistake] = examples.mistakes(load(f'"1": {{{expected}}}'))

    assert (mistake.code, mistake.place.line) == ("PACK-023", 1)
