"""People whom taking back an import would bring back, and who are in another household by now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.registry.models import Household, Person, PersonPast
from shouwang.office.registry.writing import bulk

NAMED = 5
"""People named in a refusal."""
TWICE = """
SELECT t.id, min(p.id), min(x.household_id)
FROM registry_person t
JOIN registry_personpast p ON p.person_id = t.id AND p.replaced_at = %s
JOIN registry_person x ON x.id_number_digest = p.id_number_digest AND x.id <> t.id
WHERE t.source = %s AND p.ended_on IS NULL
 AND (t.ended_on IS NOT NULL OR t.id_number_digest IS NULL OR t.id_number_digest <> p.id_number_digest)
 AND x.ended_on IS NULL AND x.source <> %s AND substr(x.area_code, 1, 6) = substr(p.area_code, 1, 6)
GROUP BY t.id ORDER BY t.id
"""
"""Whoever left, or had another number, by the import; and whom somebody else registered under the number since.  What
the import itself registered goes with it."""


def refuse_twice(source: str, committed_at: datetime, *, by: Any) -> None:
    """`by`: who may hear where somebody is; None hears of no place."""
    found = bulk.rows(TWICE, [bulk.moment(committed_at), source, source])
    if found:
        told = list(_told(found[:NAMED], by))
        raise Refused(
            _("要恢复的人里有 %(n)s 人已登记在别的户，撤销后会登记两次：%(who)s。")
            % {"n": len(found), "who": _("；").join(told)},
            _(
                "请先核实人在哪一户：如应回原户，先在现在的户办理迁出再撤销；如不回，不要整批撤销，逐户用变更申请更正。"
            ),
        )


def _told(found: list[Any], by: Any) -> Iterator[str]:
    seen = Household.objects.visible_to(by, Permission.HOUSEHOLD_VIEW) if by else Household.objects.none()
    states = PersonPast._base_manager.in_bulk([state for _key, state, _home in found])
    codes = dict(seen.filter(pk__in=[home for *_keys, home in found]).values_list("pk", "household_id"))
    names = dict(Person.objects.filter(pk__in=[key for key, *_rest in found]).values_list("pk", "name"))
    for key, state, home in found:
        where = (
            _("户编码 %(code)s") % {"code": codes[home]}
            if home in codes
            else _("本县另一户，不在您的管理范围")
        )
        who = states[state].name or names[key] or ""
        yield _("%(who)s（现在%(where)s）") % {"who": who, "where": where}
