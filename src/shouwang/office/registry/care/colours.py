"""Red, yellow, green: the colour of a quarter's watch of incomes follows from what was answered, and says why.

The first row of RULES that is so gives the colour.  Where none is so, it is green if all was answered, else grey: what
nobody found out is neither well nor ill.  Source of the colours: 000-C (TIER-08); of the three questions: 002-P6(2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.registry.models import IncomeWatch

C = IncomeWatch.Colour
ANSWERS: dict[str, list[str]] = {
    "channel": IncomeWatch.Channel.values,
    "job": IncomeWatch.Job.values,
    "level": IncomeWatch.Level.values,
}
QUESTIONS = tuple(ANSWERS)
UNKNOWN = "unknown"

Answers = Mapping[str, str]
"""Question → answer."""

# fmt: off
RULES: tuple[tuple[IncomeWatch.Colour, Answers], ...] = (
    (C.RED,    {"level": "down", "channel": "no"}),
    (C.RED,    {"level": "down", "job": "unstable"}),
    (C.YELLOW, {"level": "down"}),
    (C.YELLOW, {"channel": "no"}),
    (C.YELLOW, {"job": "unstable"}),
)
SIGNS: dict[tuple[str, str], Any] = {
    ("level", "down"):     gettext_lazy("收入比上季度下降"),
    ("channel", "no"):     gettext_lazy("没有增收渠道"),
    ("job", "unstable"):   gettext_lazy("就业不稳定"),
    ("level", UNKNOWN):    gettext_lazy("收入水平没有问清"),
    ("channel", UNKNOWN):  gettext_lazy("增收渠道没有问清"),
    ("job", UNKNOWN):      gettext_lazy("就业没有问清"),
}
"""What speaks against green, in the order in which it is said."""
# fmt: on
BADGES: dict[str, str] = {C.RED: "red", C.YELLOW: "yellow", C.GREEN: "green", C.GREY: "secondary"}


@dataclass(frozen=True)
class Verdict:
    colour: IncomeWatch.Colour
    why: tuple[str, ...]
    """Nothing speaks against green: one reason, that all is well."""


def verdict(answers: Answers) -> Verdict:
    """`answers`: of all QUESTIONS."""
    return Verdict(_colour(answers), _why(answers))


def of(watch: IncomeWatch) -> Verdict:
    return verdict({question: getattr(watch, question) for question in QUESTIONS})


def _colour(answers: Answers) -> IncomeWatch.Colour:
    for colour, signs in RULES:
        if all(answers[question] == answer for question, answer in signs.items()):
            return colour
    return C.GREY if UNKNOWN in answers.values() else C.GREEN


def _why(answers: Answers) -> tuple[str, ...]:
    against = tuple(str(said) for (question, answer), said in SIGNS.items() if answers[question] == answer)
    return against or (_("有增收渠道，就业没有不稳，收入没有下降"),)


def told(watch: IncomeWatch) -> str:
    """Why it has its colour, as one line."""
    return _("；").join(of(watch).why)
