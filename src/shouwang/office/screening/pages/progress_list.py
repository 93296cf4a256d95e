"""The households behind a number of what was completed by now (completion/progress.py)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import addresses, clock, filters
from shouwang.office.kit.columns import Column
from shouwang.office.registry.models import Household
from shouwang.office.registry.pages.lists import PlacedListPage
from shouwang.office.screening import labels
from shouwang.office.screening.completion import progress
from shouwang.office.screening.completion.progress import Asked, Told
from shouwang.office.screening.lists import columns
from shouwang.office.screening.pages.findings import current


def link(since: date, area: Any, *, state: str = "", column: str = "") -> str:
    asked = {"since": since.isoformat(), "area": area, "state": state, "column": column}
    return addresses.asking(reverse("screening:progress"), asked)


class ProgressList(PlacedListPage):
    """`?since=2026-11-01&state=done&column=households.water_safe`: as the card counts them."""

    name = "progress"
    model = Household
    permission = Permission.CHANGE_REQUEST
    order = ("area_code", "household_id")
    noun = gettext_lazy("户")
    empty = gettext_lazy("没有这样的户。")

    @property
    def title(self) -> str:
        return _("补齐进度：%(state)s") % {"state": columns.STATES.get(self.asked.state, _("应补"))}

    @property
    def about(self) -> str:
        if self.start is None:
            return ""
        about = _("%(day)s 日常筛查时缺信息的户，到现在。") % {"day": self.start.on.isoformat()}
        return about + (labels.column(self.asked.column) if self.asked.column else "")

    @cached_property
    def run(self) -> Any:
        return current(self.user, self.permission)

    @cached_property
    def start(self) -> Any:
        day = self.day_in("since") or clock.today().replace(day=1)
        return progress.since(self.run, day) if self.run else None

    @cached_property
    def asked(self) -> Asked:
        return Asked(self.query.get("state", ""), self.query.get("column", ""))

    def more_filters(self) -> Any:
        return {
            "state": filters.one_of(_("进度"), columns.STATES.items()),
            "column": filters.one_of(_("待补信息"), self._lacking()),
            "since": filters.day(_("从这一天的筛查算起")),
        }

    def _lacking(self) -> list[tuple[str, str]]:
        found = self.start.summary.get("missing", []) if self.start else []
        names = [one["column"] for one in found]
        asked = [self.asked.column] if labels.is_column(self.asked.column) else []
        return [(name, labels.column(name)) for name in dict.fromkeys((*names, *asked))]

    def records(self) -> QuerySet[Any]:
        if self.start is None:
            return Household.objects.none()
        return progress.households(self.start, self.run, self.user, self.asked)

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:  # type: ignore[override]
        return columns.progress(self._told)

    def _told(self, rows: Sequence[Household]) -> dict[Any, Told]:
        """Asked for once, for all the columns that say something of it."""
        keys = [row.pk for row in rows]
        if self.known[0] != keys:
            self.known = keys, progress.lacking(self.start, self.run, self.user, keys)
        return self.known[1]

    @cached_property
    def known(self) -> tuple[list[int], dict[Any, Told]]:
        """Households of a page, and what is told of them."""
        return [], {}

    def link(self, row: Any) -> str:
        return reverse("registry:household", args=[row.household_id])

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("补齐信息"), "url": reverse("screening:complete")},
            {"label": self.title, "url": ""},
        ]
