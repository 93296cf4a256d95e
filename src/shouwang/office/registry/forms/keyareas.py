"""What the pages about key areas ask."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.fields import AreaField
from shouwang.office.areas.models import Area
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.forms.parts import EARLIEST, day_field, note_field
from shouwang.office.registry.models import KeyArea

CHOSEN = (("", _("现行")), ("ended", _("已结束")), ("all", _("全部")))


class Choose(forms.Form):
    def __init__(self, *args: Any, user: Any, permission: Permission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"] = AreaField(user, permission, keyareas.LEVELS, label=gettext("县、乡镇或村"))


class Mark(forms.Form):
    """Of a place; what households of it name is told beside the fields."""

    kind = forms.ChoiceField(label=_("类别"), choices=KeyArea.Kind.choices)
    group_name = forms.CharField(label=_("村民小组"), required=False, max_length=100)
    resettlement_site = forms.CharField(label=_("安置点"), required=False, max_length=100)
    reason = note_field(_("为什么重点关注"), required=True, most=300)

    def __init__(self, *args: Any, place: Area, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["since"] = day_field(gettext("自"), latest=today, earliest=EARLIEST)
        if place.level != "village":
            del self.fields["group_name"]
        for name, text in (
            ("group_name", _("只关注一个组时填写")),
            ("resettlement_site", _("只关注一个安置点时填写")),
        ):
            if name in self.fields:
                self.fields[name].help_text = _told(str(text), keyareas.named_in(place.code, name))

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since > self.today:
            raise forms.ValidationError(gettext("这一天还没有到，请到那一天再标记。"))
        if since < EARLIEST:
            raise forms.ValidationError(
                gettext("最早填 %(day)s；不知道从哪一天起的，填今天。") % {"day": EARLIEST.isoformat()}
            )
        return since


def _told(text: str, known: list[str]) -> str:
    if not known:
        return gettext("%(text)s；户上还没有登记。") % {"text": text}
    named = gettext("、").join(known)
    return gettext("%(text)s，照户上登记的：%(known)s。") % {"text": text, "known": named}


class End(forms.Form):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["until"] = day_field(
            gettext("至"), latest=today, help_text=gettext("从这一天起不再是重点区域。")
        )

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until > self.today:
            raise forms.ValidationError(gettext("这一天还没有到，请到那一天再结束。"))
        return until
