"""What the wizard asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.reading import vocabulary
from shouwang.engine.reading.targets import HOUSEHOLD_ID, named
from shouwang.engine.tables import TABLES
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.fields import AreaField
from shouwang.office.imports import mappings, wording
from shouwang.office.imports.models import Batch

PERIOD = forms.RegexField(
    "^(19|20)[0-9]{2}$",
    label=_("收支所属年度"),
    required=False,
    help_text=_("表头没有写年度的收支列算在这一年，例如 2025。"),
    error_messages={"invalid": _("请写四位年份，例如 2025。")},
)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several; gives a list."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        listed = data if isinstance(data, list | tuple) else [data]
        # Empty files are told by name later.
        self.allow_empty_file = True
        return [super(FilesField, self).clean(one, initial) for one in listed]


class Upload(forms.Form):
    uploads = FilesField(
        label=_("表格文件"),
        help_text=_("可以选几个文件一起读：一个是农户，另一个是收入。支持 .xlsx、.xls、.csv、.parquet。"),
    )
    sender = forms.CharField(
        label=_("来源单位"),
        max_length=60,
        help_text=_("报来这份表格的单位，例如“青山镇乡村振兴办”。对列的改正按来源单位记住，下次自动使用。"),
    )
    reference_on = forms.DateField(label=_("数据截至日"), widget=DAY, help_text=_("表里的情况是哪一天的。"))
    period = PERIOD

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"] = AreaField(
            user,
            Permission.IMPORT,
            label=_("导入到哪个辖区"),
            help_text=_("表里辖区以外的行不会写入；“全量名单”也按这个辖区比对。"),
        )


class Again(forms.Form):
    period = PERIOD


class Column(forms.Form):
    """What one column of a sheet is: likely meanings first, then all that a sheet of its kind can have."""

    target = forms.ChoiceField(label=_("理解为"), required=False)
    period = PERIOD
    forecast = forms.BooleanField(label=_("是预估数"), required=False)
    unit = forms.ChoiceField(
        label=_("金额单位"),
        required=False,
        choices=[("", _("按表头")), *((name, _(name)) for name in vocabulary.UNITS)],
    )

    def __init__(self, *args: Any, kind: str, alternatives: dict[str, float], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        likely = [
            (name, _("%(what)s（%(share)s）") % {"what": wording.column(name), "share": f"{score:.0%}"})
            for name, score in sorted(alternatives.items(), key=lambda one: -one[1])
            if fitting(name, kind)
        ]
        groups: list[Any] = [("", _("不用这一列"))]
        groups += [(_("最像的"), likely)] if likely else []
        self.fields["target"].choices = groups + choices(kind)  # type: ignore[attr-defined]


def choices(kind: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped by table."""
    made = []
    for table in TABLES.values():
        listed = [(f"{table.name}.{column.name}", gettext(column.label)) for column in table]
        if table.name in ("incomes", "expenses"):
            listed += [(f"{table.name}.{one.code}", gettext(one.label)) for one in table["kind"].values]
        if table.name == "expenses":
            listed += [
                (f"expenses.{one.code}_payout", wording.payout(gettext(one.label)))
                for one in table["kind"].values
            ]
        fit = [(name, text) for name, text in listed if fitting(name, kind)]
        if fit:
            made.append((gettext(table.label), fit))
    return made


def fitting(name: str, kind: str) -> bool:
    target = named(name)
    return (
        target is not None
        and (target != HOUSEHOLD_ID or name == HOUSEHOLD_ID.name)
        and mappings.fits(target, kind)
    )


class Sheet(forms.Form):
    read = forms.BooleanField(label=_("读这张工作表"), required=False)
    kind = forms.ChoiceField(label=_("这张表是"), choices=mappings.kinds)
    household = forms.MultipleChoiceField(
        label=_("没有户编码时，以哪些列合起来识别一户"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "同一户的各行要相同，不同的户要不同，例如行政村和户主证件号码。下次上传请选同样的列，才认得出是同一户。"
        ),
    )
    area_code = forms.RegexField(
        "^([0-9]{12}|household_id)$",
        label=_("全表同属一个行政村时，它的 12 位代码"),
        required=False,
        help_text=_("也可以写 household_id，表示取户编码的前 12 位。"),
        error_messages={"invalid": _("请写 12 位数字，或 household_id。")},
    )
    first = forms.IntegerField(label=_("表头第一行的行号"), min_value=1)
    last = forms.IntegerField(label=_("表头最后一行的行号"), min_value=1)

    def __init__(self, *args: Any, headers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].choices = [(name, name) for name in dict.fromkeys(headers)]  # type: ignore[attr-defined]


class Options(forms.Form):
    reference_on = forms.DateField(label=_("数据截至日"), widget=DAY, help_text=_("改动从这一天起算。"))
    blank = forms.ChoiceField(label=_("空白单元格"), choices=Batch.Blank, widget=forms.RadioSelect)
    absent = forms.ChoiceField(label=_("表里没有的户"), choices=Batch.Absent, widget=forms.RadioSelect)


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=500, min_length=4, widget=forms.Textarea(attrs={"rows": 3})
    )
