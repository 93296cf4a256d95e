"""What befell many households of a village at once: the event, and a tick and perhaps an amount for each of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.tables import EVENTS
from shouwang.office.kit.addresses import is_key
from shouwang.office.registry.forms.parts import day_field, field_for, note_field

HOME, AMOUNT = "home", "amount-"


class Shock(forms.Form):
    kind = field_for(EVENTS["kind"], required=True)
    occurred_on = day_field(_(EVENTS["occurred_on"].label))
    channel = field_for(EVENTS["channel"])
    department = field_for(EVENTS["department"])
    note = note_field(_(EVENTS["note"].label))
    evidence = forms.CharField(label=_("佐证"), required=False, max_length=200)

    def __init__(self, homes: Sequence[Any], today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes, self.today = homes, today
        self.fields["occurred_on"].widget.attrs["max"] = today.isoformat()
        self.fields["department"].help_text = gettext("部门推送的，写部门名称。")
        self.wrong: dict[int, str] = {}
        """Household → why its amount cannot be taken."""
        self.amounts: dict[int, Any] = {}
        """What was ticked."""

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        amount = field_for(EVENTS["amount"])
        for key in self.ticked:
            try:
                self.amounts[key] = amount.clean(self.data.get(f"{AMOUNT}{key}", ""))
            except forms.ValidationError as error:
                self.wrong[key] = str(error.messages[0])
        if self.wrong:
            named = {home.pk: str(home) for home in self.homes}
            raise forms.ValidationError(
                [
                    gettext("%(who)s：%(why)s")
                    % {"who": named.get(key, gettext("（不在这一页）")), "why": why}
                    for key, why in self.wrong.items()
                ]
            )
        return answers

    @property
    def ticked(self) -> list[int]:
        sent = self.data.getlist(HOME) if hasattr(self.data, "getlist") else []
        return list(dict.fromkeys(int(key) for key in sent if is_key(key)))

    def rows(self, lately: Mapping[int, Sequence[Any]]) -> Iterator[dict[str, Any]]:
        ticked = set(self.ticked)
        for home in self.homes:
            yield {
                "home": home,
                "is_ticked": home.pk in ticked,
                "amount": self.data.get(f"{AMOUNT}{home.pk}", "") if self.is_bound else "",
                "wrong": self.wrong.get(home.pk, ""),
                "lately": lately.get(home.pk, ()),
            }
