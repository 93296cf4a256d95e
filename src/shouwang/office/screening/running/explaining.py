"""A run's pack made ready for single households: evaluator, explainers, and the run as the engine takes it.

Made once per pack, day and set of parameters, then kept while the process lives: pages and forms evaluate one
household in less than a millisecond.
"""

import decimal
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening import members, screen
from shouwang.engine.screening.deciding import Deciding
from shouwang.engine.screening.explain import Explainer
from shouwang.engine.screening.members import Concerned
from shouwang.engine.screening.reference import EXACT, Evaluator, Finding, half_up, ready
from shouwang.engine.screening.run import Run as Prepared
from shouwang.engine.screening.settling import Columns
from shouwang.engine.tables import HOUSEHOLDS
from shouwang.office.kit import sayings
from shouwang.office.kit.kept import Kept
from shouwang.office.registry.framing.frames import OneHousehold
from shouwang.office.screening import archive, packs
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import runs

Row = dict[str, Any]
"""One household's finding, with the columns that findings.parquet has."""
PLACES = 6


def _english(label: str) -> str:
    """As the forms have it; an explainer is kept for whoever looks next, in whatever language."""
    with translation.override("en"):
        return sayings.label(label)


@dataclass(frozen=True)
class Ready:
    pack: Pack
    run: Prepared
    evaluator: Evaluator
    explainers: dict[str, Explainer] = field(default_factory=dict)

    def explainer(self, lang: str) -> Explainer:
        """`lang`: zh or en."""
        if lang not in self.explainers:
            self.explainers[lang] = Explainer(self.pack, self.run, lang, _english)
        return self.explainers[lang]

    def find(self, household: OneHousehold) -> Row:
        return self.row(household, self.finding(household))

    def finding(self, household: OneHousehold) -> Finding:
        return self.evaluator.find(household.row, household.children, self.run)

    def row(self, household: OneHousehold, found: Finding) -> Row:
        """As a run over everybody writes it."""
        held, pack, run = found.state.household, self.pack, self.run
        asked = pack.asked - {"household_id", "area_code"}
        return {
            "household_id": household.row["household_id"],
            "area_code": household.row["area_code"],
            "tier": found.tier,
            "tier_at_least": found.tier_at_least,
            "rules": list(found.rules),
            "unknown_rules": list(found.unknown_rules),
            "risks": list(found.risks),
            "missing": list(found.missing),
            "pack": pack.id,
            "pack_hash": pack.hash,
            "on": run.on,
            "period": run.period,
            **found.facts,
            **{column.name: held.get(column.name) for column in HOUSEHOLDS if column.name in asked},
            **{name: _inline(node, found) for name, node in pack.inline.items()},
            "assumed": list(run.assumptions.texts),
            "as_if": run.as_if,
        }

    def renewed(self, household: OneHousehold) -> Row:
        """The same for a household that is evaluated anew: with the answers of which each alone settles it."""
        row = self.find(household)
        return row | {"settles": sorted(self.settling(household, row["missing"]))}

    def settling(self, household: OneHousehold, missing: Collection[str]) -> Columns:
        return self.deciding.settling(household.row, household.children, missing) if missing else frozenset()

    @cached_property
    def deciding(self) -> Deciding:
        return Deciding(self.run)

    def concerned(self, rule: str, found: Finding) -> tuple[Concerned, ...]:
        """Members on whom a rule that fired rests."""
        return members.concerned(self.pack, self.pack.rules[rule].node, found.state)

    def happened(self, rule: str, found: Finding) -> tuple[Mapping[str, Any], ...]:
        """Events on which a rule that fired rests."""
        return members.resting(self.pack, self.pack.rules[rule].node, found.state, "events")

    def lacking(self, rule: str, found: Finding) -> set[str]:
        """Columns whose being unknown leaves a rule undecided."""
        with decimal.localcontext(EXACT):
            return self.evaluator.missing(self.pack.rules[rule].node, found.state)


def _inline(node: Node, found: Finding) -> Any:
    with decimal.localcontext(EXACT):
        value = ready(node)(found.state)
    return half_up(value, PLACES) if isinstance(value, Fraction) else value


_kept: Kept[Ready] = Kept(most=8)
"""By pack, day and parameters."""


def of(run: Run) -> Ready:
    """Refused where the pack is another by now and the archive, which has it as it was, is gone."""
    key = json.dumps(
        [run.pack_hash, str(run.on), run.period, run.changed_parameters, run.assumptions], sort_keys=True
    )
    return _kept.get(key, lambda: _made(run))


def _made(run: Run) -> Ready:
    pack = pack_of(run)
    return Ready(pack, runs.prepared(run, pack), Evaluator(pack))


def pack_of(run: Run) -> Pack:
    """As it was when the run was made."""
    try:
        pack = packs.load(run.pack)
        if pack.hash == run.pack_hash:
            return pack
    except Refused:
        # It was taken away or has mistakes now; the run keeps its own copy.
        pass
    if not run.archive:
        raise Refused(
            _("政策包“%(pack)s”已经改动，这次筛查当时的内容没有保留。") % {"pack": run.pack_title},
            _("请看最近一次日常筛查的理由。"),
        )
    with archive.opened(run.archive) as folder:
        return screen.reopen(folder).pack
