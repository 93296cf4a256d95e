"""What is asked of guarantees and of people who look after households."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.fields import AreaField
from shouwang.office.kit.seen import Seen
from shouwang.office.registry.forms.parts import day_field, note_field
from shouwang.office.registry.models import Guarantee, Link


class GuaranteeCheck(Seen):
    state = forms.ChoiceField(label=_("状态"), choices=Guarantee.State.choices, widget=forms.RadioSelect)
    standard = forms.CharField(label=_("按什么标准"), required=False, max_length=200)
    evidence = forms.CharField(
        label=_("佐证"), required=False, max_length=200, help_text=_("看了什么、谁证明。")
    )
    checked_on = day_field(_("核查日"))
    next_check_on = day_field(_("下次核查"), required=False)
    note = note_field(_("说明"))


class SomebodyLinked(forms.Form):
    """An appointment of ours, or a name where they have no account."""

    kind = forms.ChoiceField(label=_("关系"), choices=Link.Kind.choices)
    line = forms.TypedChoiceField(
        label=_("系统里的人"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("选了人，交接岗位时这一户随岗位走。"),
    )
    name = forms.CharField(label=_("或填写姓名"), required=False, max_length=60)
    unit = forms.CharField(label=_("单位"), required=False, max_length=100)
    since = day_field(_("自"))

    def __init__(
        self, *args: Any, people: Iterable[tuple[int, str]], fixed_kind: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", gettext("（不在系统里）")), *people]  # type: ignore[attr-defined]
        if fixed_kind:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("line") and not answers.get("name"):
            raise forms.ValidationError(gettext("请选一个人，或填写姓名。"))
        return answers


class PlaceLinked(SomebodyLinked):
    """Of all households of a village or township, or of one group there."""

    group_name = forms.CharField(
        label=_("村民小组"),
        required=False,
        max_length=60,
        help_text=_("只管一个组时填写，照户上登记的组名。"),
    )
    field_order = ("kind", "group_name", "line", "name", "unit", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].help_text = gettext(
            "选了人，交接岗位时随岗位走。登记到村或乡镇的，不因此多看到农户；帮扶责任人仍按户登记。"
        )


class PlaceChosen(forms.Form):
    def __init__(self, *args: Any, user: Any, permission: Permission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"] = AreaField(
            user, permission, ("township", "village"), label=gettext("村或乡镇")
        )


class LinkEnded(forms.Form):
    until = day_field(_("到哪一天为止"))
