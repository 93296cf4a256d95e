"""What screening means for whoever looks: households at risk, what moved, where most is unknown, how the night went."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.kit.scope import Reach
from shouwang.office.screening import divisions, labels, queries
from shouwang.office.screening.completion import unknowns
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.lists import columns
from shouwang.office.screening.models import Move, Plan, Run
from shouwang.office.screening.overview import desks
from shouwang.office.screening.pages import telling
from shouwang.office.screening.places import keyareas
from shouwang.office.screening.running import knowledge, plans

P = Permission
VILLAGES = 5


@dataclass(frozen=True)
class Risk:
    """Of the regular run that counts for somebody."""

    run: Run
    user: Any

    @cached_property
    def known(self) -> Labels:
        return labels.of(self.run)

    @cached_property
    def now(self) -> desks.Now:
        return desks.now(self.run, self.user)

    @property
    def reach(self) -> Reach:
        reach: Reach = self.user.reach(P.STATISTICS_VIEW)
        return reach

    def context(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "note": knowledge.note(self.run),
            "tiers": self._tiers(),
            "moves": self._moves() if self.run.before_id else [],
            "sum": self._sum(),
            "villages": self._villages(),
            "keyareas": self._key_areas(),
        }

    def _tiers(self) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "colour": self.known.colour(tier),
                "count": f"{self.now.tiers.get(tier, 0):,}",
                "url": self.ledger(tier=tier),
            }
            for tier, label in self.known.tiers.items()
            if tier != self.known.last
        ]

    def _moves(self) -> list[dict[str, Any]]:
        return [
            {
                "label": move.label,
                "colour": columns.MOVES.get(move, ""),
                "count": f"{self.now.moves[move.value]:,}",
                "url": self.ledger(move=move.value),
            }
            for move in Move
            if move not in telling.QUIET and self.now.moves.get(move.value)
        ]

    def entered(self) -> dict[str, Any] | None:
        """The gravest tier's new households; nothing where there is no run to compare with."""
        gravest = next(iter(self.known.tiers), "")
        if not self.run.before_id or gravest == self.known.last:
            return None
        count = desks.entered(self.run, self.user, self.now)
        return {
            "label": _("新进入“%(tier)s”") % {"tier": self.known.tier(gravest)},
            "about": _("上次筛查时还没有风险"),
            "icon": "alert-triangle",
            "count": f"{count:,}",
            "url": self.ledger(tier=gravest, move=Move.ENTERED.value),
            "urgent": count > 0,
        }

    def questions(self) -> dict[str, Any]:
        return {
            "label": _("待补的信息（项）"),
            "about": _("补上后才能确定分级"),
            "icon": "checklist",
            "count": f"{desks.questions(self.run, self.user):,}",
            "url": reverse("screening:complete"),
            "urgent": False,
        }

    def ledger(self, **chosen: str) -> str:
        """Nothing where the run's households were cleaned up."""
        return f"{reverse('screening:now')}?{urlencode(chosen)}" if self.run.archive else ""

    def _sum(self) -> dict[str, str] | None:
        """The one page that adds up, and its first line; of single households, and of nobody, there is none."""
        if not self.reach.spans or self.run.is_empty:
            return None
        found = desks.whole(self.run, self.reach)
        tiers = [tier for tier in divisions.ordered(self.known.tiers, found) if tier in found]
        if not any(found[tier].households for tier in tiers):
            return None
        parts = [
            _("%(label)s %(count)s")
            % {"label": self.known.tier(tier), "count": f"{found[tier].households:,}"}
            for tier in tiers
        ]
        whole = sum(found[tier].households for tier in tiers)
        told = {"whole": f"{whole:,}", "parts": " + ".join(parts)}
        return {
            "url": reverse("screening:situation"),
            "text": _("筛查时 %(whole)s 户 = %(parts)s") % told,
            "note": "" if self._stands(found) else _("上面各级的户数已按筛查以后的登记变动重算。"),
        }

    def _stands(self, found: Mapping[str, queries.Count]) -> bool:
        """Whether no tier has gained or lost a household since; of the last one the ledger lists only a part."""
        tiers = (tier for tier in self.known.tiers if tier != self.known.last)
        return all(
            found.get(tier, queries.Count()).households == self.now.tiers.get(tier, 0) for tier in tiers
        )

    def _villages(self) -> list[dict[str, Any]]:
        """Of more than a village: where most households are undecided."""
        if all(low == high for low, high in self.reach.spans):
            return []
        found = unknowns.undecided_villages(self.run, self.reach, VILLAGES)
        called = names.paths_of(code for code, _count in found)
        return [
            {
                "name": called[code],
                "count": f"{count:,}",
                "url": self.ledger(tier=labels.UNKNOWN, area=code),
            }
            for code, count in found
        ]

    def _key_areas(self) -> list[dict[str, Any]]:
        """Of more than a village: key areas in which risk is concentrated."""
        if all(low == high for low, high in self.reach.spans):
            return []
        return [
            {
                "name": row.title,
                "share": keyareas.percent(row.share),
                "every": keyareas.percent(keyareas.whole(self.run)),
                "count": f"{row.at_risk.households:,}",
                "url": reverse("screening:keyareas", args=[row.area.area_code]),
            }
            for row in keyareas.concentrated(self.run, self.reach)
        ]

    def quick(self) -> Iterator[dict[str, Any]]:
        """What can be asked of a run that is kept whole."""
        if not self.run.archive or not self.user.may_anywhere(P.SCREENING_RUN):
            return
        url = reverse("screening:whatif", args=[self.run.pk])
        yield {"label": _("假如标准变了"), "url": url, "icon": "adjustments"}
        if self.run.before_id:
            asked = urlencode({"before": self.run.before_id, "after": self.run.pk})
            url = f"{reverse('screening:differences')}?{asked}"
            yield {"label": _("与上次比较"), "url": url, "icon": "arrows-exchange"}


