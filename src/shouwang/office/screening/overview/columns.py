"""The columns of the status table (summary.py): what is said of each place, and where a number leads."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shouwang.office.registry.models import Change
from shouwang.office.screening import divisions
from shouwang.office.screening.divisions import UNKNOWN
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.links import Links
from shouwang.office.screening.lists import rolls
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.overview import statuses
from shouwang.office.screening.overview.statuses import Figures
from shouwang.office.screening.places import assistance, bands, burdens
from shouwang.office.screening.queries import Count
from shouwang.office.screening.running import bases

MOVES = (Move.ENTERED, Move.WORSE, Move.BETTER, Move.LEFT, Move.UNSETTLED, Move.SETTLED)
TEN_THOUSAND = 10_000


def nowhere(links: Links) -> str:
    return ""


@dataclass(frozen=True)
class Column:
    """`value`: of a place – households and persons, a number, or yuan; None: not known.  Averages do not add up."""

    group: str
    label: str
    value: Callable[[Figures], Count | Decimal | int | None]
    url: Callable[[Links], str] = nowhere
    unit: str = ""
    adds: bool = True
    people: Callable[[Links], str] = nowhere
    """To the list of persons, where the value counts them."""

    @property
    def named(self) -> str:
        return _("%(group)s·%(column)s") % {"group": self.group, "column": self.label}

    @property
    def places(self) -> int:
        """Decimal places of what is no count."""
        return 2 if self.adds else 0


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Count | Decimal | int | None
    url: str
    people: str = ""

    @property
    def text(self) -> str:
        match self.value:
            case None:
                return "—"
            case Count():
                return f"{self.value.households:,}"
            case Decimal():
                return f"{self.value:,.{self.column.places}f}"
        return f"{self.value:,}"

    @property
    def persons(self) -> str:
        return f"{self.value.persons:,}" if isinstance(self.value, Count) else ""

    @property
    def is_open(self) -> bool:
        """Whether the number leads to its list: of nobody there is none."""
        value = self.value.households if isinstance(self.value, Count) else self.value
        return bool(self.url and value)

    @property
    def people_url(self) -> str:
        return self.people if self.is_open else ""


def declared(run: Run, known: Labels, whole: Figures) -> list[Column]:
    """Those that the run counted; classes that nobody has and nobody expects are left out."""
    chosen = [
        *(("origin", origin) for origin in _origins(whole)),
        ("watched", rolls.ACTIVE),
        ("watched", rolls.ELIMINATED),
        ("allowance", rolls.HAS),
        ("hardship", rolls.HAS),
        *(("tier", tier) for tier in known.tiers),
        *([(rolls.UNSURE, rolls.HAS)] if rolls.UNSURE in whole.counted else ()),
    ]
    made = [
        Column(
            _("总数"),
            _("全部"),
            lambda figures: figures.whole,
            lambda links: links.roll("tier", divisions.ALL),
            people=lambda links: links.roll("tier", divisions.ALL, rows="persons"),
        ),
        *(_rolled(kind, measure, known) for kind, measure in chosen),
        *(_moved(move) for move in MOVES if run.before_id),
        *(
            _since(move, base)
            for move in MOVES
            if (base := bases.shown(run)) and rolls.SINCE in whole.counted
        ),
    ]
    return [*made, *_money(whole, known), *_assistance(run, whole, known), *_register()]


def _origins(whole: Figures) -> list[str]:
    counted = whole.counted.get("origin", {})
    return [
        key
        for key in divisions.ordered(divisions.words_of("origin"), counted)
        if key != UNKNOWN or key in counted
    ]


def _rolled(kind: str, measure: str, known: Labels) -> Column:
    roll = rolls.ROLLS[kind]
    return Column(
        str(roll.title),
        roll.named(measure, known),
        lambda figures: figures.of(kind, lambda key: roll.is_so(key, measure)),
        lambda links: links.roll(kind, measure),
        people=lambda links: links.roll(kind, measure, rows="persons"),
    )


def _moved(move: Move) -> Column:
    return Column(
        _("与上次相比"),
        str(move.label),
        lambda figures: figures.of("move", lambda key: key == move.value),
        lambda links: links.moved(move.value),
        people=lambda links: links.roll(rolls.MOVE, move.value, rows="persons"),
    )


def _since(move: Move, base: Run) -> Column:
    return Column(
        _("与 %(base)s相比") % {"base": bases.said(base)},
        str(move.label),
        lambda figures: figures.of(rolls.SINCE, lambda key: key == move.value),
        lambda links: links.since(move.value),
        people=lambda links: links.roll(rolls.SINCE, move.value, rows="persons"),
    )


def _money(whole: Figures, known: Labels) -> list[Column]:
    """Of packs that know incomes and costs."""
    made = []
    income, cost = _("收入"), _("自付医疗费")
    if statuses.INCOME in whole.known:
        made.append(
            Column(income, _("人均纯收入"), lambda figures: figures.average, unit=_("元"), adds=False)
        )
    if statuses.BURDEN in whole.known:
        paid = Column(
            cost,
            _("合计"),
            lambda figures: figures.amount(statuses.BURDEN) / TEN_THOUSAND,
            # Whoever pays anything: together they pay all of it.
            lambda links: links.roll(statuses.BURDEN, bands.between(1, None)),
            unit=_("万元"),
        )
        lacking = Column(
            cost,
            _("未填"),
            lambda figures: figures.lacking(statuses.BURDEN),
            lambda links: links.roll(statuses.BURDEN, UNKNOWN),
            unit=_("户"),
        )
        made += [paid, lacking]
    if burdens.KIND in whole.counted:
        made.append(_rolled(burdens.KIND, burdens.OVER, known))
    return made


def _assistance(run: Run, whole: Figures, known: Labels) -> list[Column]:
    """Of runs that counted measures."""
    if assistance.KIND not in whole.counted:
        return []
    helped, year = str(assistance.TITLES[assistance.KIND]), assistance.YEAR
    numbers = (
        (
            _("在实施的措施"),
            lambda figures: figures.number(assistance.KIND),
            (assistance.KIND, assistance.HAS),
            pgettext("unit", "项"),
        ),
        (
            _("%(year)s 年开始的，金额") % {"year": run.on.year},
            lambda figures: figures.granted / TEN_THOUSAND,
            (year, assistance.ALL),
            _("万元"),
        ),
        (
            _("金额未填"),
            lambda figures: figures.number(year),
            (year, assistance.UNFILLED),
            pgettext("unit", "项"),
        ),
    )
    return [
        _rolled(assistance.KIND, assistance.HAS, known),
        *(Column(helped, label, value, _measures(*of), unit) for label, value, of, unit in numbers),
        *(
            _rolled(assistance.KIND, measure, known)
            for measure in assistance.MEASURES[assistance.KIND]
            if measure != assistance.HAS
        ),
    ]


def _measures(kind: str, measure: str) -> Callable[[Links], str]:
    return lambda links: links.roll(kind, measure, rows="measures")


def _register() -> list[Column]:
    now = _("登记簿今天")
    return [
        Column(
            now,
            _("待核查保障"),
            lambda figures: figures.now.get(statuses.DUE, 0),
            _listed("registry:guarantees-due"),
            pgettext("unit", "项"),
        ),
        Column(
            now,
            _("没有帮扶人"),
            lambda figures: figures.now.get(statuses.UNCOVERED, 0),
            _listed("registry:uncovered"),
            _("户"),
        ),
        Column(
            now,
            _("待审批的变更"),
            lambda figures: figures.now.get(statuses.ASKED, 0),
            _listed("registry:changes", f_state=Change.State.SUBMITTED.value),
            _("件"),
        ),
    ]


def _listed(address: str, **chosen: str) -> Callable[[Links], str]:
    def url(links: Links) -> str:
        asked = urlencode({"area": links.area_code, **chosen})
        return f"{reverse(address)}?{asked}" if links.is_open else ""

    return url
