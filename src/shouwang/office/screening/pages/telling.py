"""One run in words and numbers: what was found, what moved, why, what is missing, and how it was made."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shouwang.office.accounts.permissions import Permission
from shouwang.office.areas import names
from shouwang.office.jobs import queue
from shouwang.office.kit import retelling
from shouwang.office.screening import labels, queries
from shouwang.office.screening.completion import figures
from shouwang.office.screening.counts.tallies import SINCE
from shouwang.office.screening.labels import Labels
from shouwang.office.screening.lists.columns import MOVES
from shouwang.office.screening.models import Move, Run
from shouwang.office.screening.pages import opening
from shouwang.office.screening.pages.opening import Opening
from shouwang.office.screening.queries import Count
from shouwang.office.screening.running import (
    bases,
    basing,
    excess,
    firsts,
    parameters,
    rechecks,
    regular,
    reproducing,
)
from shouwang.office.screening.why import dossier

QUIET = (Move.SAME, Move.FIRST)
"""Moves that no ledger lists."""
COLUMNS = 8
"""Missing columns that a run's page names."""


def tiers(known: Labels, found: Mapping[str, int]) -> str:
    """应纳入 40、待研判 287, without the tier in which nobody is looked after."""
    return _("、").join(
        _("%(label)s %(count)s") % {"label": label, "count": f"{found[tier]:,}"}
        for tier, label in known.tiers.items()
        if found.get(tier) and tier != known.last
    )


def job(run: Run, user: Any) -> dict[str, Any] | None:
    of = run.job
    if of is None:
        return None
    cancels = not of.is_finished and of.owner_id == user.pk
    return {
        "title": of.title,
        "state": of.state,
        "step": retelling.said(of.step),
        "done": of.done,
        "total": of.total,
        "percent": 100 * of.done / of.total if of.total else None,
        "ahead": queue.ahead(of),
        "why": retelling.said(of.why),
        "remedy": retelling.said(of.remedy),
        "cancel_url": reverse("jobs:cancel", args=[of.pk]) if cancels else "",
    }


def facts(run: Run, user: Any) -> list[dict[str, Any]]:
    """How it was made: enough to make it again."""
    known = _moment(run.known_at)
    said = [
        (_("地方"), names.path_of(run.area_code)),
        (_("基准日期"), run.on.isoformat()),
        (_("核算年度"), run.period),
        (_("性质"), regular.nature(run)),
        (_("发起人"), str(run.by)),
        (_("登记簿截至"), _frame(run, known)),
        (_("政策包"), f"{run.pack} · {run.pack_hash[:12]}"),
        (_("数据校验值"), run.data_hash[:12]),
        (_("结果校验值"), run.findings_hash[:12]),
        (_("引擎版本"), run.engine),
    ]
    return [
        *({"label": label, "text": text} for label, text in said if text),
        *parameters.facts(run),
        *excess.facts(run, user),
        *regular.facts(run),
        *_reproduced(run),
        *agreed(run),
    ]


def _frame(run: Run, known: str) -> str:
    """What went in: the day as it was known by then, with what was entered or corrected in between, or without."""
    said = {"moment": known, "day": run.on.isoformat()}
    if known and run.known_then:
        return _("%(moment)s：%(day)s 当天已知的情况，不包括事后补录和更正的") % said
    return known and _("%(moment)s：到这时登记簿里记着的 %(day)s 的情况，包括事后补录和更正的") % said


def _moment(at: Any) -> str:
    return date_format(localtime(at), "Y-m-d H:i") if at else ""


def _reproduced(run: Run) -> list[dict[str, Any]]:
    made = run.summary.get(reproducing.KEY)
    if not made:
        return []
    same = _("与当时一字不差") if made["same"] else _("与当时不一致")
    when = _("%(day)s，引擎 %(engine)s") % {"day": made["at"][:10], "engine": made["engine"]}
    colour = "green" if made["same"] else "red"
    return [{"label": _("再算一遍核对"), "text": when, "badge": same, "colour": colour}]


def agreed(run: Run) -> list[dict[str, Any]]:
    """Whether the evaluator of single households says the same as the run; which ones differ stands in the summary."""
    made = run.summary.get(rechecks.KEY)
    # Where nobody was, nothing was compared.
    if not made or not made["checked"]:
        return []
    text = _("抽查 %(checked)s 户，其中此前复算过 %(again)s 户") % {
        "checked": made["checked"],
        "again": made["again"],
    }
    differ = made["differ"]
    told = _("%(count)s 户不一致，请联系管理员") % {"count": differ} if differ else _("一致")
    return [{"label": _("逐户复算核对"), "text": text, "badge": told, "colour": "red" if differ else "green"}]


