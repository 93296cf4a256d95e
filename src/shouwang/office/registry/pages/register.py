"""A household that no file brought: entered with its head; the others come by request."""

from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit import clock
from shouwang.office.kit.pages import FormPage
from shouwang.office.registry import queries
from shouwang.office.registry.forms.parts import day_field, field_for
from shouwang.office.registry.homes import households

HEAD = ("name", "id_number", "sex", "birth_date", "ethnicity")
HOME = ("group_name", "address", "phone", "origin")


class NewHousehold(django_forms.Form):
    on = day_field(_("登记日"))

    def __init__(self, places: list[tuple[str, str]], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        choices = [("", gettext("（请选择）")), *places]
        self.fields["area"] = django_forms.ChoiceField(label=_("所在村"), choices=choices)
        for name in HEAD:
            field = field_for(PERSONS[name], required=name == "name")
            field.label = gettext("户主：%(what)s") % {"what": field.label}
            self.fields[f"head-{name}"] = field
        for name in HOME:
            self.fields[f"home-{name}"] = field_for(HOUSEHOLDS[name])
        self.fields["household_id"] = django_forms.CharField(
            label=_(HOUSEHOLDS["household_id"].label),
            required=False,
            max_length=40,
            help_text=_("国家系统里有编码的请填写；填证件号码的换成另编的编码；留空由系统编一个。"),
        )
        self.order_fields(["area", *(name for name in self.fields if name not in ("area", "on")), "on"])

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise django_forms.ValidationError(gettext("这一天还没有到。"))
        return day


class RegisterHousehold(FormPage):
    permission = Permission.CHANGE_APPROVE
    title = _("登记新户")
    about = _("只登记名单里漏掉的户。先登记户主，其他成员用“出生”“婚入”“迁入”申请。")
    adds = True
    submit = _("登记")
    done = _("已登记。")

    def form(self) -> Any:
        places = queries.villages_for(self.user, self.permission)
        return NewHousehold(places, clock.today(), **self.form_arguments())

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def perform(self, answers: dict[str, Any]) -> HttpResponse:
        head = {name: answers[f"head-{name}"] for name in HEAD}
        made = households.register(
            {name: answers[f"home-{name}"] for name in HOME},
            [{**head, "relation": "head"}],
            area_code=answers["area"],
            household_id=answers["household_id"],
            by=self.user,
            on=answers["on"],
        )
        return HttpResponseRedirect(reverse("registry:household", args=[made.household_id]))

    def next_url(self) -> str:
        return reverse("registry:households")
