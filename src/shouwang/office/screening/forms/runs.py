"""What is asked of whoever starts a run, or sets the regular screening."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.policy.model import Pack
from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas.fields import AreaField
from shouwang.office.kit import codes
from shouwang.office.kit.seen import Seen
from shouwang.office.registry.forms.parts import day_field
from shouwang.office.screening import offering, packs
from shouwang.office.screening.forms.parameters import Changing
from shouwang.office.screening.running import knowledge

LINES = 40
"""Assumptions in one run."""


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
        self.packs = offering.offered(user)
        choices = [(name, offering.named(pack)) for name, pack in self.packs.items()]
        self.fields["pack"].choices = choices  # type: ignore[attr-defined]
        self.fields["area_code"] = AreaField(
            user, Permission.SCREENING_RUN, tuple(levels), label=_("筛查哪个辖区")
        )
        self.order_fields(["area_code", "pack"])


class Start(Where, Changing):
    on = day_field(
        _("基准日期"),
        required=False,
        help_text=_("按登记簿当天的情况筛查。不填则取今天；政策包已经到期的，取它施行的最后一天。"),
    )
    period = forms.RegexField(
        "^(19|20)[0-9]{2}$",
        label=_("核算年度"),
        required=False,
        help_text=_("四位年份；不填则取基准日期前最近一个完整的核算年度。"),
        error_messages={"invalid": _("请写四位年份，例如 2025。")},
    )
    known = forms.ChoiceField(
        label=_("按什么时候所知的"),
        required=False,
        choices=knowledge.CHOICES,
        help_text=_(
            "基准日期早于今天时才有区别：当天已知的，不含那天以后补录和更正的，什么时候做都一样，各月可比；"
            "现在所知的，含补录和更正的。惯例是当天已知的；那天登记簿里还没有这里的农户，就按现在所知的。"
        ),
    )
    standing = forms.BooleanField(
        label=_("作为日常筛查"),
        required=False,
        help_text=_(
            "工作台、辖区页面和风险名单以最近一次日常筛查为准；按当天已知的只记入那一天和变化趋势，不再随变动复算。"
            "改了参数或作了假定的只算专项测算。"
        ),
    )
    assume = LinesField(
        label=_("假定"),
        help_text=_("一行一个，例如 households.subsistence_allowance=none；只用于测算，结果会注明。"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.plain = [self[name] for name in self.fields if name != "assume"]
        if pack := self._chosen():
            day = self._day(pack)
            self.ask(pack, {name: one.nearest(day).value for name, one in pack.parameters.items()}, day)

    def _chosen(self) -> Pack | None:
        """Where none is, browsers show the first."""
        name = self["pack"].value() or next(iter(self.packs), "")
        return self.packs.get(name)

    def _day(self, pack: Pack) -> date:
        try:
            on = self.fields["on"].clean(self["on"].value())
        except forms.ValidationError:
            on = None
        return on or packs.day_for(pack, self.today)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "pack" in said and "on" in said and said["on"] is None:
            said["on"] = packs.day_for(self.packs[said["pack"]], self.today)
        said["change"] = self.change
        return said


class Regular(Where, Seen):
    """`kept`: packs of plans that are set, which can be switched off whatever became of their packs."""

    active = forms.BooleanField(
        label=_("每天自动运行"), required=False, help_text=_("每天第一次办理后台任务时运行，按当天的登记簿。")
    )

    def __init__(self, *args: Any, kept: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lost = [name for name in dict.fromkeys(kept) if name not in self.packs]
        self.fields["pack"].choices += [  # type: ignore[attr-defined]
            (name, gettext("%(pack)s（现在不能用）") % {"pack": offering.called(name)}) for name in lost
        ]
