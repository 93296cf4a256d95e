"""The language of the command line: Chinese, or English where SHOUWANG_LANGUAGE=en or `shouwang --language en` asks.

Never LANG: office servers in China often run with LANG=C or en_US, and whoever works at them reads Chinese.  The
environment is the one place where it stands: the processes that we start, and the office, find it there.  Texts of
help pages are read when a command is imported; main imports none before the language is known.
"""

import importlib
import os
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

VARIABLE = "SHOUWANG_LANGUAGE"
LANGUAGES = ("zh", "en")
CATALOGUE = Path(__file__).parents[1] / "locale" / "en" / "LC_MESSAGES" / "django.mo"
"""The interface's: one word has one translation.  The standard library reads it without Django."""


def asked() -> str:
    """What the environment says; Chinese where it says nothing."""
    return os.environ.get(VARIABLE, "").strip().lower() or "zh"


def choose(language: str) -> None:
    os.environ[VARIABLE] = language


def lang() -> str:
    """zh or en, as the engine calls them."""
    return "en" if asked() == "en" else "zh"


def gettext(text: str) -> str:
    # gettext answers an empty text with the head of its catalogue.
    return _english().gettext(text) if text and lang() == "en" else text


def pgettext(context: str, text: str) -> str:
    """Where a word has another meaning elsewhere."""
    return _english().pgettext(context, text) if lang() == "en" else text


def either(chinese: str, english: str) -> str:
    """What has a name in both languages already; some packs have no English one."""
    return english if english and lang() == "en" else chinese


def said(text: object) -> str:
    """A sentence of the engine.  Its English is loaded where it is needed: commands start without."""
    return str(importlib.import_module("shouwang.cli.sayings").english(text) if lang() == "en" else text)


@cache
def _english() -> GNUTranslations:
    with CATALOGUE.open("rb") as file:
        return GNUTranslations(file)
