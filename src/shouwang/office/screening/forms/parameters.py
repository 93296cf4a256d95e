"""Other values for a pack's parameters: one field each, checked by the engine's own bounds."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import run as preparing
from shouwang.office.screening import advice
from shouwang.office.screening.running import parameters

PREFIX = "p_"
NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]*)?|-?\.[0-9]+")
"""Also as pages write it: 7,300."""
LONGEST = 20
"""Characters of a value; no parameter needs more."""


class ValueField(forms.CharField):
    """Cleans to a Decimal that the parameter can have, or to nothing where it is left empty.

    No number field of the browser: of letters those send nothing, and nothing means that all stays as it is.
    """

    def __init__(self, pack: Pack, name: str, value: Decimal, day: date) -> None:
        one, self.pack, self.name = pack.parameters[name], pack, name
        self.now = parameters.number(value)
        typed = {"inputmode": "decimal", "autocomplete": "off", "placeholder": self.now}
        super().__init__(
            label=parameters.label(one),
            help_text=parameters.told(one, value, day),
            required=False,
            widget=forms.TextInput(typed),
        )

    def clean(self, value: Any) -> Decimal | None:
        # Digits as a Chinese keyboard may give them are digits.
        text = unicodedata.normalize("NFKC", super().clean(value)).strip()
        return self._amount(text) if text else None

    def _amount(self, text: str) -> Decimal:
        if len(text) > LONGEST:
            raise self._wrong(gettext("写的有 %(count)s 个字，太长了。") % {"count": len(text)})
        if not NUMBER.fullmatch(text):
            raise self._wrong(gettext("“%(text)s”不是数。") % {"text": text})
        try:
            return preparing.amount(self.name, text.replace(",", ""), self.pack)
        except Refused as refused:
            raise self._wrong(advice.here(refused).why) from refused

    def _wrong(self, why: str) -> forms.ValidationError:
        how = gettext("请写一个数，例如 %(now)s，不带单位；不改就留空。") % {"now": self.now}
        return forms.ValidationError(gettext("%(why)s%(how)s"), params={"why": why, "how": how})


class Changing(forms.Form):
    """One field per parameter of the pack; what is left empty, or as it is, is not changed."""

    values: Mapping[str, Decimal] = {}
    """In force, by name."""

    def ask(self, pack: Pack, values: Mapping[str, Decimal], day: date) -> None:
        self.values = values
        for name, value in values.items():
            self.fields[PREFIX + name] = ValueField(pack, name, value, day)

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[PREFIX + name] for name in self.values]

    @property
    def change(self) -> tuple[str, ...]:
        """`name=value` for every value that is another."""
        typed = ((name, self.cleaned_data.get(PREFIX + name)) for name in self.values)
        return tuple(
            f"{name}={parameters.number(value)}"
            for name, value in typed
            if value is not None and value != self.values[name]
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        others = [name for name in self.data if name.startswith(PREFIX) and name not in self.fields]
        if any(self.data[name].strip() for name in others):
            # Without scripts the fields are those of the pack that was chosen before.
            self.add_error(None, gettext("填了数值的参数，有的不在所选的政策包里。请在下面重新填。"))
        return said
