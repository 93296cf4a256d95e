"""The list of the quarterly watch, and how far each place has come with it."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.kit import addresses, clock, codes
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.kit.filters import Choices
from shouwang.office.kit.pages import Page
from shouwang.office.kit.scope import Reach, within
from shouwang.office.registry import columns, quarters
from shouwang.office.registry.care import colours, watches
from shouwang.office.registry.care.watches import NONE, SEEN, Coverage
from shouwang.office.registry.models import Household, IncomeWatch
from shouwang.office.registry.pages.lists import PlacedListPage
from shouwang.office.registry.quarters import Quarter

COLOURS = tuple(IncomeWatch.Colour.choices)
STATES = ((NONE, _("还没有监测")), (SEEN, _("已监测")), *COLOURS)
NO_QUARTER = _("没有“%(value)s”这个季度：还没有到，或者那时还没有登记过监测。请另选一个季度。")
QUERY = "walk"
"""In the address of a form: opened from the list, whose question follows."""


def look_of(row: Any) -> IncomeWatch | None:
    """The look that counts, which the query brings along where there is one."""
    found: IncomeWatch | None = getattr(row, "look", None)
    return found


def of_look(name: str, **more: Any) -> Column:
    """A column of the look; empty where there is none."""
    show = {"show": lambda row: getattr(look_of(row), name, None), "needs": ("look",), "filter": ""}
    return of_field(IncomeWatch, name, **show, **more)


def _colour(row: Any) -> str:
    look = look_of(row)
    return look.colour if look else NONE


def _why(row: Any) -> str:
    look = look_of(row)
    return colours.told(look) if look else ""


def _who(row: Any) -> str:
    look = look_of(row)
    return str(look.checked_by) if look else ""


_household = {
    column.name: column
    for column in columns.HOUSEHOLD_COLUMNS
    if column.name
    in ("head_name", "area_code", "group_name", "origin", "monitoring_type", "members", "household_id")
}
_columns = (
    _household["head_name"],
    _household["area_code"],
    _household["group_name"],
    Column(
        "colour",
        _("颜色"),
        show=_colour,
        choices=(*COLOURS, (NONE, _("还没有监测"))),
        needs=("look",),
        badge=columns.coloured(colours.BADGES),
        phone="badge",
    ),
    Column("why", _("为什么"), show=_why, needs=("look",), phone="line"),
    of_look("channel", shown=False),
    of_look("job", shown=False),
    of_look("level", shown=False),
    of_look("note", phone="hide", shown=False),
    of_look("checked_on", phone="line"),
    Column("checked_by", _("监测人"), show=_who, needs=("look", "look__checked_by"), phone="hide"),
    _household["origin"],
    _household["monitoring_type"],
    _household["members"],
    _household["household_id"],
)
COLUMNS = columns.ordered(_columns, (), ("household_id", "area_code", "head_name"))
"""A file takes them all."""


@lru_cache(maxsize=5_000)
def address_of(**asked: str) -> str:
    """The list, asked for something: a county's page of places has seven of these in each line."""
    return addresses.asking(reverse("registry:watches"), asked)


class Watches(PlacedListPage):
    """`?quarter=2026Q4&look=none`: whom nobody looked at yet in that quarter."""

    permission = Permission.HOUSEHOLD_VIEW
    name = "watches"
    model = Household
    columns_declared = COLUMNS
    order = ("area_code", "household_id")
    filter_names = ("head_name", "monitoring_type", "origin")
    noun = _("户")
    empty = _("没有符合条件的户。要看还没有监测的，请选“还没有监测”。")

    @property
    def title(self) -> str:
        if self.is_wrong:
            return gettext("季度增收监测")
        return gettext("季度增收监测：%(quarter)s") % {"quarter": self.quarter}

    @property
    def about(self) -> str:
        return gettext(
            "脱贫户、未脱贫户和监测对象，每季度看一次：有没有增收渠道、就业稳不稳、收入水平。颜色由三个答案得出：收入下降又没有渠道或就业不稳为红，"
            "有其中一项为黄，都好为绿，没有问清为不明。点开一户登记，存好后接着下一户。"
        )

    @cached_property
    def quarter(self) -> Quarter:
        asked = self.filters.cleaned_data.get("quarter")
        return quarters.read(asked or "") or quarters.of(clock.today())

    @cached_property
    def known(self) -> list[Quarter]:
        return watches.known(clock.today())

    @cached_property
    def filters(self) -> Any:
        form = super().filters
        # Most is asked of this quarter, and of whom nobody looked at yet.
        own = {
            "look": forms.ChoiceField(
                label=_("监测情况"),
                required=False,
                widget=Choices,
                choices=[("", gettext("全部")), *STATES],
            ),
            "quarter": forms.ChoiceField(
                label=_("季度"),
                required=False,
                widget=Choices,
                # Looked up when it is shown or asked for; whoever only counts the list needs none.
                choices=lambda: quarters.choices(self.known),
                error_messages={"invalid_choice": NO_QUARTER},
            ),
        }
        form.fields = {**own, **form.fields}
        # Asked once already, without these.
        form.full_clean()
        return form

    def records(self) -> QuerySet[Any]:
        state = self.filters.cleaned_data.get("look", "")
        return watches.asked(super().records(), self.quarter, state)

    @cached_property
    def acting(self) -> Reach:
        found: Reach = self.user.reach(Permission.INCOME_EDIT)
        return found

    def link(self, row: Any) -> str:
        # Of a quarter long past nothing is entered any more.
        if not self.is_recent or not self.may_look(row.area_code):
            return reverse("registry:household", args=[row.household_id]) + "#watch"
        return f"{reverse('registry:watch-new', args=[row.household_id])}?{self.way_back}"

    @cached_property
    def is_recent(self) -> bool:
        return self.quarter in quarters.recent(clock.today())

    @cached_property
    def way_back(self) -> str:
        """To the list as it was asked for."""
        return "&".join(filter(None, (f"{QUERY}=1", self.kept())))

    def may_look(self, code: str) -> bool:
        """Who sees a linked household by an appointment acts by the same."""
        return code in self.acting or any(code in span for _line, span in self.acting.linked)

    def actions(self) -> list[dict[str, Any]]:
        asked = {"quarter": self.query.get("quarter", ""), "area": self.query.get("area", "")}
        url = addresses.asking(reverse("registry:watch-coverage"), asked)
        return [{"label": gettext("各地进度"), "url": url, "icon": "chart-bar"}]


