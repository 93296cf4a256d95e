"""Looking at one household in a quarter, and what came of it: from its page, or one after the other along the list."""

from collections.abc import Collection, Sequence
from copy import copy
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import clock, lists, paging
from shouwang.office.kit.pages import DetailPage, Page, RecordFormPage
from shouwang.office.registry import quarters, queries
from shouwang.office.registry.care import colours, watches
from shouwang.office.registry.forms.watches import Watch
from shouwang.office.registry.homes.household_file import File
from shouwang.office.registry.models import Household, IncomeWatch
from shouwang.office.registry.pages.watches import QUERY, Watches
from shouwang.office.registry.quarters import Quarter
from shouwang.office.registry.stated import statements

P = Permission
UNOWED = _(
    "这一户不是脱贫户、未脱贫户或监测对象，不在季度监测的名单里，也不计入进度；可以照样登记，结果只在这一户的页面上看。"
)


class WalkingPage(Page):
    """Opened from the list or from the household's page: the address tells which, and what the list was asked."""

    @property
    def is_walking(self) -> bool:
        return QUERY in self.request.GET

    @cached_property
    def asked(self) -> QueryDict:
        """Of the list; of a household's page nothing but perhaps the quarter."""
        query = self.request.GET.copy()
        query.pop(QUERY, None)
        return query

    @property
    def list_url(self) -> str:
        query = self.asked.urlencode()
        return reverse("registry:watches") + (f"?{query}" if query else "")

    def walking(self, address: str) -> str:
        """An address that knows the list, too."""
        return f"{address}?{self.request.GET.urlencode()}" if self.request.GET else address

    def following(self, household: Household, quarter: Quarter) -> Household | None:
        """Whom nobody looked at yet, next in the order of the list, and from its beginning where it ends."""
        listed = lists.for_user(Watches.name, self.user, self.asked.urlencode(), copy(self.request))
        allowed = Household.objects.visible_to(self.user, P.INCOME_EDIT).values("pk")
        rows = watches.unseen(listed.matching, quarter).filter(pk__in=allowed)
        # A turned list stays in the order of places: whoever walks goes from house to house.
        order = paging.Order(Watches.order)
        found: Household | None = order.apply(rows.filter(order.behind(household))).first()
        return found or order.apply(rows).first()

    def after(self, household: Household, quarter: Quarter) -> str:
        """Where whoever is done with a household goes."""
        if not self.is_walking:
            return home_url(household)
        following = self.following(household, quarter)
        return self.walking(reverse("registry:watch-new", args=[following.household_id])) if following else ""


def home_url(household: Household) -> str:
    return reverse("registry:household", args=[household.household_id]) + "#watch"


class LookAtIncome(RecordFormPage, WalkingPage):
    permission = P.INCOME_EDIT
    model = Household
    key = "household_id"
    template_name = "registry/watch_new.html"
    adds = True
    submit = _("记下监测结果")

    @property
    def title(self) -> str:
        return gettext("季度监测：%(household)s") % {"household": self.object}

    @property
    def about(self) -> str:
        return names.path_of(self.object.area_code)

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    def form(self) -> Any:
        return Watch(on=clock.today(), **self.form_arguments())

    def initial(self) -> dict[str, Any]:
        """Of a quarter that is over, its last day that can be."""
        asked = self.asked_quarter
        return {"quarter": asked.code, "checked_on": min(clock.today(), asked.until)}

    @property
    def asked_quarter(self) -> Quarter:
        """One that can still be entered."""
        asked = quarters.read(self.request.GET.get("quarter", ""))
        today = clock.today()
        return asked if asked in quarters.recent(today) else quarters.of(today)

    def context(self) -> dict[str, Any]:
        following = self.following(self.object, self.asked_quarter) if self.is_walking else None
        skip = reverse("registry:watch-new", args=[following.household_id]) if following else ""
        return {
            "rows": shown(watches.history(self.object)[: quarters.SHOWN]),
            "skip_url": self.walking(skip) if following and following != self.object else "",
            "not_owed": "" if watches.is_watched(self.object) else UNOWED,
        }

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        quarter = answers["quarter"]
        look = watches.check(
            self.object,
            quarter,
            {question: answers[question] for question in colours.QUESTIONS},
            checked_on=answers["checked_on"],
            note=answers["note"],
            by=self.user,
            on=clock.today(),
        )
        self.tell(self._told(look))
        if not watches.is_watched(self.object):
            self.tell(str(UNOWED))
        if look.level == IncomeWatch.Level.DOWN:
            # There is something to decide first.
            return HttpResponseRedirect(self.walking(reverse("registry:watch", args=[look.pk])))
        return HttpResponseRedirect(self.after(self.object, quarter) or self._all_done())

    def _told(self, look: IncomeWatch) -> str:
        told = {"household": self.object, "colour": look.get_colour_display(), "why": colours.told(look)}
        return gettext("已登记“%(household)s”的季度监测：%(colour)s（%(why)s）。") % told

    def _all_done(self) -> str:
        self.tell(gettext("名单里的户本季度都监测过了。"))
        return self.list_url

    def next_url(self) -> str:
        return self.list_url if self.is_walking else home_url(self.object)


