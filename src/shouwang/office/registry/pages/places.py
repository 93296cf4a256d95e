"""Who looks after a whole village or township: the list of all, and the page of one place."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.areas import names
from shouwang.office.areas.models import Area
from shouwang.office.kit import clock
from shouwang.office.kit.pages import DetailPage, FormPage
from shouwang.office.kit.scope import within
from shouwang.office.registry import columns, queries
from shouwang.office.registry.care import links
from shouwang.office.registry.forms.care import PlaceChosen, PlaceLinked
from shouwang.office.registry.models import Link
from shouwang.office.registry.pages import sheets
from shouwang.office.registry.pages.care import LinkPage, chosen
from shouwang.office.registry.pages.lists import PlacedListPage


class PlaceLinks(PlacedListPage):
    """`area` in the address is the place to add somebody to."""

    name = "place-links"
    model = Link
    title = _("联系人员")
    about = _("管整个村、组或乡镇的人：驻村工作队员、家庭医生、网格员等，登记一次，全村的户都看得到。")
    columns_declared = columns.PLACE_LINK_COLUMNS
    order = ("area_code", "kind", "id")
    filter_names = ("kind", "group_name")
    noun = _("人")
    empty = _("还没有登记管整个村或乡镇的联系人员。")

    def records(self) -> QuerySet[Any]:
        return super().records().filter(household=None, until=None)

    def link(self, row: Any) -> str:
        return reverse("registry:place", args=[row.area_code])

    def actions(self) -> list[dict[str, Any]]:
        if not self.user.may_anywhere(P.LINK_EDIT):
            return []
        # Whose only village it is has nothing to choose.
        spans = self.user.reach(P.LINK_EDIT).spans
        only = [span.low for span in spans if len(spans) == 1 and span.low == span.high]
        url = reverse("registry:place-link-new", args=only) if only else reverse("registry:place-choose")
        return [{"label": gettext("登记联系人员"), "url": url, "icon": "user-plus", "primary": True}]


class ChoosePlace(FormPage):
    permission = P.LINK_EDIT
    title = _("登记联系人员")
    about = _("先选村或乡镇。")
    submit = _("下一步")

    def form(self) -> Any:
        return PlaceChosen(user=self.user, permission=self.permission, **self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        return HttpResponseRedirect(reverse("registry:place-link-new", args=[answers["area_code"]]))

    def next_url(self) -> str:
        return reverse("registry:place-links")


class OnePlace(DetailPage):
    """`on` in the address: as it was on a day."""

    permission = P.HOUSEHOLD_VIEW
    model = Area
    key = "code"
    template_name = "registry/place.html"

    def records(self) -> Any:
        """Not for those who reach only linked households there."""
        reached = within(self.user.reach(self.permission).spans, "code")
        return super().records().filter(reached, level__in=links.PLACES)

    @property
    def title(self) -> str:
        return gettext("联系人员：%(place)s") % {"place": self.object.name}

    @cached_property
    def day(self) -> date | None:
        asked = self.day_in("on")
        return asked if asked and asked < clock.today() else None

    @property
    def back_url(self) -> str:
        return reverse("registry:place", args=[self.object.code])

    @property
    def may_edit(self) -> bool:
        return self.day is None and self.object.code in self.user.reach(P.LINK_EDIT)

    @property
    def actions(self) -> list[dict[str, Any]]:
        if not self.may_edit or self.object.valid_to:
            return []
        url = reverse("registry:place-link-new", args=[self.object.code])
        return [{"label": gettext("登记联系人员"), "url": url, "icon": "user-plus", "primary": True}]

    def context(self) -> dict[str, Any]:
        found = list(queries.people_of(self.object.code, self.day))
        past = [] if self.day else list(queries.gone_from(self.object.code))
        holders = queries.holders([one.line for one in (*found, *past) if one.line])
        return {
            "place": names.path_of(self.object.code),
            "links": [self._row(one, holders) for one in found],
            "past": [self._row(one, holders) for one in past],
            "today": clock.today(),
        }

    def _row(self, link: Link, holders: dict[int, str]) -> dict[str, Any]:
        row = sheets.link_row(link, holders)
        may_change = self.may_edit and link.until is None and link.area_code == self.object.code
        return {**row, "may_change": may_change}

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("联系人员"), "url": reverse("registry:place-links")},
            {"label": self.object.name, "url": ""},
        ]


class LinkPlace(LinkPage):
    permission = P.LINK_EDIT
    model = Area
    key = "code"
    submit = _("登记")
    done = _("已登记联系人员。")
    home = None

    @property
    def title(self) -> str:
        return gettext("登记联系人员：%(place)s") % {"place": self.whose}

    def records(self) -> Any:
        return super().records().in_force().filter(level__in=links.PLACES)

    def form(self) -> Any:
        return PlaceLinked(people=self.people(), **self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> None:
        links.link_place(self.object, answers.pop("kind"), by=self.user, **chosen(answers))
