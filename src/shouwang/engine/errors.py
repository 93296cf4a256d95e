"""How the engine says no: one line why, one line what to do."""

from typing import Any


class Sentence(str):
    """Chinese that remembers its pattern and what fills it: whoever reads English gets it anew (`english`)."""

    pattern: str
    words: dict[str, Any]


def sentence(pattern: str, **words: Any) -> Sentence:
    made = Sentence(pattern.format(**words))
    made.pattern, made.words = pattern, words
    return made


class Refused(Exception):
    """Something cannot be done.  `why` and `remedy` are whole Chinese sentences."""

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy
