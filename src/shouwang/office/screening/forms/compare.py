"""What comparisons ask: other values of a pack's parameters, or another run."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
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
