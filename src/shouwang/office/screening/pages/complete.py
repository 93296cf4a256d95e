"""What is missing, as work: by column and village, filled in on the screen or by workbook."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit import addresses, clock, codes, paging
from shouwang.office.kit.pages import FormPage
from shouwang.office.registry.models import Household
from shouwang.office.registry.stated import statements
from shouwang.office.screening import labels
from shouwang.office.screening.completion import answers, completing, figures
from shouwang.office.screening.completion.completing import Asked, Overtaken
from shouwang.office.screening.completion.unknowns import Lack, Unknowns
from shouwang.office.screening.forms import complete
from shouwang.office.screening.pages import handing_out, sheets
from shouwang.office.screening.pages.progress import MOST, PlacedPage, ProgressPage

PER_PAGE = 25
"""Households of a grid: two or three screens of a phone, saved at once."""
FIRST = 6
"""Lines of a table that are always in sight; the others are folded, with their number."""
PEOPLE = 250
"""Cells of a grid: so many households have no more people who lack something."""


def folded(rows: list[Any]) -> dict[str, list[Any]]:
    """What is in sight at once, and the rest; one or two more are not worth folding."""
    cut = FIRST if len(rows) > FIRST + 2 else len(rows)
    return {"first": rows[:cut], "rest": rows[cut:]}


def link(column: str, **chosen: Any) -> str:
    return addresses.asking(reverse("screening:complete-column", args=[column]), chosen)


class Complete(ProgressPage):
    permission = Permission.CHANGE_REQUEST
    template_name = "screening/complete.html"
    title = gettext_lazy("补齐信息")

    @property
    def about(self) -> str:
        if self.run is None:
            return ""
        told = _(
            "%(day)s 日常筛查以来还缺的信息，补上一格能确定最多户的排在前面。补上以后几秒内重新计算，这里的户数随之减少。"
        )
        return told % {"day": self.run.on.isoformat()}

    def context(self) -> dict[str, Any]:
        reach = self.user.reach(self.permission)
        if self.run is None:
            return {"run": None}
        if not reach.spans:
            own = self._columns(figures.own_missing(self.run, self.user))
            return {"run": self.run, "columns": own, "folded_columns": folded(own), **self.card()}
        unknown = Unknowns(self.run, reach, self.inside)
        told = {"run": self.run, "places": self.places(), **self.card()}
        told |= handing_out.card(unknown, self.user)
        columns = self._columns(unknown.columns())
        told |= {"folded_columns": folded(columns), "folded_villages": folded(told["handing"]["villages"])}
        if len(told["places"]) < 2 or told["handing"]["is_village"]:
            # Of one village, its columns say it all.
            return told | {"columns": columns}
        lines = self._lines(unknown.by_village(MOST, self.of_column))
        told |= {"columns": columns, "lines": lines, "folded_lines": folded(lines), "most": MOST}
        return told | {"of_column": labels.column(self.of_column), "all_url": self._villages("")}

    @property
    def of_column(self) -> str:
        """`?column=households.water_safe`: the villages of that one."""
        asked = self.request.GET.get("column", "")
        return asked if labels.is_column(asked) else ""

    def _villages(self, column: str) -> str:
        asked = {"area": self.area, "since": self.request.GET.get("since"), "column": column}
        return f"{addresses.asking(self.request.path, asked)}#lines-title"

    def _columns(self, found: list[figures.Missing]) -> list[dict[str, Any]]:
        assert self.run
        hints = answers.hints(self.run)
        return [
            {
                "label": labels.column(one.column),
                "hint": hints.get(one.column, ""),
                "households": one.households,
                "settles": one.settles,
                "settles_url": link(one.column, area=self.area, settles=1),
                "villages": one.villages,
                "villages_url": self._villages(one.column),
                "url": link(one.column, area=self.area),
            }
            for one in found
        ]

    def _lines(self, found: list[Lack]) -> list[dict[str, Any]]:
        called = names.paths_of({one.area_code for one in found})
        return [
            {
                "place": called[one.area_code],
                "label": labels.column(one.column),
                "households": one.households,
                "settles": one.settles,
                "settles_url": link(one.column, area=one.area_code, settles=1),
                "url": link(one.column, area=one.area_code),
            }
            for one in found
        ]


class CompleteColumn(FormPage, PlacedPage):
    permission = Permission.CHANGE_REQUEST
    template_name = "screening/complete_column.html"
    keeps = ("settles",)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = completing.asked(self.kwargs["column"])
        if found is None:
            raise Http404
        self.column: Asked = found

    @property
    def title(self) -> str:
        return _("补齐：%(column)s") % {"column": self.column.label}

    @cached_property
    def number(self) -> int:
        return paging.number(self.request.GET.get("page"))

    @cached_property
    def waiting(self) -> Any:
        assert self.run
        rows: Any = completing.waiting(self.run, self.user, self.column)
        rows = rows.filter(alone=0) if self.only_settled else rows
        return rows.inside(codes.span(self.area)) if self.area else rows

    @property
    def only_settled(self) -> bool:
        """`?settles=1`: those that this answer alone settles."""
        return "settles" in self.request.GET

    @cached_property
    def found(self) -> list[Any]:
        """Of this page, and one more if there are."""
        start = max(self.number - 1, 0) * PER_PAGE
        return list(self.waiting[start : start + PER_PAGE + 1]) if self.run else []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.number > 1 and not self.found:
            # It was filled in meanwhile: what is left stands on the first.
            return HttpResponseRedirect(self.here())
        return super().get(request, *args, **kwargs)

    # A grid, and what it is of; other answers have other ones (CompleteAmounts)

    @property
    def is_grid(self) -> bool:
        """Whether it is filled in here; else each household has a form for it."""
        return self.column.is_direct

    @property
    def how_to(self) -> str:
        return _("填上知道的，不知道的留空。保存时要么全部写入，要么一格也不写。")

    @property
    def cells(self) -> list[str]:
        """Headings of what is filled in."""
        return [self.column.label]

    def grid(self, records: list[Any], **more: Any) -> Any:
        return complete.Grid(self.column.declared, records, clock.today(), **more)

    def lacking(self) -> list[Any]:
        return completing.subjects(self.column, self.found[:PER_PAGE])[:PEOPLE]

    def sent_again(self, keys: list[int]) -> list[Any]:
        """What a sent form names, of what may be filled in."""
        return completing.among(self.column, self.user, keys)

    def left(self, records: list[Any]) -> list[Any]:
        """Of these, what is lacking still."""
        return [one for one in records if getattr(one, self.column.short) is None]

    def form(self) -> Any:
        if not self.is_grid:
            return None
        posted = self.request.method == "POST"
        records = self.sent_again(complete.named(self.request.POST, PEOPLE)) if posted else self.lacking()
        arguments = self.form_arguments()
        arguments.pop("files", None)
        return self.grid(records, **arguments)

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_grid:
            raise Http404
        self.sent: Any = self.form()
        if not self.sent.is_valid():
            if any(name.startswith(complete.SEEN) for name in self.sent.errors):
                # Nobody types what is hidden: there is no cell beside which to say it.
                self.refused = Refused(
                    _("这一页送来时不完整，一格也没有写入。"), _("请重新打开这一页，再填。")
                )
            return self.render(form=self.sent, status=422)
        try:
            return self.perform(self.sent.cleaned_data)
        except Refused as refused:
            self.refused = refused
            return self.render(form=self._anew(refused), status=409)

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        cells = self.sent.cells()
        if not cells:
            raise Refused(_("一格也没有填。"), _("请填上知道的，不知道的留空，再保存。"))
        count = completing.fill(self.column, cells, by=self.user, on=answers["on"], reason=answers["reason"])
        self.tell(ngettext("补上了 %(count)s 格。", "补上了 %(count)s 格。", count) % {"count": count})
        return HttpResponseRedirect(self.here())

    def _anew(self, refused: Refused) -> Any:
        """With what was typed; of what somebody else changed, as it is now – and without what they filled in."""
        if not isinstance(refused, Overtaken):
            return self.sent
        records = self.sent_again(complete.named(self.request.POST, PEOPLE))
        data = self.request.POST.copy()
        for record in (one for one in records if one in refused.records):
            data[f"{complete.SEEN}{record.pk}"] = str(record.version)
        return self.grid(self.left(records), data=data)

    def render(self, **more: Any) -> HttpResponse:
        form = more.get("form")
        lines = self._lines(form) if form else []
        # On a phone every line counts: the village is named where there are several.
        return super().render(**more, lines=lines, several=len({one["village"] for one in lines}) > 1)

    def _lines(self, form: Any) -> list[dict[str, Any]]:
        called = names.names_of({record.area_code for record in form.records})
        return [row | self._line(row["record"], called) for row in form.rows()]

    def _line(self, record: Any, called: dict[str, str]) -> dict[str, Any]:
        home = record if isinstance(record, Household) else record.household
        return {
            "name": str(record),
            "home": "" if record is home else str(home),
            "village": called.get(record.area_code, record.area_code),
            "url": reverse("registry:household", args=[home.household_id]),
        }

    def context(self) -> dict[str, Any]:
        findings = self.found[:PER_PAGE]
        called = names.names_of({finding.area_code for finding in findings})
        return {
            "run": self.run,
            "column": self.column,
            "hint": answers.hints(self.run).get(self.column.name, "") if self.run else "",
            "places": self.places(),
            "homes": [self._home(finding, called) for finding in findings],
            "empty": not findings,
            "next_url": self._page(self.number + 1) if len(self.found) > PER_PAGE else "",
            "previous_url": self._page(self.number - 1) if self.number > 1 else "",
        }

    def _page(self, number: int) -> str:
        return self.here(page=number if number > 1 else "")

    @property
    def every_url(self) -> str:
        return link(self.column.name, area=self.area)

    def here(self, **more: Any) -> str:
        return link(self.column.name, area=self.area, settles="1" if self.only_settled else "", **more)

    def _home(self, finding: Any, called: dict[str, str]) -> dict[str, Any]:
        home = finding.household
        return {
            "name": str(home),
            "code": str(home.household_id),
            "village": called.get(finding.area_code, finding.area_code),
            "settles": finding.alone == 0,
            "url": reverse("registry:household", args=[home.household_id]),
            "form_url": self._form_url(home),
        }

    def _form_url(self, home: Household) -> str:
        """Where that household's answer goes when it is none of a grid."""
        needed = statements.PERMISSIONS.get(self.column.table, self.permission)
        if not self.user.may_anywhere(needed):
            return ""
        if self.column.table == "incomes":
            period = self.run.period
            if period:
                return reverse("registry:income", args=[home.household_id, int(period)])
            return reverse("registry:income-new", args=[home.household_id])
        if self.column.model is None:
            return reverse("registry:statement-new", args=[home.household_id, self.column.table])
        return reverse("registry:change-new", args=[home.household_id, "facts"])

    @property
    def export_url(self) -> str:
        if (
            self.run is None
            or self.column.short == labels.WHOLE
            or not self.user.may_anywhere(Permission.EXPORT)
        ):
            return ""
        name = sheets.NAMES.get(self.column.table)
        if name is None:
            return ""
        query = urlencode({"column": self.column.name, **({"area": self.area} if self.area else {})})
        return f"{reverse('jobs:export')}?{urlencode({'list': name, 'query': query})}"

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("补齐信息"), "url": reverse("screening:complete")},
            {"label": self.column.label, "url": ""},
        ]

    def next_url(self) -> str:
        return reverse("screening:complete")