def nightly(run: Run | None, user: Any, *, on: date) -> list[dict[str, Any]]:
    """How the regular screening stands, as facts, for whoever looks after it."""
    spans = user.reach(P.SCREENING_RUN).spans
    if not spans:
        return []
    last, plan = desks.last_started(spans[0].low, on=on), desks.plan(spans[0].low)
    if last is None and plan is None:
        # What to do first is said above.
        return []
    return [
        *(_last(last) if last else []),
        *([_counts(run)] if run and last and run.pk != last.pk else []),
        *(telling.agreed(run) if run else []),
        *_planned(plan, on),
    ]


def _planned(plan: Plan | None, on: date) -> list[dict[str, Any]]:
    """Whether a run is made every night – and where the next one will not start, why."""
    fact = {"label": _("每日运行"), "url": reverse("screening:plan")}
    if plan is None or not plan.is_active:
        text = _("已停用") if plan else _("没有设定")
        return [fact | {"text": text, "badge": _("请设定"), "colour": "yellow"}]
    day = plans.next_day(plan.area_code, on=on)
    hindrance = plans.hindrances({plan: day}).get(plan)
    if hindrance is None:
        return [fact | {"text": _("已设定")}]
    said = {"day": day.isoformat(), "why": hindrance.why, "remedy": hindrance.remedy}
    why = {"label": _("为什么"), "text": _("%(day)s 不能运行：%(why)s%(remedy)s") % said}
    return [fact | {"text": _("已设定"), "badge": _("下次不会运行"), "colour": "yellow"}, why]


def _last(run: Run) -> list[dict[str, Any]]:
    """With the sentence why, where it ended without a result."""
    standing = columns.standing(run)
    words = {"lost": columns.LOST, "done": _("完成"), "waiting": _("进行中")}
    told = {
        "label": _("最近一次"),
        "text": _moment(run.done_at or run.created_at),
        "url": reverse("screening:run", args=[run.pk]),
        "badge": words[standing],
        "colour": columns.STANDING[standing],
    }
    failed = plans.failure(run)
    if failed is None:
        return [told]
    said = {"why": failed.why, "remedy": failed.remedy}
    return [told, {"label": _("没有完成的原因"), "text": _("%(why)s%(remedy)s") % said}]


def _counts(run: Run) -> dict[str, Any]:
    """The last one is not done: the numbers are of one before it."""
    return {
        "label": _("现在的数字来自"),
        "text": _moment(run.done_at or run.created_at),
        "url": reverse("screening:run", args=[run.pk]),
    }


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "Y-m-d H:i")
