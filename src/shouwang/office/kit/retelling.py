"""Sentences that were stored in one language, said in that of whoever looks.

A job that ended at night keeps its two sentences as they were said; who reads them may have another language.  What was
said is found again among the sentences of the catalogue and of the engine – one with places for values as the one whose
own words are the most –, and is said anew with the same values.  What is none of these stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import trans_real

from shouwang.office.kit import sayings

PLACE = re.compile(r"%\((?P<office>\w+)\)[sd]|\{(?P<engine>\w+)(?::[^{}]*)?\}")
WORDS, FIRST = 4, 3
"""Characters of its own that a sentence with places has – “%(a)s：%(b)s” is everything –, and one that begins with them."""
STOPS = "。.！？!?；;"

Pairs = Callable[[], Iterator[tuple[str, str]]]
"""Chinese and English."""
OTHERS: list[Pairs] = []


def also(pairs: Pairs) -> Pairs:
    """Registers sentences that an app says in its own way before they are stored."""
    OTHERS.append(pairs)
    return pairs


@dataclass(frozen=True)
class Template:
    """`said`: as it was told; `other`: the same in the other language."""

    said: str
    other: str

    @cached_property
    def own(self) -> tuple[str, ...]:
        """What stands between the places."""
        return tuple(filter(None, re.split(r"\0", PLACE.sub("\0", self.said))))

    @cached_property
    def length(self) -> int:
        return sum(map(len, self.own))

    @property
    def is_telling(self) -> bool:
        return self.length >= (WORDS if PLACE.match(self.said) else FIRST)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        made, end, seen = "", 0, set()
        for place in PLACE.finditer(self.said):
            name = place["office"] or place["engine"]
            made += re.escape(self.said[end : place.start()])
            made += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
            end = place.end()
        return re.compile(made + re.escape(self.said[end:]), re.DOTALL)

    def told(self, text: str) -> Mapping[str, str] | None:
        """The values, where a text is this sentence."""
        found = self.pattern.fullmatch(text) if all(one in text for one in self.own) else None
        return found.groupdict() if found else None


def said(text: str) -> str:
    """In the language of whoever looks."""
    text = sayings.said(text)
    return _retold(text) or _retold(text.rstrip("。")) or text if text else text


def _retold(text: str) -> str:
    """Empty for what is no sentence of the other language."""
    plain, templates = _known(sayings.lang())
    if text in plain:
        return ended(plain[text], text)
    for template in templates:
        values = template.told(text)
        if values is not None:
            return ended(
                filled(template.other, {name: plain.get(one, one) for name, one in values.items()}), text
            )
    return ""


def filled(template: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: values.get(place["office"] or place["engine"], ""), template).replace(
        "%%", "%"
    )


def ended(text: str, before: str) -> str:
    """The engine's Chinese sentences have no full stop where its English ones have one."""
    stops = before[-1:] in STOPS and text[-1:] not in STOPS and sayings.lang() == "zh"
    return _("%(what)s。") % {"what": text} if stops else text


@cache
def _known(lang: str) -> tuple[Mapping[str, str], tuple[Template, ...]]:
    """What was said in the other language: whole, and with places, those first that have most words of their own."""
    plain: dict[str, str] = {}
    templates: list[Template] = []
    for chinese, english in _pairs():
        text, other = (chinese, english) if lang == "en" else (english, chinese)
        if PLACE.search(text):
            templates.append(Template(text, other))
        else:
            plain.setdefault(text.replace("%%", "%"), other.replace("%%", "%"))
    telling = (one for one in templates if one.is_telling)
    return plain, tuple(sorted(telling, key=lambda one: -one.length))


def _pairs() -> Iterator[tuple[str, str]]:
    """Chinese and English."""
    catalogue: Any = trans_real.translation("en")
    for key, english in catalogue._catalog.items():
        chinese = key[0] if isinstance(key, tuple) else key
        if chinese and english and isinstance(english, str):
            yield chinese.partition("\x04")[2] or chinese, english
    yield from sayings.ENGLISH.items()
    for pairs in OTHERS:
        yield from pairs()
