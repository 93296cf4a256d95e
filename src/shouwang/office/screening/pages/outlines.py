"""Uploading the shapes of areas for the maps."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit.pages import FormPage
from shouwang.office.screening.places import outlines


class Upload(forms.Form):
    file = forms.FileField(
        label=_("GeoJSON 文件"),
        help_text=_(
            "坐标用经纬度（WGS84、CGCS2000）；每个图形的属性里写区划代码（code、adcode、区划代码）或名称（name、名称）。最大 20 MB，会自动简化。"
        ),
    )
    leave_out = forms.BooleanField(
        label=_("略去对不上的图形"),
        required=False,
        help_text=_("不勾选时，有一个对不上就什么也不写入，并列出是哪些。"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > outlines.MEGABYTES * 1_000_000:
            raise forms.ValidationError(gettext("文件超过 20 MB，请先简化，或按县分开。"))
        return file


class Removal(forms.Form):
    area = forms.ChoiceField(label=_("地方"), help_text=_("连同它下面各级的边界图形。"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = names.paths_of(outlines.removable(user))
        self.fields["area"].choices = sorted(said.items())  # type: ignore[attr-defined]


class Outlines(FormPage):
    permission = Permission.AREA_EDIT
    form_class = Upload
    title = _("地图上的区划边界")
    about = _("上传后，情况页的地图按真实边界画出；没有边界的地方用方格表示。再次上传会替换原来的图形。")
    submit = _("上传")

    def perform(self, answers: dict[str, Any]) -> HttpResponse | None:
        matched = outlines.load(answers["file"], by=self.user, leave_out=answers["leave_out"])
        count = len(matched.shapes)
        self.tell(gettext("已写入 %(count)d 个图形。") % {"count": count})
        if matched.strangers:
            self.tell(gettext("略去的：%(which)s") % {"which": outlines.told(matched.strangers)})
        return None

    def actions(self) -> list[dict[str, Any]]:
        if not outlines.removable(self.user):
            return []
        return [{"label": gettext("删除边界图形"), "url": reverse("screening:outlines-remove")}]

    def next_url(self) -> str:
        if self.user.may_anywhere(Permission.STATISTICS_VIEW):
            return reverse("screening:situation")
        return reverse("areas:areas")

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("辖区情况"), "url": self.next_url()},
            {"label": self.title, "url": ""},
        ]


class RemoveOutlines(FormPage):
    permission = Permission.AREA_EDIT
    form_class = Removal
    title = _("删除边界图形")
    about = _("删除以后，地图用方格表示；可以再上传。")
    submit = _("删除")

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "user": self.user}

    def perform(self, answers: dict[str, Any]) -> HttpResponse | None:
        count = outlines.remove(answers["area"], by=self.user)
        self.tell(gettext("已删除 %(count)d 个图形。") % {"count": count})
        return None

    def next_url(self) -> str:
        return reverse("screening:outlines")

    def crumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": gettext("地图上的区划边界"), "url": self.next_url()},
            {"label": self.title, "url": ""},
        ]
