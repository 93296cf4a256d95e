"""The income sheet of a household and period: lines in a grid, rows added and removed, the net shown after saving."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.calendar import AccountingYear
from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage, RecordPage
from shouwang.office.registry.forms.statements import IncomeLine, IncomeLines, Period
from shouwang.office.registry.models import Household
from shouwang.office.registry.pages import sheets
from shouwang.office.registry.past import mergers
from shouwang.office.registry.stated import incomes, odd
from shouwang.office.registry.stated.marks import Overtaken

NAMES = tuple(IncomeLine.base_fields)
BLANK = {"kind": "wage", "forecast": "false"}


class ChoosePeriod(RecordFormPage):
    """Which year."""

    permission = Permission.INCOME_EDIT
    model = Household
    key = "household_id"
    form_class = Period
    submit = _("下一步")

    @property
    def title(self) -> str:
        return gettext("登记收入：%(household)s") % {"household": self.object}

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    def initial(self) -> dict[str, Any]:
        return {"period": AccountingYear().running(clock.today())}

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        code = self.object.household_id
        return HttpResponseRedirect(reverse("registry:income", args=[code, int(answers["period"])]))

    def next_url(self) -> str:
        return reverse("registry:household", args=[self.object.household_id]) + "#incomes"


class IncomeSheet(RecordPage):
    """Buttons `row-in`, `row-out` and `save` send the same form; without scripts they load the page anew."""

    permission = Permission.INCOME_EDIT
    model = Household
    key = "household_id"
    reads = "household.read"
    template_name = "registry/income.html"
    refused: Refused | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not 1900 <= kwargs["period"] <= 2099:
            raise Http404

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    @property
    def period(self) -> str:
        return str(self.kwargs["period"])

    @property
    def title(self) -> str:
        return gettext("%(period)s 年收入：%(household)s") % {"period": self.period, "household": self.object}

    def context(self) -> dict[str, Any]:
        return {
            "entry": sheets.sheet(
                incomes.sheet(self.object, self.period),
                sheets.merged_of(mergers.into(self.object), self.user),
            ),
            "household": self.object,
            "back_url": reverse("registry:household", args=[self.object.household_id]) + "#incomes",
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = incomes.sheet(self.object, self.period)
        lines = [*sheet.actual.lines, *sheet.forecast.lines]
        held = [{name: getattr(line, name) for name in NAMES} for line in lines]
        return self.render(grid=grid(shown(held) or [BLANK]), seen=incomes.mark(sheet))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seen = request.POST.get("seen", "")
        if "row-in" in request.POST:
            return self.render(grid=grid([*typed(request.POST), BLANK]), seen=seen)
        if "row-out" in request.POST:
            return self.render(grid=grid(without(typed(request.POST), request.POST["row-out"])), seen=seen)
        lines = IncomeLines(request.POST, prefix="line")
        if not lines.is_valid():
            return self.render(grid=lines, seen=seen, status=422)
        return self.saved([line for line in lines.cleaned_data if line], lines, seen)

    def saved(self, said: list[dict[str, Any]], lines: Any, seen: str) -> HttpResponse:
        try:
            incomes.state(
                self.object,
                self.period,
                said,
                by=self.user,
                on=clock.today(),
                seen=seen,
            )
        except Overtaken as overtaken:
            self.refused, now = overtaken, overtaken.since
            again = grid(shown(now.taken_up(said)) or [BLANK])
            return self.render(grid=again, seen=overtaken.mark, stale=now.told(), status=409)
        except Refused as refused:
            self.refused = refused
            return self.render(grid=lines, seen=seen, status=409)
        self.tell(gettext("已保存，纯收入已重新计算。"))
        actual = incomes.sheet(self.object, self.period).actual
        for text in odd.incomes(actual.totals, actual.members or 0).values():
            self.warn(text)
        return HttpResponseRedirect(self.request.path)


def grid(lines: list[dict[str, Any]]) -> Any:
    return IncomeLines(prefix="line", initial=lines)


def shown(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As a choice of yes and no is sent."""
    return [{**line, "forecast": str(line["forecast"]).lower()} for line in lines]


def typed(sent: Any) -> list[dict[str, Any]]:
    """Rows as they were typed, right or wrong."""
    count = sent.get("line-TOTAL_FORMS", "0")
    rows = range(min(int(count[:4]), 60)) if count.isdecimal() else range(0)
    return [{name: sent.get(f"line-{row}-{name}", "") for name in NAMES} for row in rows]


def without(lines: list[dict[str, Any]], which: str) -> list[dict[str, Any]]:
    return [line for place, line in enumerate(lines) if str(place) != which]
