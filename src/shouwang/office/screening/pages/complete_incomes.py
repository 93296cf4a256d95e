"""Incomes that nobody has begun, filled in on the screen: a line for each household (completion/earning.py)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock, sayings
from shouwang.office.screening.completion import earning
from shouwang.office.screening.completion.completing import Overtaken
from shouwang.office.screening.forms import complete
from shouwang.office.screening.pages.complete import PER_PAGE, CompleteColumn


class CompleteIncomes(CompleteColumn):
    """A line for each household that has no line of the year yet; whoever has a forecast, or may not be written by
    whoever looks, is filled in on the household's own sheet."""

    permission = Permission.CHANGE_REQUEST

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, column=earning.COLUMN, **kwargs)

    @property
    def period(self) -> str:
        return str(self.run.period) if self.run else ""

    @property
    def is_grid(self) -> bool:
        has_year = self.run is None or bool(self.period)
        return has_year and bool(self.user.may_anywhere(Permission.INCOME_EDIT))

    @property
    def how_to(self) -> str:
        said = _("%(period)s 年全家的收入，按元填。一户的各类都要填，没有的写 0；不知道的户整行留空。")
        return said % {"period": self.period} if self.run else ""

    @property
    def cells(self) -> list[str]:
        return [sayings.label(kind.label) for kind in complete.KINDS]

    def grid(self, records: list[Any], **more: Any) -> Any:
        return complete.IncomeGrid(records, **more)

    @cached_property
    def blank(self) -> list[Any]:
        keys = [finding.household_id for finding in self.found[:PER_PAGE]]
        return earning.blank(self.user, self.period, keys)

    def lacking(self) -> list[Any]:
        return self.blank

    def sent_again(self, keys: list[int]) -> list[Any]:
        return earning.blank(self.user, self.period, keys)

    def left(self, records: list[Any]) -> list[Any]:
        return records

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        keys = complete.named(self.request.POST, PER_PAGE)
        begun = earning.begun(self.user, self.period, keys)
        if overtaken := [home for home in begun if complete.is_typed(self.request.POST, home)]:
            raise Overtaken(overtaken)
        earned = self.sent.earned()
        if not earned:
            raise Refused(_("一户也没有填。"), _("请填上知道的户，不知道的整行留空，再保存。"))
        count = earning.fill(self.period, earned, by=self.user, on=clock.today(), how=answers["how"])
        self.tell(
            ngettext("登记了 %(count)s 户的收入。", "登记了 %(count)s 户的收入。", count) % {"count": count}
        )
        return HttpResponseRedirect(self.here())

    def context(self) -> dict[str, Any]:
        """Whoever has a line in the grid is not listed below it once more."""
        told = super().context()
        if self.is_grid:
            inside = {str(home.household_id) for home in self.blank}
            told["homes"] = [home for home in told["homes"] if home["code"] not in inside]
        return told
