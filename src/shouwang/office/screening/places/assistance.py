"""What is done for households, counted: who has a measure in force, how many there are, what was granted in the year, and
who is watched and has none.

Counted with the run, from what went into it: the register goes on, and the same table asked again tells the same.
Source: 000-A, C, F (REP-01); the objects of monitoring: 000-H (REG-04).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.screening import divisions
from shouwang.office.screening.counts import assisting
from shouwang.office.screening.queries import Count

KIND, YEAR = "assisted", "granted"
HAS, WITHOUT, ALL, UNFILLED = "yes", "without", "all", "unfilled"
OBJECTS = {
    "unstable_lifted": gettext_lazy("脱贫不稳定户没有措施"),
    "marginal": gettext_lazy("边缘易致贫户没有措施"),
    "sudden_hardship": gettext_lazy("突发严重困难户没有措施"),
}
"""Types of monitoring, in the register's words."""
# fmt: off
MEASURES: dict[str, dict[str, Any]] = {
    KIND: {
        HAS: gettext_lazy("有措施在实施"),
        WITHOUT: gettext_lazy("监测对象没有措施"),
        **{f"{WITHOUT}:{watched}": label for watched, label in OBJECTS.items()},
    },
    YEAR: {
        ALL: gettext_lazy("当年开始的措施"),
        UNFILLED: gettext_lazy("当年开始、没有填金额的措施"),
    },
}
# fmt: on
TITLES = {KIND: gettext_lazy("帮扶措施"), YEAR: gettext_lazy("帮扶措施金额")}
LINES: dict[tuple[str, str], Callable[[str], str]] = {
    (KIND, HAS): assisting.in_force,
    (YEAR, ALL): assisting.begun,
    (YEAR, UNFILLED): lambda day: f"{assisting.begun(day)} AND {assisting.UNFILLED}",
}
"""Lists whose measures can be listed, too → SQL of which, by a day."""
Counts = Mapping[str, Count]


def is_assisted(key: str, measure: str) -> bool:
    number, _colon, watched = key.partition(":")
    if measure == HAS:
        return number != "0"
    without, _colon, wanted = measure.partition(":")
    return without == WITHOUT and number == "0" and watched in ([wanted] if wanted else OBJECTS)


def is_granted(key: str, measure: str) -> bool:
    return measure == ALL or key != "0"


IS_SO = {KIND: is_assisted, YEAR: is_granted}


def said(kind: str, key: str) -> str:
    """What is so of a household that is counted under a key."""
    number = key.partition(":")[0]
    if kind == YEAR:
        return _("%(count)s 项没有填金额") % {"count": number} if number != "0" else _("金额都填了")
    return _("在实施 %(count)s 项") % {"count": number} if number != "0" else _("没有在实施的措施")


def number(counts: Counts) -> int:
    """Of measures, not of households: each key begins with how many a household has."""
    return sum(int(key.partition(":")[0]) * one.households for key, one in counts.items())


def households(counts: Counts, kind: str, measure: str) -> Count:
    return divisions.total(one for key, one in counts.items() if IS_SO[kind](key, measure))
