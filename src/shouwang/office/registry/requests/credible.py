"""What a request says about days, against what the register knows: a death before the birth, a marriage of a child.

What the register only took over from a list may be older than its first day there; a beginning that a request itself
brought about is known.  What is odd and may yet be so needs a reason in words.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.calendar import age
from shouwang.engine.errors import Refused
from shouwang.office.registry.models import Change, Household, Person

LATE_DAYS = 365
"""After so long somebody says why it is told only now."""
LONGEST_YEARS = 100
GROWN_YEARS = 18
"""Whoever is that old is no newborn told late."""
CHILD_YEARS = 16
MARRYING_YEARS = {"male": 22, "female": 20}
"""Source: 民法典 1047.  Some autonomous areas have rules of their own, so below it a reason is asked."""
MARRIED = frozenset({"spouse", "child_in_law"})


def refuse_day(kind: str, on: date, asked_on: date) -> None:
    """A birth is told while somebody is a child; anything else within a lifetime."""
    is_birth = kind == Change.Kind.BIRTH
    if age(on, asked_on) >= (GROWN_YEARS if is_birth else LONGEST_YEARS):
        raise Refused(
            _("发生日期 %(day)s 太早。") % {"day": on},
            _("“出生”只登记未成年的孩子；成年人请办理迁入，或更正登记信息。")
            if is_birth
            else _("请核对发生日期。"),
        )


def refuse_unexplained(on: date, asked_on: date, reason: str) -> None:
    """What is told late is told with a reason."""
    if (asked_on - on).days > LATE_DAYS and not reason.strip():
        raise Refused(
            _("发生日期 %(day)s 距申请已超过一年，须写明为什么现在才报。") % {"day": on},
            _("请核对发生日期；确是补报的，在“说明”里写明原因和依据。"),
        )


def refuse_unborn(name: str, born: date | None, on: date) -> None:
    if born and on < born:
        raise Refused(
            _("发生日期 %(day)s 早于“%(who)s”的出生日期。") % {"day": on, "who": name},
            _("请核对发生日期和出生日期；登记的出生日期有误的，先办理更正。"),
        )


def refuse_before_beginning(record: Household | Person, on: date) -> None:
    """Of whatever began by a request: from that day on the register knows it, and not before."""
    first = record.past.order_by("since", "pk").first() or record
    if on < first.since and first.source.startswith("change:"):
        raise Refused(
            _("发生日期 %(day)s 早于“%(who)s”进入登记的日期 %(since)s。")
            % {"day": on, "who": record, "since": first.since},
            _("请核对发生日期；这以前的事，请在当时所在的户办理。"),
        )


def refuse_marriage(facts: Mapping[str, Any], on: date, reason: str, *, marries: bool) -> None:
    """`marries`: the request itself is about a marriage, whoever of the household is married."""
    born, sex = facts.get("birth_date"), facts.get("sex")
    if born is None or not (marries or facts.get("relation") in MARRIED):
        return
    years = age(born, on)
    if years < CHILD_YEARS:
        raise Refused(
            _("%(who)s到 %(day)s 只有 %(age)s 岁，不能登记为配偶。")
            % {"who": facts.get("name") or "", "day": on, "age": years},
            _("请核对出生日期、发生日期和与户主关系；随父母来的孩子请办理迁入。"),
        )
    least = MARRYING_YEARS.get(str(sex), min(MARRYING_YEARS.values()))
    if marries and years < least and not reason.strip():
        raise Refused(
            _("%(who)s到 %(day)s 只有 %(age)s 岁，未到法定婚龄 %(least)s 岁，须写明依据。")
            % {"who": facts.get("name") or "", "day": on, "age": years, "least": least},
            _("请核对出生日期和发生日期；确有其事的，在“说明”里写明情况和依据，由审批人判断。"),
        )


def refuse_second_spouse(facts: Mapping[str, Any], people: Mapping[str, Person]) -> None:
    other = next((one for one in people.values() if one.relation == "spouse"), None)
    if facts.get("relation") == "spouse" and other:
        raise Refused(
            _("这一户已经登记了户主的配偶：%(who)s。") % {"who": other},
            _("请核对与户主关系；原配偶已离开的，先办理死亡、婚出或迁出。"),
        )
