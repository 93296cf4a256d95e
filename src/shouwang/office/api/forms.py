"""What the pages about hooks ask."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.models import Appointment
from shouwang.office.api import hooks
from shouwang.office.api.kinds import KINDS


class NewHook(forms.Form):
    appointment = forms.ChoiceField(label=_("岗位"), required=False)
    """Without it the first."""
    label = forms.CharField(label=_("用途"), max_length=60, help_text=_("推给哪个系统，以后好辨认。"))
    address = forms.CharField(
        label=_("接收地址"),
        max_length=500,
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("事件"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只推送编号和代码，不含姓名、证件号等个人信息；对方凭编号用接口来取。"),
    )

    def __init__(
        self, *args: Any, held: Iterable[Appointment], places: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["appointment"].choices = [
            (str(one.pk), f"{places.get(one.area_code, one.area_code)} · {one.duty.label}") for one in held
        ]
        offered = {kind.code for one in held for kind in hooks.possible(one)}
        fields["kinds"].choices = [(kind.code, kind.label) for kind in KINDS if kind.code in offered]
        fields["address"].help_text = where()


def where() -> str:
    """Where the installation allows hooks to send to."""
    if not settings.HOOKS_TO:
        return gettext("管理员还没有开放任何接收主机（SHOUWANG_HOOKS_TO）。")
    return gettext("可以推送到：%(hosts)s。") % {"hosts": gettext("、").join(settings.HOOKS_TO)}
