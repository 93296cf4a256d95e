"""Expenses, events and measures: stated, or taken back with a reason."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.calendar import AccountingYear
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage
from shouwang.office.registry import queries
from shouwang.office.registry.forms import changes
from shouwang.office.registry.forms.parts import Reason
from shouwang.office.registry.forms.statements import TABLES, statement_form
from shouwang.office.registry.homes import persons
from shouwang.office.registry.models import STATEMENTS, Household
from shouwang.office.registry.pages import sheets
from shouwang.office.registry.stated import odd, statements


class StatementPage(RecordFormPage):
    """What the table asks for is another permission for each table."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if kwargs["table"] not in TABLES:
            raise Http404
        super().setup(request, *args, **kwargs)

    @property
    def table(self) -> str:
        return str(self.kwargs["table"])

    @property
    def needed(self) -> Permission:
        return statements.PERMISSIONS[self.table]


class AddStatement(StatementPage):
    permission = Permission.HOUSEHOLD_VIEW
    model = Household
    key = "household_id"
    adds = True
    done = _("已登记。")

    @property
    def title(self) -> str:
        return gettext("登记%(what)s：%(household)s") % {
            "what": sheets.title(self.table),
            "household": self.object,
        }

    def records(self) -> Any:
        return Household.objects.visible_to(self.user, self.needed).filter(ended_on=None)

    def form(self) -> Any:
        people = [(one.person_id, changes.named(one)) for one in persons.members(self.object)]
        running = AccountingYear().running(clock.today())
        return statement_form(self.table, people, running)(**self.form_arguments())

    def perform(self, answers: dict[str, Any]) -> None:
        evidence = answers.pop("evidence")
        statements.add(self.table, self.object, answers, by=self.user, evidence=evidence)
        if self.table == "expenses":
            self.warn(odd.expense(answers["kind"], answers["amount"], answers["insurance_payout"]))

    def next_url(self) -> str:
        return reverse("registry:household", args=[self.object.household_id]) + "#stated"


class WithdrawStatement(StatementPage):
    permission = Permission.HOUSEHOLD_VIEW
    template_name = "registry/withdraw.html"
    form_class = Reason
    title = _("撤回登记")
    question = _("撤回这一条登记？")
    consequences = (_("这一条不再计入；原来的内容留在日志里。"),)
    submit = _("撤回")
    done = _("已撤回，原来的内容留在日志里。")

    def find(self) -> Any:
        rows = STATEMENTS[self.table].objects.visible_to(self.user, self.needed).filter(withdrawn_at=None)
        return queries.one(rows.select_related("household"), pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"row": sheets.row(self.table, self.object)}

    def perform(self, answers: dict[str, Any]) -> None:
        statements.withdraw(self.object, reason=answers["reason"], by=self.user)

    def next_url(self) -> str:
        return reverse("registry:household", args=[self.object.household.household_id]) + "#stated"
