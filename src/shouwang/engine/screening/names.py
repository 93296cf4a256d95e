"""What the two sides of a comparison, their tiers, rules and causes are called, in Chinese or English."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import causes, counting
from shouwang.engine.screening.run import Run

ABSENT = "absent"
"""Stands for the tier of a household that is in one of the two runs only."""

WORDS = {
    "zh": {
        "unknown": counting.UNKNOWN[1],
        ABSENT: "不在册",
        "": "（没有规则触发，由分级条件直接决定）",
        causes.REGISTERED: "原来没有在这里登记",
        causes.STRUCK: "后来不在这里登记",
        "pack": "{}（{}）",
        "state": "{}（{}，校验码 {}）",
        ",": "，",
    },
    "en": {
        "unknown": "to be completed",
        ABSENT: "not in the register",
        "": "(no rule fired; the tier's own condition decided)",
        causes.REGISTERED: "not registered here before",
        causes.STRUCK: "no longer registered here",
        "pack": "{} ({})",
        "state": "{} ({}, hash {})",
        ",": ", ",
    },
}


@dataclass(frozen=True)
class Names:
    """What tiers, rules and causes are called on either side."""

    before: Pack
    after: Pack
    lang: str

    def word(self, name: str) -> str:
        return WORDS[self.lang][name]

    def tiers(self, pack: Pack) -> dict[str, str]:
        """In the pack's order."""
        own = {tier.tier: called(tier, self.lang) for tier in pack.tiers}
        return own | {name: self.word(name) for name in ("unknown", ABSENT)}

    def rule(self, name: str, *, enters: bool) -> str:
        pack = self.after if enters else self.before
        return called(pack.rules[name], self.lang) if name else self.word("")

    @property
    def causes(self) -> dict[str, str]:
        register = {name: self.word(name) for name in (causes.REGISTERED, causes.STRUCK)}
        columns = causes.labels(self.before, self.lang) | causes.labels(self.after, self.lang)
        comes = causes.clauses(self.after, causes.COMES, self.lang)
        return columns | causes.clauses(self.before, causes.GOES, self.lang) | comes | register


def called(one: Any, lang: str) -> str:
    """A tier, rule or parameter by its label."""
    return str(one.label_en if lang == "en" and one.label_en else one.label)


def describe(made: Run, other: Run, lang: str = "zh") -> str:
    """A run by what sets it apart from the other: its pack, its day, and the parameters that differ."""
    said = [*_pack(made.pack, other.pack, lang), *([f"{made.on}"] if made.on != other.on else [])]
    if made.pack.id == other.pack.id:
        differing = [name for name, value in made.parameters.items() if other.parameters.get(name) != value]
        known = made.pack.parameters
        said += [
            f"{called(known[name], lang)} {made.parameters[name]:,f}" for name in differing if name in known
        ]
    return WORDS[lang][","].join(said) or _title(made.pack, lang)


def _pack(pack: Pack, other: Pack, lang: str) -> Iterator[str]:
    if pack.id != other.id:
        yield WORDS[lang]["pack"].format(_title(pack, lang), pack.id)
    elif pack.hash != other.hash:
        # Two states of one pack, such as the installed one and a draft of the next.
        yield WORDS[lang]["state"].format(_title(pack, lang), pack.id, pack.hash[:12])


def _title(pack: Pack, lang: str) -> str:
    return pack.title_en if lang == "en" and pack.title_en else pack.title
