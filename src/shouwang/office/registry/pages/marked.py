"""The filter of a list of households by key areas."""

from collections.abc import Sequence

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwang.office.kit.filters import one_of
from shouwang.office.registry.care import keyareas
from shouwang.office.registry.models import KeyArea

NAME, ANY = "keyarea", "any"


def field(marked: Sequence[KeyArea]) -> forms.ChoiceField:
    said = keyareas.titles(marked)
    choices = [(ANY, _("在任一重点区域")), *((str(pk), title) for pk, title in said.items())]
    return one_of(_("重点区域"), choices)


def condition(asked: str, marked: Sequence[KeyArea], home: str = "") -> Q:
    """What is no key area of whoever asks lets nothing through rather than everything."""
    wanted = marked if asked == ANY else [one for one in marked if str(one.pk) == asked]
    return keyareas.condition(wanted, home)
