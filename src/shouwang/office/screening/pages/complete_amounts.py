"""A year's incomes or expenses that nobody has begun, filled in on the screen: a line for each household
(completion/amounts.py)."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.screening.completion.amounts import Yearly
from shouwang.office.screening.completion.completing import Overtaken
from shouwang.office.screening.forms import complete
from shouwang.office.screening.forms.amounts import AmountGrid, ExpenseGrid, IncomeGrid
from shouwang.office.screening.pages.complete import PER_PAGE, CompleteColumn


class CompleteAmounts(CompleteColumn):
    """A line for each household that has no row of the year yet; whoever has one, or may not be written by whoever
    looks, is filled in on the household's own form."""

    permission = Permission.CHANGE_REQUEST
    grid: ClassVar[type[AmountGrid]]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, column=self.yearly.column, **kwargs)

    @property
    def yearly(self) -> Yearly:
        return self.grid.yearly

    @property
    def period(self) -> str:
        return str(self.run.period) if self.run else ""

    @property
    def is_grid(self) -> bool:
        has_year = self.run is None or bool(self.period)
        return has_year and bool(self.user.may_anywhere(self.yearly.permission))

    @property
    def how_to(self) -> str:
        return self.asking() % {"period": self.period} if self.run else ""

    def asking(self) -> str:
        """What is to be filled in, with `period`."""
        raise NotImplementedError

    def told(self, count: int) -> str:
        """What was written for so many households, with `count`."""
        raise NotImplementedError

    @property
    def cells(self) -> list[str]:
        return list(self.yearly.cells().values())

    @cached_property
    def blank(self) -> list[Any]:
        keys = [finding.household_id for finding in self.found[:PER_PAGE]]
        return self.yearly.blank(self.user, self.period, keys)

    def lacking(self) -> list[Any]:
        return self.blank

    def sent_again(self, keys: list[int]) -> list[Any]:
        return self.yearly.blank(self.user, self.period, keys)

    def left(self, records: list[Any]) -> list[Any]:
        return records

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        keys = complete.named(self.request.POST, PER_PAGE)
        begun = self.yearly.begun(self.user, self.period, keys)
        if overtaken := [home for home in begun if self.grid.is_typed(self.request.POST, home)]:
            raise Overtaken(overtaken)
        lines = self.sent.lines()
        if not lines:
            raise Refused(_("一户也没有填。"), _("请填上知道的户，不知道的整行留空，再保存。"))
        count = self.yearly.fill(self.period, lines, by=self.user, on=clock.today(), how=answers["how"])
        self.tell(self.told(count) % {"count": count})
        return HttpResponseRedirect(self.here())

    def context(self) -> dict[str, Any]:
        """Whoever has a line in the grid is not listed below it once more."""
        told = super().context()
        if self.is_grid:
            inside = {str(home.household_id) for home in self.blank}
            told["homes"] = [home for home in told["homes"] if home["code"] not in inside]
        return told


class CompleteIncomes(CompleteAmounts):
    grid = IncomeGrid

    def asking(self) -> str:
        return _("%(period)s 年全家的收入，按元填。一户的各类都要填，没有的写 0；不知道的户整行留空。")

    def told(self, count: int) -> str:
        return ngettext("登记了 %(count)s 户的收入。", "登记了 %(count)s 户的收入。", count)

    @property
    def others(self) -> str:
        return _("已有预估的，或不归您登记收入的，请逐户登记")


class CompleteExpenses(CompleteAmounts):
    grid = ExpenseGrid

    def asking(self) -> str:
        return _(
            "%(period)s 年全家的支出，按元填。一户的各类都要填，没有的写 0；不知道的户整行留空。另有医疗以外的理赔的户也留空，打开那一户登记。"
        )

    def told(self, count: int) -> str:
        return ngettext("登记了 %(count)s 户的支出。", "登记了 %(count)s 户的支出。", count)

    @property
    def others(self) -> str:
        return _("已有支出的，或不归您登记支出的，请逐户登记")