class OneWatch(DetailPage, WalkingPage):
    """What was found, why it has its colour, and what can be done about it."""

    permission = P.HOUSEHOLD_VIEW
    model = IncomeWatch

    def records(self) -> Any:
        return super().records().select_related("household", "checked_by")

    @property
    def title(self) -> str:
        return gettext("季度监测：%(household)s") % {"household": self.object.household}

    @property
    def about(self) -> str:
        return names.path_of(self.object.area_code)

    @property
    def badges(self) -> list[dict[str, str]]:
        badge = {"text": self.object.get_colour_display(), "colour": colours.BADGES[self.object.colour]}
        return [badge] if self.object.counts else [badge, {"text": gettext("后来又看过"), "colour": ""}]

    @property
    def facts(self) -> list[dict[str, Any]]:
        row = self.object
        return [
            {"label": gettext("季度"), "text": str(quarters.read(row.quarter))},
            {"label": gettext("为什么是这个颜色"), "text": colours.told(row)},
            {"label": gettext("增收渠道"), "text": row.get_channel_display()},
            {"label": gettext("就业"), "text": row.get_job_display()},
            {"label": gettext("收入水平"), "text": row.get_level_display()},
            {"label": gettext("说明"), "text": row.note},
            {"label": gettext("监测日"), "text": row.checked_on.isoformat()},
            {"label": gettext("监测人"), "text": str(row.checked_by)},
        ]

    @cached_property
    def may(self) -> frozenset[Permission]:
        home = self.object.household
        if home.ended_on:
            return frozenset()
        return queries.permissions_on(self.user, home, list(home.links.filter(until=None)))

    def actions(self) -> list[dict[str, Any]]:
        made = []
        code = self.object.household.household_id
        if self.object.level == IncomeWatch.Level.DOWN and statements.PERMISSIONS["events"] in self.may:
            url = reverse("registry:statement-new", args=[code, "events"])
            made.append({"label": gettext("登记事件，重新判断风险"), "url": url, "icon": "alert-triangle"})
        if self.is_walking and P.INCOME_EDIT in self.may:
            quarter = quarters.read(self.object.quarter)
            assert quarter
            made.append(self._next(self.after(self.object.household, quarter)))
        made.append({"label": gettext("这一户"), "url": home_url(self.object.household), "icon": "home"})
        return made

    def _next(self, following: str) -> dict[str, Any]:
        label = gettext("下一户") if following else gettext("回到名单")
        return {"label": label, "url": following or self.list_url, "icon": "arrow-right", "primary": True}


def shown(rows: Sequence[IncomeWatch]) -> list[dict[str, Any]]:
    """For the table of quarters on a household's page."""
    return [
        {
            "row": row,
            "quarter": str(quarters.read(row.quarter)),
            "colour": row.get_colour_display(),
            "badge": colours.BADGES[row.colour],
            "why": colours.told(row),
        }
        for row in rows
    ]


def card(file: File, may: Collection[Permission], on: date) -> dict[str, Any]:
    """Of a household's page, as it is or as it was on a day."""
    is_watched = file.household is not None and watches.is_watched(file.household)
    asked = is_watched and P.INCOME_EDIT in may
    running = quarters.of(on).code
    return {
        "is_watched": is_watched,
        "rows": shown(file.watches),
        "waiting": is_watched and all(row.quarter != running for row in file.watches),
        "url": reverse("registry:watch-new", args=[file.identity.household_id]) if asked else "",
    }
