"""What screening asks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.policy.model import Pack
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.fields import AreaField
from shouwang.office.kit import codes, sayings
from shouwang.office.registry.forms import day_field
from shouwang.office.screening import packs

LINES = 40
"""Changed parameters or assumptions in one run."""


class LinesField(forms.CharField):
    """One `name=value` a line; cleans to a tuple."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=2_000, widget=forms.Textarea({"rows": 3}), **more)

    def clean(self, value: Any) -> tuple[str, ...]:
        said = tuple(
            filter(None, (line.strip().replace("＝", "=") for line in super().clean(value).splitlines()))
        )
        if len(said) > LINES:
            raise forms.ValidationError(gettext("最多 %(most)s 行。") % {"most": LINES})
        return said


def offered(user: Any) -> list[tuple[str, str]]:
    """Packs for the places within reach, with their time; the latest first."""
    found: dict[str, Pack] = {}
    for span in user.reach(Permission.SCREENING_RUN).spans:
        found |= {pack.id: pack for pack in packs.usable(span.low)}
    return [
        (name, named(pack)) for name, pack in sorted(found.items(), key=lambda one: one[1].end, reverse=True)
    ]


def named(pack: Pack) -> str:
    english = sayings.lang() == "en" and pack.title_en
    said = {"title": english or pack.title, "start": pack.start.isoformat(), "end": pack.end.isoformat()}
    return gettext("%(title)s（%(start)s 至 %(end)s）") % said


class Where(forms.Form):
    """Which pack, for which area."""

    pack = forms.ChoiceField(label=_("政策包"), help_text=_("政策的条文、参数和规则；括号里是它的施行期。"))
    as_if = forms.BooleanField(
        label=_("施行期以外也套用"),
        required=False,
        help_text=_("参数取最近一期的数值，结果注明仅供测算。"),
    )

    def __init__(self, *args: Any, user: Any, levels: Iterable[str] = codes.LENGTHS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"].choices = offered(user)  # type: ignore[attr-defined]
        self.fields["area_code"] = AreaField(
            user, Permission.SCREENING_RUN, tuple(levels), label=_("筛查哪个辖区")
        )
        self.order_fields(["area_code", "pack"])


class Start(Where):
    on = day_field(_("基准日期"), help_text=_("按登记簿当天的情况筛查。"))
    period = forms.RegexField(
        "^(19|20)[0-9]{2}$",
        label=_("核算年度"),
        required=False,
        help_text=_("四位年份；不填则取基准日期前最近一个完整的核算年度。"),
        error_messages={"invalid": _("请写四位年份，例如 2025。")},
    )
    standing = forms.BooleanField(
        label=_("作为日常筛查"),
        required=False,
        help_text=_("工作台、辖区页面和风险名单以最近一次日常筛查为准；改了参数或作了假定的只算专项测算。"),
    )
    change = LinesField(
        label=_("改动的参数"), help_text=_("一行一个，例如 monitoring_line=7300；不填则按政策包的数值。")
    )
    assume = LinesField(
        label=_("假定"),
        help_text=_("一行一个，例如 households.subsistence_allowance=none；只用于测算，结果会注明。"),
    )


class Regular(Where):
    active = forms.BooleanField(
        label=_("每天自动运行"), required=False, help_text=_("每天第一次办理后台任务时运行，按当天的登记簿。")
    )
