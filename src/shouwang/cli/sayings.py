"""What the engine and the office's machinery say, in English."""

from shouwang.cli import language
from shouwang.cli.language import gettext
from shouwang.engine.county import refusals as county
from shouwang.engine.policy import english as policy
from shouwang.engine.reading import phrases, refusals, wording
from shouwang.engine.reading.problems import Problem
from shouwang.engine.reading.targets import Target
from shouwang.engine.screening import refusals as screening

ENGLISH = {**refusals.ENGLISH, **policy.ENGLISH, **screening.ENGLISH, **screening.TYPED, **county.ENGLISH}


def english(said: str) -> str:
    """A sentence of a refusal or of progress; a command's own are in the right language already."""
    return refusals.english(said, gettext, known)


def known(chinese: str) -> str | None:
    """Of the engine; else of the catalogue, where sentences of `web/operations` stand."""
    found = ENGLISH.get(chinese) or gettext(chinese)
    return found if found != chinese else None


def problem(one: Problem) -> str:
    if language.lang() == "zh":
        return one.message
    return wording.sentence(one.code, one.words, "en", gettext)


def column(target: Target) -> str:
    return phrases.column(target).said(language.lang(), gettext)