class WatchCoverage(Page):
    """How many were looked at, of a quarter, in each place one level down; of what somebody reaches."""

    permission = Permission.HOUSEHOLD_VIEW
    template_name = "registry/watch_coverage.html"
    title = _("季度监测进度")

    @cached_property
    def quarters(self) -> list[Quarter]:
        return watches.known(clock.today())

    @property
    def wrong(self) -> str:
        """What is wrong with the quarter asked for: none of the present is shown in its place."""
        asked = self.request.GET.get("quarter", "")
        is_known = not asked or asked in [one.code for one in self.quarters]
        return "" if is_known else str(NO_QUARTER) % {"value": asked[:20]}

    @cached_property
    def quarter(self) -> Quarter:
        return quarters.read(self.request.GET.get("quarter", "")) or quarters.of(clock.today())

    @cached_property
    def area(self) -> str:
        """As asked for within reach, or the one place that somebody has; nothing: all of several."""
        asked = self.request.GET.get("area", "")
        within_reach = Area.objects.visible_to(self.user, self.permission)
        if codes.CODE.fullmatch(asked) and within_reach.filter(pk=asked).exists():
            return asked
        lows = {span.low for span in self.user.reach(self.permission).spans}
        return lows.pop() if len(lows) == 1 else ""

    @property
    def level(self) -> str:
        """Of the lines: one below the area."""
        levels = list(codes.LENGTHS)
        if not self.area:
            return self._level_of_several
        return levels[min(levels.index(codes.level(self.area)) + 1, len(levels) - 1)]

    @property
    def _level_of_several(self) -> str:
        """Who reaches single households, or several places."""
        spans = self.user.reach(self.permission).spans
        widest = min((len(codes.prefix(span.low)) for span in spans), default=codes.LENGTHS["village"])
        return next(level for level, length in codes.LENGTHS.items() if length >= widest)

    @property
    def about(self) -> str:
        where = names.path_of(self.area) if self.area else ""
        return names.SEPARATOR.join(filter(None, ("" if self.wrong else str(self.quarter), where)))

    def context(self) -> dict[str, Any]:
        chosen = "" if self.wrong else self.quarter.code
        listed = [{"code": "", "label": gettext("请选择"), "is_chosen": True}] if self.wrong else []
        listed += [
            {"code": code, "label": label, "is_chosen": code == chosen}
            for code, label in quarters.choices(self.quarters)
        ]
        return {"quarters": listed} | ({} if self.wrong else self.numbers())

    def numbers(self) -> dict[str, Any]:
        homes = Household.objects.visible_to(self.user, self.permission)
        if self.area:
            homes = homes.filter(within([codes.span(self.area)]))
        found = watches.coverage(homes, self.quarter, self.level)
        called = names.names_of(found)
        lines = [self._line(code, called, counted) for code, counted in found.items()]
        whole = sum(found.values(), Coverage())
        return {
            "lines": lines,
            "sums": {"cells": self._cells(self.area, whole)} if len(lines) > 1 else None,
            "headings": self.headings,
        }

    @cached_property
    def headings(self) -> list[str]:
        said = (gettext("应监测"), gettext("已监测"), gettext("占比"), gettext("未监测"))
        return [*said, *(str(label) for _code, label in COLOURS)]

    def _line(self, code: str, called: dict[str, str], counted: Coverage) -> dict[str, Any]:
        is_above = code == self.area and self.level != codes.level(code)
        label = gettext("没有写明下级的") if is_above else called.get(code, code)
        deeper = self.level != "village" and not is_above
        query = urlencode({"area": code, "quarter": self.quarter.code})
        url = f"{reverse('registry:watch-coverage')}?{query}" if deeper else ""
        return {"label": label, "url": url, "cells": self._cells("" if is_above else code, counted)}

    def _cells(self, code: str, counted: Coverage) -> list[dict[str, Any]]:
        """As `headings` names them."""

        def cell(state: str, number: int) -> tuple[str, str]:
            asked = {"quarter": self.quarter.code, "look": state, "area": code}
            return f"{number:,}", address_of(**asked) if number else ""

        share = f"{100 * counted.seen // counted.whole}%" if counted.whole else ""
        said = (
            cell("", counted.whole),
            cell(SEEN, counted.seen),
            (share, ""),
            cell(NONE, counted.unseen),
            *(cell(colour, counted.colours.get(colour, 0)) for colour, _label in COLOURS),
        )
        named = zip(self.headings, said, strict=True)
        return [{"label": label, "text": text, "url": url} for label, (text, url) in named]
