"""The reader's problems and refusals as the wizard shows them: what to type at a command line becomes what to do here."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shouwang.engine.reading import refusals
from shouwang.office.kit import retelling, sayings

COMMANDS = {
    "zh": re.compile(r"[^。，；]*(?:shouwang |map\.yaml|--period|--mapping)[^。]*。?"),
    # In English it stands in a sentence of its own, last; the dot inside a name ends none.
    "en": re.compile(r"(?:[^.;]|\.(?=\S))*(?:shouwang |map\.yaml|--period|--mapping).*", re.DOTALL),
}
"""The part of a sentence that tells people what to type."""
IDENTITY = {
    "zh": re.compile(r"[^。]*shouwang map [^。]*household[^。]*。"),
    "en": re.compile(r"Run shouwang map .*household.*"),
}
"""The same of a file in which no column says which household a row is of: the wizard asks for that in one place."""


def problem(row: dict[str, Any]) -> str:
    """Of a row of the list of problems, in the language of whoever looks."""
    return here(sayings.problem(row["code"], json.loads(row["words"])))


def here(sentence: str) -> str:
    lang = sayings.lang()
    space = " " if lang == "en" else ""
    sentence = IDENTITY[lang].sub(
        _("请点“说明哪些列识别一户”，勾选合起来能识别一户的列，再重新读取。"), sentence
    )
    return COMMANDS[lang].sub(space + _("请在“核对列”一步改正。"), sentence).lstrip()


@retelling.also
def shortened() -> Iterator[tuple[str, str]]:
    """The reader's sentences as they are stored."""
    for chinese, english in refusals.ENGLISH.items():
        if COMMANDS["zh"].search(chinese):
            yield _here_in(settings.LANGUAGE_CODE, chinese), _here_in("en", english)


def _here_in(language: str, sentence: str) -> str:
    with translation.override(language):
        return here(sentence)


def called(said: Any, names: dict[str, str]) -> Any:
    """Texts, also those inside lists and mappings, with the files called as their sender did."""
    if isinstance(said, str):
        for own, name in names.items():
            said = said.replace(own, name)
        return said
    if isinstance(said, dict):
        return {key: called(value, names) for key, value in said.items()}
    return [called(one, names) for one in said] if isinstance(said, list | tuple) else said
