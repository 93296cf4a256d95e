"""Appointing, ending, handing over."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts import appointments, forms
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.pages.users import EDIT, address, trail
from shouwang.office.areas import names
from shouwang.office.kit import clock
from shouwang.office.kit.pages import RecordFormPage


class Appoint(RecordFormPage):
    permission = EDIT
    model = User
    key = "username"
    form_class = forms.Appoint
    adds = True
    title = _("任职")
    submit = _("任职")
    done = _("已任职。")

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "by": self.user, "today": clock.today()}

    def perform(self, answers: dict[str, Any]) -> None:
        appointments.appoint(self.object, by=self.user, **answers)

    def next_url(self) -> str:
        return address(self.object)

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.object, self.next_url()), (self.title, ""))


class AppointmentForm(RecordFormPage):
    """About one appointment."""

    permission = EDIT
    model = Appointment

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "today": clock.today()}

    def next_url(self) -> str:
        return address(self.object.user)

    @property
    def about(self) -> str:
        words = {
            "name": self.object.user,
            "place": names.path_of(self.object.area_code),
            "role": self.object.duty.label,
        }
        return gettext("%(name)s：%(place)s %(role)s") % words

    def crumbs(self) -> list[dict[str, Any]]:
        return trail((self.object.user, self.next_url()), (self.title, ""))


class EndAppointment(AppointmentForm):
    permission = EDIT
    form_class = forms.EndAppointment
    title = _("终止任职")
    submit = _("终止")
    done = _("任职已终止。")

    def perform(self, answers: dict[str, Any]) -> None:
        appointments.end(self.object, by=self.user, on=answers["on"])


class HandOver(AppointmentForm):
    permission = EDIT
    form_class = forms.HandOver
    title = _("交接任职")
    submit = _("交接")
    done = _("已交接：结对、申请和导入随岗位转给接手人。")

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "by": self.user}

    def perform(self, answers: dict[str, Any]) -> None:
        appointments.hand_over(self.object, by=self.user, **answers)
