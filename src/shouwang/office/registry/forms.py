"""Forms of the register: fields as the engine declares its columns; what is blank is unknown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.reading import values as cells
from shouwang.engine.tables import EVENTS, EXPENSES, INCOMES, MEASURES, Column, Table, Type
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.fields import AreaField
from shouwang.office.registry import fields
from shouwang.office.registry.models import Guarantee, Link

TABLES: dict[str, Table] = {"expenses": EXPENSES, "events": EVENTS, "measures": MEASURES}
MOST_PAPERS = 10


def day_input() -> forms.DateInput:
    # The ISO form is the one that a browser's date field understands, whatever the language.
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def day_field(
    label: Any,
    *,
    required: bool = True,
    latest: date | None = None,
    earliest: date | None = None,
    **more: Any,
) -> forms.DateField:
    field = forms.DateField(label=label, required=required, widget=day_input(), **more)
    if earliest:
        field.widget.attrs["min"] = earliest.isoformat()
    if latest:
        field.widget.attrs["max"] = latest.isoformat()
    return field


def note_field(label: Any, *, required: bool = False, most: int = 500, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea({"rows": 3}), **more
    )


class MoneyField(forms.DecimalField):
    """In yuan, as people write amounts: with commas, blanks, full-width digits or the unit.

    No number field of the browser: of “1,500” those send nothing, and nothing means unknown.
    """

    def __init__(self, *, low: Any = None, high: Any = None, **more: Any) -> None:
        super().__init__(min_value=low, max_value=high, max_digits=14, decimal_places=2, **more)
        self.widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        self.widget.is_required = self.required

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        amount = cells.written(text)
        # What is no amount is refused in the form's own words.
        return super().to_python(text if amount is None else f"{amount:f}")


def field_for(column: Column, *, required: bool = False, blank: Any = "") -> forms.Field:
    """`blank`: what an empty choice is called."""
    said: dict[str, Any] = {"label": _(column.label), "required": required}
    match column.type:
        case Type.ENUM:
            choices = [("", blank or _("（未填）")), *((v.code, _(v.label)) for v in column.values)]
            return forms.ChoiceField(choices=choices, **said)
        case Type.BOOLEAN:
            choices = [("", blank or _("（未填）")), ("true", _("是")), ("false", _("否"))]
            return forms.TypedChoiceField(
                choices=choices, coerce=lambda text: text == "true", empty_value=None, **said
            )
        case Type.INTEGER:
            return forms.IntegerField(min_value=column.low, max_value=column.high, **said)
        case Type.MONEY:
            return MoneyField(low=column.low, high=column.high, **said)
        case Type.DATE:
            return day_field(**said)
    return forms.CharField(max_length=fields.LENGTHS.get(column.name, 100), **said)


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Several photographs or scans at once; cleans to a list."""

    widget = ManyFiles

    def __init__(self, **more: Any) -> None:
        said = {
            "label": _("佐证材料"),
            "required": False,
            "help_text": _("照片或扫描件：JPG、PNG、WebP、PDF，每份不超过 10 MB，可一次选多份。"),
        }
        super().__init__(**{**said, **more})
        self.widget.attrs["accept"] = "image/jpeg,image/png,image/webp,application/pdf"

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if len(sent) > MOST_PAPERS:
            raise forms.ValidationError(gettext("一次最多选 %(most)s 份。") % {"most": MOST_PAPERS})
        if self.required and not sent:
            raise forms.ValidationError(gettext("请选择文件。"))
        clean = super().clean
        return [clean(one) for one in sent]


class Papers(forms.Form):
    papers = PapersField(required=True)


class Reason(forms.Form):
    reason = note_field(_("理由"), required=True, most=200)


class GuaranteeCheck(forms.Form):
    state = forms.ChoiceField(label=_("状态"), choices=Guarantee.State.choices, widget=forms.RadioSelect)
    standard = forms.CharField(label=_("按什么标准"), required=False, max_length=200)
    evidence = forms.CharField(
        label=_("佐证"), required=False, max_length=200, help_text=_("看了什么、谁证明。")
    )
    checked_on = day_field(_("核查日"))
    next_check_on = day_field(_("下次核查"), required=False)
    note = note_field(_("说明"))


class LinkSomebody(forms.Form):
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


class LinkPlace(LinkSomebody):
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


class ChoosePlace(forms.Form):
    def __init__(self, *args: Any, user: Any, permission: Permission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"] = AreaField(
            user, permission, ("township", "village"), label=gettext("村或乡镇")
        )


class EndLink(forms.Form):
    until = day_field(_("到哪一天为止"))


def statement_form(table: str, members: Iterable[tuple[str, str]], period: str) -> type[forms.Form]:
    """The form of an expense, event or measure, as its table is declared."""
    made: dict[str, forms.Field] = {}
    for column in TABLES[table]:
        if column.name == "person_id":
            choices = [("", gettext("（全家）")), *members]
            made["person_id"] = forms.ChoiceField(label=_("是谁的"), required=False, choices=choices)
        elif column.name == "period":
            made["period"] = period_field(initial=period)
        elif column.name == "note":
            made["note"] = note_field(_(column.label))
        elif column.name != "household_id":
            made[column.name] = field_for(column, required=column.known)
    made["evidence"] = forms.CharField(label=_("佐证"), required=False, max_length=200)
    if "insurance_payout" in made:
        made["insurance_payout"].initial = 0
    return type("StatementForm", (forms.Form,), made)


def period_field(**more: Any) -> forms.CharField:
    return forms.RegexField(
        r"^(19|20)[0-9]{2}$",
        label=_("核算年度"),
        help_text=_("四位年份，如 2026。"),
        error_messages={"invalid": _("请写四位年份。")},
        **more,
    )


class Period(forms.Form):
    period = period_field()


class IncomeLine(forms.Form):
    """One line of an income sheet."""

    kind = forms.ChoiceField(label=_("类别"), choices=[(v.code, _(v.label)) for v in INCOMES["kind"].values])
    item = forms.CharField(label=_("项目"), required=False, max_length=100)
    amount = MoneyField(label=_("金额（元）"), low=0, high=100_000_000)
    forecast = forms.TypedChoiceField(
        label=_("实际或预估"),
        choices=[("false", _("实际")), ("true", _("预估"))],
        coerce=lambda text: text == "true",
    )
    how = forms.CharField(label=_("怎么算的"), required=False, max_length=200)
    evidence = forms.CharField(label=_("佐证"), required=False, max_length=200)


IncomeLines = forms.formset_factory(IncomeLine, extra=0, max_num=60, absolute_max=60)
