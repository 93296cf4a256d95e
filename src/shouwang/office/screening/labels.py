"""What a run's tiers, rules and columns are called, in the language of whoever looks.

A run keeps the Chinese words of its pack; English comes from the pack as it is now, as far as it still has them.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.tables import TABLES
from shouwang.office.kit import sayings
from shouwang.office.screening import packs, rows
from shouwang.office.screening.models import Run

UNKNOWN = "unknown"
WHOLE = "*"
WAITING = gettext_lazy("待补信息")
GREY = "secondary"
COLOURS = {"red": "red", "orange": "orange", "yellow": "yellow", "green": "green", "blue": "blue"}
"""Of packs, as the pages' tags have them; grey is the tag's own colour."""
OWN_TABLES = ("households", "persons")


@dataclass(frozen=True)
class Labels:
    tiers: dict[str, str] = field(default_factory=dict)
    """In the pack's order, `unknown` last."""
    rules: dict[str, str] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    last: str = ""
    """The tier in which nobody is looked after."""

    def tier(self, tier: str) -> str:
        return self.tiers.get(tier, tier)

    def colour(self, tier: str) -> str:
        return self.colours.get(tier, GREY)

    def rules_of(self, joined: str) -> str:
        """Of a finding's `rules`."""
        return _("；").join(self.rules.get(rule, rule) for rule in rows.split(joined))


def of(run: Run) -> Labels:
    tiers, rules = run.tiers, run.summary.get("rules", [])
    english = _english(run) if sayings.lang() == "en" else None
    named = {one["tier"]: one["label"] for one in tiers} | {UNKNOWN: str(WAITING)}
    ruled = {one["rule"]: one["label"] for one in rules}
    if english:
        named |= {one.tier: one.label_en for one in english.tiers if one.tier in named and one.label_en}
        ruled |= {name: rule.label_en for name, rule in english.rules.items() if name in ruled}
    colours = {one["tier"]: COLOURS.get(one["colour"], GREY) for one in tiers} | {UNKNOWN: "azure"}
    return Labels(named, ruled, colours, str(tiers[-2]["tier"]) if len(tiers) > 1 else "")


def _english(run: Run) -> Pack | None:
    try:
        return packs.load(run.pack)
    except Refused:
        # It was taken away since; its Chinese words stand in the run.
        return None


def parameters(run: Run) -> dict[str, str]:
    """What the run keeps of its pack's words for parameters, in the language of whoever looks; empty in Chinese."""
    english = _english(run) if sayings.lang() == "en" else None
    return {one.label: one.label_en for one in english.parameters.values()} if english else {}


def title(run: Run) -> str:
    """Of the run's pack."""
    english = _english(run) if sayings.lang() == "en" else None
    return english.title_en if english and english.title_en else run.pack_title


def lacked(name: str) -> str:
    """As `column`; empty for what is none."""
    return column(name) if name.partition(".")[0] in TABLES else ""


def is_column(name: str) -> bool:
    """`persons.health`, or the whole table: `incomes.*`."""
    table, _dot, short = name.partition(".")
    return table in TABLES and (short == WHOLE or short in TABLES[table])


def column(name: str) -> str:
    """`persons.health` → 家庭成员·健康状况; a table that is no form of a household or person is named, too."""
    if not is_column(name):
        return name
    table, _dot, short = name.partition(".")
    where = sayings.label(TABLES[table].label)
    if short == WHOLE:
        return _("%(table)s（整表）") % {"table": where}
    what = sayings.label(TABLES[table][short].label)
    return what if table == OWN_TABLES[0] else _("%(table)s·%(column)s") % {"table": where, "column": what}


def missing_of(joined: str) -> str:
    """Of a finding's `missing`."""
    return _("、").join(column(name) for name in rows.split(joined))
