"""What the register's forms are made of: fields as the engine declares its columns; what is blank is unknown."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.quality.catalogue.identity import PHONE
from shouwang.engine.reading import values as cells
from shouwang.engine.tables import Column, Type
from shouwang.office.registry import fields

MOST_PAPERS = 10
EARLIEST = date(1949, 10, 1)
"""Before that is a slip: years are typed with a digit too few."""


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


class PhoneField(forms.CharField):
    """A mobile number, or a landline with its area code; blanks do not count.  The catalogue of checks warns of others in
    what is imported (engine/quality); whoever types one can be asked at once."""

    def clean(self, value: Any) -> Any:
        text = "".join(str(super().clean(value) or "").split())
        if text and not re.fullmatch(PHONE, text):
            raise forms.ValidationError(
                gettext("电话应是 11 位手机号，或带区号的固定电话，如 0737-1234567。")
            )
        return text


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
    kind = PhoneField if column.name == "phone" else forms.CharField
    return kind(max_length=fields.LENGTHS.get(column.name, 100), **said)


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