def found(run: Run, user: Any) -> dict[str, Any]:
    """For whoever reaches a part of the area: of that part."""
    known, opens = labels.of(run), opening.of(run, user)
    part = run.area_code not in user.reach(Permission.STATISTICS_VIEW)
    return {
        "part": part,
        "nobody": firsts.told(run.area_code, run.on) if run.is_empty else "",
        "places": any(low != high for low, high in user.reach(Permission.STATISTICS_VIEW).spans),
        "linked": part and not user.reach(Permission.STATISTICS_VIEW).spans,
        "tiers": _tiers(run, known, user, opens),
        "moves": _moves(run, user, opens),
        "before": run.before,
        "before_pack": labels.title(run.before) if run.before and run.before.pack != run.pack else "",
        "since": _since(run, user, opens),
        "rules": _rules(run, known, user, opens),
        "missing": _missing(run, user, opens),
        "missing_most": COLUMNS,
        "rechecked": rechecks.seen_by(run, user.reach(Permission.HOUSEHOLD_VIEW)).count(),
    }


def _numbers(count: Count) -> dict[str, Any]:
    """With commas whatever the language: Chinese groups none by itself."""
    return {"count": count, "households": f"{count.households:,}", "persons": f"{count.persons:,}"}


def _tiers(run: Run, known: Labels, user: Any, opens: Opening) -> list[dict[str, Any]]:
    counted, kept = figures.counts(run, "tier", user), dossier.kept_in(run)
    return [
        {
            "label": label,
            "kept": kept.get(tier, []),
            "colour": known.colour(tier),
            **_numbers(counted.get(tier, Count())),
            "url": _tier_url(opens, tier, known) if tier in counted else "",
            "people_of": opens.roll("tier", tier) if tier in counted else "",
        }
        for tier, label in known.tiers.items()
    ]


def _tier_url(opens: Opening, tier: str, known: Labels) -> str:
    """In the ledger nobody stands who is in the last tier."""
    if tier != known.last:
        return opens.to("tier", tier)
    return opens.links.roll("tier", tier) if opens.links else ""


def _moves(run: Run, user: Any, opens: Opening) -> list[dict[str, Any]]:
    if run.before_id is None:
        return []
    counted = figures.counts(run, "move", user)
    return [
        {
            "label": move.label,
            "colour": MOVES.get(move, ""),
            **_numbers(counted[move.value]),
            "url": opens.to("move", move.value),
            "people_of": opens.roll("move", move.value),
        }
        for move in Move
        if move.value in counted and move not in QUIET
    ]


def _since(run: Run, user: Any, opens: Opening) -> dict[str, Any]:
    """The same since the end of last year, of the run's area or the one place of it that somebody reaches."""
    reach, base = user.reach(Permission.STATISTICS_VIEW), bases.shown(run)
    if (links := opens.links) is None:
        return {}
    found = base or bases.of(run)
    counted = queries.counts(run, SINCE.name, reach) if base else {}
    moves = [
        {
            "label": move.label,
            "colour": MOVES[move],
            **_numbers(counted[move.value]),
            "url": links.since(move.value),
        }
        for move in MOVES
        if move.value in counted
    ]
    return {
        "base": base,
        "moves": moves,
        "differences_url": bases.differences(run, found) if links.is_open else "",
        "ask_url": "" if found else basing.address(run, user),
    }


def _rules(run: Run, known: Labels, user: Any, opens: Opening) -> list[dict[str, Any]]:
    fired, undecided = (figures.counts(run, kind, user) for kind in ("rule", "undecided"))
    made = [
        {
            "label": label,
            **_numbers(fired.get(rule, Count())),
            "undecided": f"{undecided.get(rule, Count()).households:,}",
            "undecided_url": opens.to("undecided", rule) if rule in undecided else "",
            "url": opens.to("rule", rule) if rule in fired else "",
            "people_of": opens.roll("rule", rule) if rule in fired else "",
        }
        for rule, label in known.rules.items()
        if rule in fired or rule in undecided
    ]
    return sorted(made, key=lambda one: -one["count"].households)


def _missing(run: Run, user: Any, opens: Opening) -> list[dict[str, Any]]:
    reach = user.reach(Permission.STATISTICS_VIEW)
    wanting = figures.missing(run, reach) if reach.spans else figures.own_missing(run, user)
    shown = wanting[:COLUMNS]
    worst = figures.worst(run, reach, [one.column for one in shown]) if reach.spans else {}
    called = names.names_of(code for places in worst.values() for code, _count in places)
    return [
        {
            "label": labels.column(one.column),
            **_numbers(Count(one.households)),
            "settles": one.settles,
            "settles_url": opens.to("settles", one.column) if one.settles else "",
            "villages": one.villages,
            "url": opens.to("missing", one.column),
            "places": [
                {
                    "name": called.get(code, code),
                    "count": count,
                    "url": opens.to("missing", one.column, code),
                }
                for code, count in worst.get(one.column, [])
            ],
        }
        for one in shown
    ]
