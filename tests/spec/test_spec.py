"""The meaning of the rule language, case by case, on both evaluators.  The cases stand in `chapters/`."""

from typing import Any

import pytest

from shouwang.engine.screening import run
from tests.engine.screening.evaluators import BOTH
from tests.packs_builder import a_pack, mistakes
from tests.spec import case
from tests.spec.case import Case, Findings, Refusals
from tests.spec.chapters import CHAPTERS

both = pytest.mark.parametrize("evaluator", BOTH.values(), ids=BOTH)


def parts(kind: type) -> list[Any]:
    """Named by the chapter and the sentence."""
    return [
        pytest.param(part, id=f"{chapter.en}: {part.en}")
        for chapter in CHAPTERS
        for part in chapter.parts
        if isinstance(part, kind)
    ]


@both
@pytest.mark.parametrize("part", parts(Case))
def test_an_expression_has_the_value_that_is_drawn(part: Case, evaluator: Any) -> None:
    named = {f"asked_{number}": (part.type, text) for number, (text, _) in enumerate(part.asked)}
    pack = a_pack(
        rules={},
        facts={**part.facts, **named},
        parameters=part.parameters,
        accounting_year=part.accounting_year,
    )
    made = run.prepare(
        pack, part.population.on, period=part.period, assume=part.population.assume, as_if=True
    )

    found = evaluator(part.population.tables, made)

    got = [
        (text, [exact(found[household][name]) for household in part.population.ids])
        for name, (_, text) in named.items()
    ]
    assert got == [(text, [exact(each) for each in case.values(drawn)]) for text, drawn in part.asked]


def exact(value: Any) -> tuple[bool, Any]:
    """True and 1 are equal in Python; here they are not."""
    return isinstance(value, bool), value


@both
@pytest.mark.parametrize("part", parts(Findings))
def test_a_household_is_found_as_drawn(part: Findings, evaluator: Any) -> None:
    pack = a_pack(rules=part.rules, facts=part.facts, tiers=part.tiers, parameters=case.PARAMETERS)
    made = run.prepare(pack, part.population.on, assume=part.population.assume)

    found = evaluator(part.population.tables, made)

    expected = case.expected(part.found)
    assert {
        household: {name: found[household][name] for name in columns}
        for household, columns in expected.items()
    } == expected


@pytest.mark.parametrize("part", parts(Refusals))
def test_an_expression_is_refused_with_its_code(part: Refusals) -> None:
    got = [(text, [wrong.code for wrong in mistakes(text)]) for text, _ in part.written]

    assert got == [(text, [code]) for text, code in part.written]
