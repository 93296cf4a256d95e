"""Choosing an area in forms and filters: only among those that somebody reaches, whatever was sent.

Few areas are one select; many are a select per level, the next one fetched when something was chosen – or, without
scripts, when the form comes back.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from shouwang.office.areas.models import LEVELS, Area
from shouwang.office.areas.names import SEPARATOR
from shouwang.office.kit import codes

FEW = 300
"""Up to here one select holds them all."""
ORDER = [level for level, _label in LEVELS]


class AreaField(forms.ChoiceField):
    """Gives the code of the chosen area.  `levels`: those that may be chosen."""

    default_error_messages = {
        "invalid_choice": _("请从列出的区划中选。"),
        "higher": _("请继续往下选到：%(levels)s。"),
    }

    def __init__(
        self,
        user: Any,
        permission: str,
        levels: Sequence[str] = tuple(ORDER),
        *,
        few: int = FEW,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("label", _("行政区划"))
        super().__init__(**kwargs)
        self.levels = tuple(levels)
        self.reachable = Area.objects.in_force().visible_to(user, permission)
        found = list(self.reachable.filter(level__in=self.levels).order_by("code")[: few + 1])
        if len(found) <= few:
            self.choices = [("", "———"), *_labelled(found)]
        else:
            self.widget = Cascade(self.reachable, str(permission), self.levels)
            self.widget.is_required = self.required

    def valid_value(self, value: str) -> bool:
        area = self.reachable.filter(pk=value).first()
        if area and area.level not in self.levels:
            names = _("、").join(str(label) for level, label in LEVELS if level in self.levels)
            raise forms.ValidationError(self.error_messages["higher"], "higher", {"levels": names})
        return area is not None


class Cascade(forms.Widget):
    """Several selects of one name; what counts is the lowest that lies in all above it."""

    template_name = "areas/cascade.html"

    def __init__(self, reachable: Any, permission: str, levels: Sequence[str]) -> None:
        super().__init__()
        self.reachable, self.permission, self.levels = reachable, permission, tuple(levels)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        said = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return deepest(said)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        asked = {"name": name, "permission": self.permission, "levels": ",".join(self.levels)}
        context["widget"] |= {
            "selects": self._selects(value or ""),
            "url": f"{reverse('areas:choose')}?{urlencode(asked)}",
        }
        return context

    def _selects(self, value: str) -> list[dict[str, Any]]:
        """From the highest level reached down to the one below what is chosen."""
        selects, inside = [], self.reachable
        chosen = value if codes.CODE.fullmatch(value) else ""
        while level := _highest(inside):
            options = list(inside.filter(level=level).order_by("code").values_list("code", "name"))
            selected = next((code for code, _name in options if chosen and chosen in codes.span(code)), "")
            selects.append({"options": options, "selected": selected, "label": dict(LEVELS)[level]})
            if not selected or ORDER.index(level) >= max(map(ORDER.index, self.levels)):
                break
            inside = self.reachable.filter(code__range=codes.span(selected)).exclude(pk=selected)
        return selects


def deepest(said: Sequence[str]) -> str:
    chosen = ""
    for value in said:
        if not codes.CODE.fullmatch(value or "") or (chosen and value not in codes.span(chosen)):
            break
        chosen = value
    return chosen


def _highest(areas: Any) -> str:
    there = set(areas.order_by().values_list("level", flat=True).distinct())
    return next((level for level in ORDER if level in there), "")


def _labelled(found: Sequence[Area]) -> list[tuple[str, str]]:
    """Villages of one name are told apart by the township before it."""
    names = {area.code: area.name for area in found}
    above = {code for area in found for code in codes.parents(area.code)[-1:]} - names.keys()
    names |= dict(Area.objects.filter(pk__in=above).values_list("pk", "name"))
    return [(area.code, _label(area, names)) for area in found]


def _label(area: Area, names: dict[str, str]) -> str:
    parent = codes.parents(area.code)[-1:]
    before = names.get(parent[0], "") if parent and area.level == "village" else ""
    return f"{before}{SEPARATOR}{area.name}" if before else area.name
