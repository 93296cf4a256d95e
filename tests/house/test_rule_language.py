"""The page about the rule language is made from the cases, and the cases leave nothing of the language out."""

import re
from pathlib import Path

import pytest
from tests.spec import page, reference
from tests.spec.case import Case, Findings
from tests.spec.chapters import CHAPTERS

from shouwang.engine.policy import expression

DOCS = Path(__file__).parents[2] / "docs"
PARTS = [part for chapter in CHAPTERS for part in chapter.parts]
WRITTEN = "\n".join(
    [
        *(text for part in PARTS if isinstance(part, Case) for text, _ in part.asked),
        *(text for part in PARTS if isinstance(part, Findings) for text in part.rules.values()),
    ]
)


@pytest.mark.parametrize("name", page.PAGES)
def test_the_page_about_the_rule_language_is_current(name):
    printed = (DOCS / name).read_text(encoding="utf-8")

    assert printed == page.page(page.PAGES[name]), "run: python -m tests.spec.print"


@pytest.mark.parametrize("operator", reference.OPERATORS)
def test_every_operator_has_a_case(operator):
    assert re.search(rf"(^|[\w) ]){re.escape(operator)}($|[\w( ])", WRITTEN, re.MULTILINE)


@pytest.mark.parametrize("function", [*expression.ARGUMENTS, *expression.QUANTIFIERS])
def test_every_function_and_quantifier_has_a_case(function):
    assert f"{function}(" in WRITTEN


@pytest.mark.parametrize("table", expression.CHILD_TABLES)
def test_every_table_has_a_case(table):
    assert f" in {table}" in WRITTEN


@pytest.mark.parametrize("name", [*expression.GIVEN, "parameter."])
def test_every_given_name_has_a_case(name):
    assert name in WRITTEN
