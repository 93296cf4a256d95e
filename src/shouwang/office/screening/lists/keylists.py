"""Lists of households that somebody has to look at first: below the line, on allowance instead of monitored, with the
same accounts as others.

Sources: 003-2 (INC-06, INC-07), 002 二（一）3 and 二（四）23 (TIER-07, INC-13).  Sameness is a reason to look, not a proof.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.office.screening import divisions
from shouwang.office.screening.counts import marking
from shouwang.office.screening.divisions import Part
from shouwang.office.screening.links import Links
from shouwang.office.screening.models import Run
from shouwang.office.screening.queries import Count
from shouwang.office.screening.running import explaining, parameters

SHORT, UNWATCHED, TWINS = "short", "unwatched", "twins"
KINDS = (SHORT, UNWATCHED, TWINS)
BELOW, KEY = "below", "key"
ANY, BOTH, MANY = "any", "both", "many"
FIVE = 5
"""Households with one account: no chance any more, nor two neighbours who farm alike."""
HELPED = ("lifted", "registered_poor")
# fmt: off
TITLES = {
    SHORT: gettext_lazy("收入没有达到标准线"),
    UNWATCHED: gettext_lazy("享受低保、未纳入监测"),
    TWINS: gettext_lazy("收支与别户相同"),
}
MEASURES: dict[str, dict[str, Any]] = {
    SHORT: {
        BELOW: gettext_lazy("没有达到的户"),
        KEY: gettext_lazy("其中重点帮扶的脱贫户、未脱贫户"),
        "ordinary": gettext_lazy("其中一般农户"),
        marking.UNKNOWN: gettext_lazy("收入未填全，不能确定"),
    },
    UNWATCHED: {
        marking.MUST: gettext_lazy("在第一级，应看是否纳入监测"),
        marking.ASSESS: gettext_lazy("在其他关注的级别"),
        marking.PERHAPS: gettext_lazy("信息未填全，不能确定"),
    },
    TWINS: {
        ANY: gettext_lazy("收入或支出与本村别户完全相同"),
        "incomes": gettext_lazy("其中收入相同"),
        "expenses": gettext_lazy("其中支出相同"),
        BOTH: gettext_lazy("其中收入、支出都相同"),
        MANY: gettext_lazy("其中五户以上相同"),
    },
}
# fmt: on
Counts = Mapping[str, Count]


def is_short(key: str, measure: str) -> bool:
    if measure == BELOW:
        return key not in (marking.REACHED, marking.UNKNOWN)
    return key in HELPED if measure == KEY else key == measure


def is_unwatched(key: str, measure: str) -> bool:
    return key == measure


def shared(key: str) -> tuple[int, int]:
    """Households with the same incomes, with the same expenses; 0: nobody else has them."""
    incomes, _colon, expenses = key.partition(":")
    return (int(incomes), int(expenses)) if expenses else (0, 0)


def is_twin(key: str, measure: str) -> bool:
    incomes, expenses = shared(key)
    match measure:
        case "incomes":
            return bool(incomes)
        case "expenses":
            return bool(expenses)
        case "both":
            return bool(incomes and expenses)
        case "many":
            return max(incomes, expenses) >= FIVE
    return measure == ANY and bool(incomes or expenses)


IS_SO = {SHORT: is_short, UNWATCHED: is_unwatched, TWINS: is_twin}


def said(kind: str, key: str) -> str:
    """What is so of a household that is counted under a key."""
    if kind == TWINS:
        return _twin(*shared(key))
    if kind == SHORT:
        words = divisions.words_of("origin") | {
            marking.NOWHERE: _("户类型未填写"),
            marking.UNKNOWN: _("收入未填全"),
        }
        return words.get(key, "")
    return str(MEASURES[kind].get(key, ""))


def _twin(incomes: int, expenses: int) -> str:
    told = []
    if incomes:
        told.append(_("收入与本村另外 %(others)s 户相同") % {"others": _others(incomes)})
    if expenses:
        told.append(_("支出与本村另外 %(others)s 户相同") % {"others": _others(expenses)})
    return _("；").join(told)


def _others(count: int) -> str:
    return f"{count - 1}+" if count == marking.MOST else str(count - 1)


@dataclass(frozen=True)
class Card:
    kind: str
    title: str
    about: Sequence[str]
    """Sentences."""
    parts: Sequence[Part]
    """Empty where the run did not count it."""


def cards(run: Run, counted: Mapping[str, Counts], links: Links) -> list[Card]:
    return [
        Card(
            kind,
            str(TITLES[kind]),
            _about(kind, run, kind in counted),
            _parts(kind, counted.get(kind, {}), links),
        )
        for kind in KINDS
    ]


def _parts(kind: str, counts: Counts, links: Links) -> list[Part]:
    if not counts:
        return []
    found = {
        measure: divisions.total(one for key, one in counts.items() if IS_SO[kind](key, measure))
        for measure in MEASURES[kind]
    }
    return [
        Part(str(label), found[measure], links.roll(kind, measure) if found[measure].households else "")
        for measure, label in MEASURES[kind].items()
    ]


def _about(kind: str, run: Run, is_counted: bool) -> list[str]:
    if not is_counted:
        return [_("这次筛查没有统计这一项：它用的政策包没有所需的数，或者是较早的版本做的。")]
    if kind == SHORT:
        return [_line(run), _("名单写明每户还差多少、政策包和登记簿里有什么可做。")]
    if kind == UNWATCHED:
        return [_("低保不能代替监测：按政策包要关注、享受低保，却不是监测对象或风险已经消除的户。")]
    return [
        _("核算年度的各笔类别和金额一笔不差：收入三笔以上且不全是转移性收入，支出两笔以上。"),
        _("相同只是线索，要入户核实，不等于弄虚作假。"),
    ]


def _line(run: Run) -> str:
    """With the name and the value of the run's line."""
    try:
        found = marking.line(explaining.pack_of(run), run.summary.get("parameters", {}))
    except Refused:
        # The pack is another by now, and what it was is gone with the archive.
        found = None
    if found is None:
        return _("比的是这次筛查最低的一条收入线，核算年度的实际收入。")
    return _("比的是“%(label)s”%(value)s（%(unit)s），这次筛查最低的一条收入线；收入是核算年度的实际数。") % {
        "label": parameters.label(found.parameter),
        "value": parameters.number(found.yuan),
        "unit": parameters.unit(found.parameter),
    }
