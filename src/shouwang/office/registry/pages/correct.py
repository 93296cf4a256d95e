"""Correcting facts that need no second person; whoever saves second sees what the first one changed."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage
from shouwang.office.registry.forms import facts
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Household, Person
from shouwang.office.registry.past.differences import Stale


class CorrectFactsPage(RecordFormPage):
    permission = Permission.CHANGE_REQUEST
    template_name = "registry/correct.html"
    about = _("这里改的不须审批，立即生效，原来的内容留在历次改动里。身份、监测和保障待遇须提交变更申请。")
    submit = _("保存")
    done = _("已保存。")
    stale: Stale | None = None

    @property
    def title(self) -> str:
        return gettext("更正登记信息：%(record)s") % {"record": self.object}

    def records(self) -> Any:
        return super().records().filter(ended_on=None)

    @cached_property
    def sent(self) -> facts.Facts:
        return facts.Facts(self.object, clock.today(), **self.form_arguments())

    def form(self) -> Any:
        return self.sent

    def initial(self) -> dict[str, Any]:
        return {"seen": self.object.version, "on": clock.today()}

    def render(self, **more: Any) -> HttpResponse:
        if self.stale:
            data = facts.taken_up(self.sent, self.stale)
            more["form"] = facts.Facts(self.object, clock.today(), data=data)
            more["stale"] = facts.told(self.stale)
        return super().render(**more)

    def perform(self, answers: dict[str, Any]) -> None:
        try:
            self.save(
                self.object,
                self.sent.given(),
                seen_version=answers["seen"],
                by=self.user,
                on=answers["on"],
                reason=answers["reason"],
            )
        except Stale as stale:
            self.stale = stale
            raise

    def save(self, record: Any, given: dict[str, Any], **more: Any) -> None:
        raise NotImplementedError


class CorrectHousehold(CorrectFactsPage):
    permission = Permission.CHANGE_REQUEST
    model = Household
    key = "household_id"
    reads = "household.read"

    def save(self, record: Any, given: dict[str, Any], **more: Any) -> None:
        households.amend(record, given, **more)

    def next_url(self) -> str:
        return reverse("registry:household", args=[self.object.household_id])


class CorrectPerson(CorrectFactsPage):
    permission = Permission.CHANGE_REQUEST
    model = Person
    key = "person_id"
    reads = "person.read"

    def save(self, record: Any, given: dict[str, Any], **more: Any) -> None:
        persons.amend(record, given, **more)

    def next_url(self) -> str:
        return reverse("registry:person", args=[self.object.person_id])
