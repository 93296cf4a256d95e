"""The guarantee card of a household: what was found at the latest check of each kind, and what is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.kit.seen import Overtaken
from shouwang.office.registry import guards
from shouwang.office.registry.models import Guarantee, Household

LENGTHS = {"standard": 200, "evidence": 200, "note": 500}
SAID = ("state", "checked_on", "next_check_on", *LENGTHS)
"""What somebody enters of a check."""
NEVER = "never"


@dataclass(frozen=True)
class Line:
    kind: str
    label: str
    latest: Guarantee | None
    """Nothing: never checked, which is not the same as met."""
    overdue: bool


def card(household: Household, on: date) -> list[Line]:
    """One line per kind, in the order of the card; one query."""
    rows = household.guarantees.select_related("checked_by").order_by("checked_on", "pk")
    latest = {row.kind: row for row in rows}
    return [
        Line(kind.value, str(kind.label), row, overdue(row, on))
        for kind in Guarantee.Kind
        for row in [latest.get(kind.value)]
    ]


def latest(household: Household, kind: str) -> Guarantee | None:
    found: Guarantee | None = household.guarantees.filter(kind=kind).order_by("checked_on", "pk").last()
    return found


def mark(row: Guarantee | None) -> str:
    """Of the latest check, or of there being none."""
    return str(row.pk) if row else NEVER


def overdue(row: Guarantee | None, on: date) -> bool:
    return row is not None and row.next_check_on is not None and row.next_check_on < on


@transaction.atomic
def check(
    household: Household,
    kind: str,
    state: str,
    *,
    checked_on: date,
    by: Any,
    on: date,
    standard: str = "",
    evidence: str = "",
    note: str = "",
    next_check_on: date | None = None,
    seen: str = "",
) -> Guarantee:
    """What somebody found.  Refused for a day to come, and for a finding of a lack without a word about it.  `seen`:
    mark() of the latest check that was on the screen; Overtaken when another one is."""
    guards.allow(by, Permission.GUARANTEE_CHECK, household)
    guards.in_the_register(household)
    refuse_impossible(kind, state, checked_on, next_check_on, on)
    texts = {"standard": standard.strip(), "evidence": evidence.strip(), "note": note.strip()}
    refuse_silent(state, texts)
    row = Guarantee(
        household=household,
        area_code=household.area_code,
        kind=kind,
        state=state,
        checked_on=checked_on,
        checked_by=by,
        next_check_on=next_check_on,
        due_on=next_check_on,
        **texts,
    )
    _refuse_overtaken(row, seen)
    row.save(force_insert=True)
    _supersede(row)
    return row


def _refuse_overtaken(row: Guarantee, seen: str) -> None:
    if not seen:
        return
    # Of two who check at once, the second waits here and sees what the first one found.
    Household._base_manager.select_for_update().get(pk=row.household_id)
    now = latest(row.household, row.kind)
    # Two who found the same: nobody is told.
    if now is None or seen == mark(now) or all(getattr(now, name) == getattr(row, name) for name in SAID):
        return
    raise Overtaken(
        _("您打开之后，%(who)s已登记 %(day)s 的核查结果“%(found)s”，您填的没有写入。")
        % {"who": now.checked_by, "day": now.checked_on, "found": _told(now)},
        _("请核对；仍要按您填的登记，就再保存一次。"),
        mark(now),
    )


def _told(row: Guarantee) -> str:
    again = _("下次核查 %(day)s") % {"day": row.next_check_on} if row.next_check_on else ""
    texts = (getattr(row, name) for name in LENGTHS)
    return _("；").join(filter(None, (str(row.get_state_display()), *texts, again)))


def _supersede(row: Guarantee) -> None:
    """None of its kind is due but the latest – which it is not itself, where somebody enters what was found before."""
    standing = Guarantee.objects.filter(household=row.household, kind=row.kind)
    for one in standing.order_by("-checked_on", "-pk")[1:]:
        if one.due_on:
            one.due_on = None
            one.save(update_fields=["due_on"])


def refuse_impossible(kind: str, state: str, checked_on: date, next_check_on: date | None, on: date) -> None:
    if kind not in Guarantee.Kind.values or state not in Guarantee.State.values:
        raise Refused(_("保障或状态不在可选的范围里。"), _("请从表单里选择。"))
    if checked_on > on:
        raise Refused(_("核查日还没有到。"), _("请填写实际核查的日期。"))
    if next_check_on is not None and next_check_on <= checked_on:
        raise Refused(_("下次核查须晚于本次核查。"), _("请改下次核查的日期，或留空。"))


def refuse_silent(state: str, texts: dict[str, str]) -> None:
    """A lack has to be described; nothing longer than its field."""
    if state != Guarantee.State.MET and not (texts["note"] or texts["evidence"]):
        raise Refused(_("没有保障或有风险时，须写明情况。"), _("请在“说明”或“佐证”里写明缺什么。"))
    for name, text in texts.items():
        if len(text) > LENGTHS[name]:
            raise Refused(_("说明太长。"), _("请缩短到 %(most)s 个字以内。") % {"most": LENGTHS[name]})
