"""A problem said in Chinese or English, from its code and what fills its sentence."""

import re

from shouwang.engine.quality import catalogue
from shouwang.engine.quality.declare import Check
from shouwang.engine.reading import messages, phrases
from shouwang.engine.reading.english import ENGLISH
from shouwang.engine.reading.phrases import Say, Words
from shouwang.engine.reading.titles import TITLES

CHECKS: dict[tuple[str, str, str | None], Check] = {
    (check.code, check.table, check.column): check for check in catalogue.CHECKS
}
FIRST: dict[str, Check] = {check.code: check for check in reversed(catalogue.CHECKS)}
ELSEWHERE = re.compile(r"（见\{also\}）|（另见\{also\}）| \(see (?:also )?\{also\}\)")


def sentence(code: str, words: Words, lang: str, say: Say = str) -> str:
    """What was found and what to do; `say` translates labels of `tables.py` (see `phrases`)."""
    if code in FIRST:
        check = CHECKS[code, words["table"], words["column"]]
        pattern = check.english if lang == "en" else check.message
    else:
        found, remedy = _patterns(code, lang)
        pattern = f"{found} {remedy}".strip() if lang == "en" else found + remedy
    return pattern.format(**phrases.worded(words, lang, say))


def finding(code: str, words: Words, lang: str, say: Say = str) -> str:
    """Only what was found, of a message of the reader."""
    return _patterns(code, lang)[0].format(**phrases.worded(words, lang, say))


def title(code: str, lang: str) -> str:
    """A few words, without values."""
    if code in TITLES:
        return TITLES[code][lang]
    said = FIRST[code].english if lang == "en" else FIRST[code].message
    return ELSEWHERE.sub("", re.split("; |；", said)[0]).removesuffix("。")


def _patterns(code: str, lang: str) -> tuple[str, str]:
    message = messages.CATALOGUE[code]
    return ENGLISH[code] if lang == "en" else (message.text, message.remedy)
