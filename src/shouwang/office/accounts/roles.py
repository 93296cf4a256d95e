"""Roles, as a page of data: who may do what, and which hats nobody may wear together."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwang.office.accounts.permissions import Permission as P

READ = frozenset({P.HOUSEHOLD_VIEW, P.STATISTICS_VIEW})
VILLAGE = READ | {P.PERSONAL_REVEAL, P.CHANGE_REQUEST, P.INCOME_EDIT, P.GUARANTEE_CHECK}


@dataclass(frozen=True)
class Role:
    code: str
    label: Any
    levels: tuple[str, ...]
    """Levels of area at which it can be held."""
    permissions: frozenset[P]
    linked_only: bool = False
    """Reaches only households linked to the appointment."""
    department: bool = False
    """Held for a department."""
    apart_from: frozenset[str] = frozenset()
    """Roles the same person may not hold at the same time."""


DATA = frozenset(
    {
        "village_cadre",
        "helper",
        "resident_member",
        "township_clerk",
        "township_leader",
        "county_office",
        "department_officer",
        "inspector",
    }
)
"""Roles that see households."""

# fmt: off
ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        #    code                  label               held at                  may
        Role("village_cadre",      _("村干部"),         ("village",),            VILLAGE | {P.LINK_EDIT, P.EXPORT}),
        Role("helper",             _("帮扶责任人"),     ("village", "township"), READ | {P.CHANGE_REQUEST, P.INCOME_EDIT, P.GUARANTEE_CHECK, P.PERSONAL_REVEAL},
             linked_only=True),
        Role("resident_member",    _("驻村工作队员"),   ("village",),            VILLAGE),
        Role("township_clerk",     _("乡镇专干"),       ("township",),           VILLAGE | {P.LINK_EDIT, P.IMPORT, P.EXPORT, P.SCREENING_RUN}),
        Role("township_leader",    _("乡镇领导"),       ("township",),           READ | {P.EXPORT, P.IMPORT_FORCE},
             apart_from=frozenset({"township_clerk"})),
        Role("county_office",      _("县级主管部门"),   ("county", "city"),      VILLAGE | {P.CHANGE_APPROVE, P.LINK_EDIT, P.IMPORT, P.IMPORT_FORCE, P.EXPORT, P.AREA_EDIT, P.SCREENING_RUN},
             # Who collects does not decide.
             apart_from=frozenset({"village_cadre", "helper", "resident_member", "township_clerk"})),
        Role("department_officer", _("行业部门人员"),   ("county",),             READ | {P.GUARANTEE_CHECK}, department=True,
             apart_from=frozenset({"county_office"})),
        Role("inspector",          _("督查检查人员"),   ("township", "county", "city", "province"), READ | {P.PERSONAL_REVEAL, P.EXPORT},
             apart_from=frozenset({"village_cadre", "helper", "resident_member", "township_clerk", "township_leader", "county_office", "department_officer"})),
        Role("auditor",            _("审计人员"),       ("township", "county", "city", "province"), frozenset({P.JOURNAL_VIEW}),
             apart_from=DATA | {"administrator"}),
        Role("administrator",      _("系统管理员"),     ("county", "city", "province"), frozenset({P.USER_EDIT, P.AREA_EDIT, P.SETTINGS_VIEW}),
             apart_from=DATA | {"auditor"}),
    )
}
# fmt: on

DEPARTMENTS: dict[str, Any] = {
    "medical_insurance": _("医保"),
    "health": _("卫健"),
    "education": _("教育"),
    "housing": _("住建"),
    "water": _("水利"),
    "civil_affairs": _("民政"),
    "disabled_persons": _("残联"),
    "human_resources": _("人社"),
    "agriculture": _("农业农村"),
    "emergency": _("应急"),
    "forestry": _("林业"),
    "finance": _("财政"),
    "organisation": _("组织"),
    "other": _("其他"),
}


def compatible(one: str, other: str) -> bool:
    return other not in ROLES[one].apart_from and one not in ROLES[other].apart_from
