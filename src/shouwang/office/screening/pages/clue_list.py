"""The households behind a number of where clues came from (lists/clues.py)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shouwang.engine.tables import EVENTS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import addresses, codes, filters, sayings
from shouwang.office.kit.columns import Column
from shouwang.office.registry.models import Household
from shouwang.office.registry.pages.lists import PlacedListPage
from shouwang.office.screening import labels
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.lists import clues, columns
from shouwang.office.screening.lists.clues import Asked
from shouwang.office.screening.pages.findings import asked_run


class ClueList(PlacedListPage):
    """`?area=…&since=…&until=…&channel=…&tier=…&worsened=1&run=…`: as the table of an area counts them."""

    name = "clues"
    model = Household
    permission = Permission.HOUSEHOLD_VIEW
    order = ("area_code", "household_id")
    noun = gettext_lazy("户")
    empty = gettext_lazy("没有这样的户。")
    title = gettext_lazy("有线索的户")

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.run = asked_run(self.user, self.permission, self.query.get("run"))

    @property
    def about(self) -> str:
        if self.asked is None:
            return ""
        said = {"since": self.asked.since.isoformat(), "until": self.asked.until.isoformat()}
        return _("%(since)s 至 %(until)s 有事件的户。分级按日常筛查和此后的复算。") % said

    @cached_property
    def asked(self) -> Asked | None:
        """None where the address does not say of when."""
        area, since, until = self.query.get("area", ""), self.day_in("since"), self.day_in("until")
        if self.run is None or since is None or until is None:
            return None
        channel = self.query.get("channel")
        return Asked(
            self.run,
            codes.span(area) if codes.CODE.fullmatch(area) else None,
            since,
            until,
            clues.UNSAID if channel == filters.UNKNOWN else channel or None,
            self.query.get("tier", ""),
            bool(self.query.get("worsened")),
        )

    @cached_property
    def labels(self) -> Labels:
        return labels.of(self.run) if self.run else Labels()

    def more_filters(self) -> Any:
        channels = [(one, sayings.label(EVENTS["channel"].label_of(one))) for one in EVENTS["channel"].codes]
        return {
            "channel": filters.one_of(_("线索来源"), [*channels, (filters.UNKNOWN, _("没有写明"))]),
            "tier": filters.one_of(_("分级"), self.labels.tiers.items()),
            "worsened": filters.one_of(_("变化"), [("1", _("比上次新进入或加重"))]),
            "since": filters.day(_("发生日期起"), required=True),
            "until": filters.day(_("发生日期止"), required=True),
            "run": forms.CharField(widget=forms.HiddenInput, required=False),
        }

    def records(self) -> QuerySet[Any]:
        rows = super().records()
        return rows.filter(pk__in=clues.households(self.asked)) if self.asked else rows.none()

    @cached_property
    def columns_declared(self) -> tuple[Column, ...]:  # type: ignore[override]
        return columns.told(self.labels, self._standing, self._happened)

    def _standing(self, rows: Sequence[Household]) -> dict[Any, str]:
        return clues.tiers(self.asked, rows, self.labels) if self.asked else {}

    def _happened(self, rows: Sequence[Household]) -> dict[Any, str]:
        return clues.said(self.asked, rows) if self.asked else {}

    def link(self, row: Any) -> str:
        return reverse("screening:reasons", args=[row.household_id])

    def crumbs(self) -> list[dict[str, Any]]:
        if self.asked is None or self.asked.area is None:
            return []
        asked = {"since": self.asked.since.isoformat(), "on": self.asked.until.isoformat()}
        address = addresses.asking(reverse("screening:clues", args=[self.query["area"]]), asked)
        return [{"label": pgettext("tab", "线索来源"), "url": address}, {"label": self.title, "url": ""}]
