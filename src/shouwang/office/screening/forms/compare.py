"""What comparisons ask: other values of a pack's parameters, or another run."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.policy.model import Pack
from shouwang.office.screening.differences import titles
from shouwang.office.screening.forms.parameters import Changing
from shouwang.office.screening.models import Run


class Parameters(Changing):
    """What if: `values` are those of the run, on whose day `day` the pack's are looked up."""

    def __init__(
        self, *args: Any, pack: Pack, values: Mapping[str, Decimal], day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask(pack, values, day)


class Chosen(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none when it runs
    """A run; `titles`: of those offered."""

    titles: Mapping[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return self.titles.get(obj.pk, str(obj))


class Two(forms.Form):
    before = Chosen(Run.objects.none(), label=_("原来"))
    after = Chosen(Run.objects.none(), label=_("后来"))

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = titles.of(offered)
        for field in self.fields.values():
            field.queryset = offered  # type: ignore[attr-defined]
            field.titles = said  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        before, after = said.get("before"), said.get("after")
        if before and before == after:
            raise forms.ValidationError(gettext("两边选的是同一次筛查，没有可比的。请把其中一边换成另一次。"))
        if before and after and before.on > after.on:
            days = {"before": before.on.isoformat(), "after": after.on.isoformat()}
            raise forms.ValidationError(
                gettext("“原来”的基准日期（%(before)s）比“后来”的（%(after)s）晚，进出会说反。请把两边对调。")
                % days
            )
        return said
