"""What the pages about areas ask."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.reading.files import ENDINGS
from shouwang.office.areas.fields import AreaField
from shouwang.office.areas.models import KINDS, Area
from shouwang.office.kit.seen import Seen

MEGABYTES = 5


class Day(forms.DateField):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Dated(forms.Form):
    """Something that took effect on a day; what lies ahead is entered when it is there."""

    on = Day(label=_("生效日"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(gettext("生效日还没有到，请到那一天再办。"))
        return on


class Confirmed(forms.Form):
    """Nothing to fill in."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class Rename(Dated, Seen):
    name = forms.CharField(label=_("新名称"), max_length=60)
    field_order = ("name", "on")


class Kind(Dated, Seen):
    kind = forms.ChoiceField(label=_("区划类型"), choices=KINDS)
    field_order = ("kind", "on")


class Merge(Dated):
    field_order = ("into", "on")

    def __init__(self, *args: Any, user: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = AreaField(user, "area.edit", (area.level,), label=_("并入"))
        self.order_fields(self.field_order)

    def clean_into(self) -> Area:
        found: Area = Area.objects.get(pk=self.cleaned_data["into"])
        return found


class Upload(Dated):
    file = forms.FileField(
        label=_("区划名单"),
        help_text=_(
            "表头要有区划代码、名称、级别（省、市、县、乡镇、村）；可以有类型。从省往下，上级都要列出。Excel 或 CSV。"
        ),
    )
    field_order = ("file", "on")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MEGABYTES * 1_000_000:
            raise forms.ValidationError(gettext("文件超过 5 MB，请由管理员用命令导入。"))
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(gettext("请上传 .xlsx、.xls 或 .csv 文件。"))
        return file
