"""What the engine calls a column of a file or a sheet, in the language of whoever looks."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shouwang.engine.reading.plan import FLAT
from shouwang.engine.reading.targets import Target, named
from shouwang.engine.tables import TABLES

UNITS = (
    gettext_noop("万元"),
    gettext_noop("千元"),
    gettext_noop("百元"),
    gettext_noop("元"),
    gettext_noop("圆"),
)
"""For translators' tools: what `vocabulary.UNITS` calls them."""


def column(name: str | None, period: str | None = None, forecast: bool = False) -> str:
    """Of what mapping files call it: 农户·户类型, 2022年工资性收入（预估）."""
    target = named(name, period, forecast) if name else None
    if target is None:
        return name or ""
    return _wide(target) if target.kind else f"{_(TABLES[target.table].label)}·{_(target.declared.label)}"


def _wide(target: Target) -> str:
    said = _(TABLES[target.table]["kind"].label_of(target.kind or ""))
    if target.column == "insurance_payout":
        said = payout(said)
    if target.forecast:
        said = _("%(what)s（预估）") % {"what": said}
    return _("%(year)s年%(what)s") % {"year": target.period, "what": said} if target.period else said


def payout(kind: str) -> str:
    return _("%(kind)s·理赔金额") % {"kind": kind}


def sheet(kind: str) -> str:
    """Of what the reader calls a kind of sheet; nothing where it was not understood."""
    if kind == FLAT:
        return _("一户多行（农户和成员在一张表）")
    return _("%(table)s表") % {"table": _(TABLES[kind].label)} if kind in TABLES else ""
