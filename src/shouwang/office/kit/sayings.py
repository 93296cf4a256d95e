"""What the engine says – in Chinese, or in English – in the language of whoever looks."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy import english as policy
from shouwang.engine.reading import refusals, wording
from shouwang.engine.reading.phrases import Words
from shouwang.engine.screening import refusals as screening

ENGLISH = {**refusals.ENGLISH, **policy.ENGLISH, **screening.ENGLISH}


def lang() -> str:
    """The engine's languages: zh, en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def label(text: str) -> str:
    """Of `tables.py`."""
    # gettext answers an empty text with the head of its catalogue.
    return _(text) if text else ""


def problem(code: str, words: Words) -> str:
    return wording.sentence(code, words, lang(), label)


def finding(code: str, words: Words) -> str:
    """Without what to do."""
    return wording.finding(code, words, lang(), label)


def title(code: str) -> str:
    return wording.title(code, lang())


def said(text: str) -> str:
    """A sentence of a refusal or of progress; the office's own are in the reader's language already."""
    # A plain text: not every data base takes another class for one.
    return str(refusals.english(text, label, ENGLISH.get) if lang() == "en" else text)


def together(first: str, second: str) -> str:
    """Two sentences, of which Chinese leaves no space between."""
    return (
        _("%(first)s%(second)s") % {"first": first, "second": second} if first and second else first or second
    )


def refusal(refused: Refused) -> Refused:
    return Refused(said(refused.why), said(refused.remedy))
