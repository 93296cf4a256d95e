"""A pack's parameters as people know them: what one is called, what it is by now, where that is written, and what a run
changed of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy import units
from shouwang.engine.policy.model import Pack, Parameter
from shouwang.office.kit import sayings
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import explaining

UNITS = {
    "yuan/person/year": _("元/人·年"),
    "yuan/year": _("元/年"),
    "share": _("比例，0 到 1"),
}


def label(one: Any) -> str:
    """Of whatever a pack names: a parameter, a rule, a fact, a tier."""
    return str((sayings.lang() == "en" and one.label_en) or one.label)


def unit(one: Parameter) -> str:
    """元/人·年 for `yuan/person/year`."""
    known = UNITS.get(one.unit)
    if known is None:
        return one.unit if sayings.lang() == "en" else units.show(units.read(one.unit))
    return str(known)


def number(value: Decimal) -> str:
    """As somebody would type it: 7300, not 7.3E+3 or 7300.00."""
    return f"{value.normalize():f}"


def told(one: Parameter, value: Decimal, day: date) -> str:
    """What it is by now, since when, and the clause.  `value`: may be one that a run had changed already."""
    dated = one.nearest(day)
    words = {"value": number(value), "unit": unit(one), "since": dated.start.isoformat()}
    if value == dated.value:
        now = gettext("现为 %(value)s（%(unit)s），%(since)s 起。") % words
    else:
        words["pack"] = number(dated.value)
        now = gettext("这次筛查改成了 %(value)s（%(unit)s）；政策包为 %(pack)s，%(since)s 起。") % words
    # Documents are quoted as they are, whatever the language of the page.
    return format_html('{}<br>{} <span lang="zh-hans">{}</span>', now, gettext("依据"), dated.source.quoted)


class Changed(NamedTuple):
    label: str
    before: str
    """As the pack has it; empty where that is no longer known."""
    after: str
    unit: str

    def __str__(self) -> str:
        if not self.before:
            return gettext("%(name)s＝%(value)s") % {"name": self.label, "value": self.after}
        return gettext("%(label)s：%(before)s → %(after)s（%(unit)s）") % self._asdict()


def changed(run: Run) -> Iterator[Changed]:
    """Other values than the pack's, as it was when the run was made."""
    if not run.changed_parameters:
        return
    pack = _pack(run)
    for name, text in run.changed_parameters.items():
        one, after = pack and pack.parameters.get(name), number(Decimal(text))
        if one:
            yield Changed(label(one), number(one.nearest(run.on).value), after, unit(one))
        else:
            yield Changed(name, "", after, "")


def _pack(run: Run) -> Pack | None:
    try:
        return explaining.pack_of(run)
    except Refused:
        # Another by now, and of what it was nothing is kept.
        return None


def facts(run: Run) -> list[dict[str, Any]]:
    """What was changed and what was assumed, for a page."""
    return [
        {"label": gettext("改动的参数"), "text": gettext("；").join(map(str, changed(run))) or gettext("无")},
        {"label": gettext("假定"), "text": gettext("；").join(run.assumptions) or gettext("无")},
    ]
