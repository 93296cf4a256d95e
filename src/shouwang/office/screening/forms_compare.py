"""What comparisons ask: other values of a pack's parameters, or another run."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.engine.policy.model import Pack, Parameter
from shouwang.office.kit import sayings
from shouwang.office.screening.models import Run

PREFIX = "p_"
UNITS = {
    "yuan/person/year": _("元/人·年"),
    "yuan/year": _("元/年"),
    "share": _("比例，0 到 1"),
}


def label(parameter: Parameter) -> str:
    return (sayings.lang() == "en" and parameter.label_en) or parameter.label


def unit(name: str) -> Any:
    """元/人·年 for `yuan/person/year`."""
    return UNITS.get(name, name)


class Parameters(forms.Form):
    """One field per parameter of the pack; what is left empty, or as it is, is not changed."""

    def __init__(self, *args: Any, pack: Pack, values: dict[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        for name, value in values.items():
            one = pack.parameters[name]
            self.fields[PREFIX + name] = forms.DecimalField(
                label=label(one),
                help_text=unit(one.unit),
                required=False,
                max_digits=15,
                decimal_places=6,
                widget=forms.NumberInput({"placeholder": f"{value:f}", "step": "any"}),
            )

    @property
    def change(self) -> tuple[str, ...]:
        """`name=value` for every value that is another."""
        asked = ((name, self.cleaned_data.get(PREFIX + name)) for name in self.values)
        return tuple(
            f"{name}={value:f}" for name, value in asked if value is not None and value != self.values[name]
        )


class Two(forms.Form):
    before = forms.ModelChoiceField(Run.objects.none(), label=_("原来"))
    after = forms.ModelChoiceField(Run.objects.none(), label=_("后来"))

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = offered  # type: ignore[attr-defined]
