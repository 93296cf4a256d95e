"""Pages that are made from declarations say what the declarations say."""

from pathlib import Path

from shouwang.engine.documents import dictionary

DOCS = Path(__file__).parents[2] / "docs"


def test_the_data_dictionary_is_current():
    page = (DOCS / "data-dictionary.md").read_text(encoding="utf-8")

    assert page == dictionary.dictionary(), "run: shouwang tables --markdown > docs/data-dictionary.md"


def test_the_catalogue_of_checks_is_current():
    page = (DOCS / "checks.md").read_text(encoding="utf-8")

    assert page == dictionary.checks(), "run: shouwang tables --checks > docs/checks.md"
