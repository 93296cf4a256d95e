"""How one record is shown: facts in groups, personal ones masked, each with the day and the source it comes from."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shouwang.engine import calendar
from shouwang.engine.tables import HOUSEHOLDS, PERSONS
from shouwang.office.kit.columns import Column, of_field
from shouwang.office.registry.columns import GRADE, MONITORING, RISK, coded
from shouwang.office.registry.models import Household, Person

KEYS = ("household_id", "person_id")
"""They never change; in a row of the past these names are foreign keys."""
Groups = tuple[tuple[Any, tuple[str, ...]], ...]

HOUSEHOLD_GROUPS: Groups = (
    (
        _("基本情况"),
        (
            "household_id",
            "head_name",
            "members",
            "group_name",
            "origin",
            "address",
            "phone",
            "bank_account",
            "resettled",
            "resettlement_site",
            "no_labour",
            "supporter",
        ),
    ),
    (_("监测"), ("monitoring_type", "risk_state", "identified_on", "eliminated_on", "elimination_way")),
    (_("保障身份"), ("subsistence_allowance", "extreme_hardship", "allowance_edge")),
    (_("住房"), ("house_grade", "house_self_fix", "other_safe_house")),
    (
        _("饮水和吃穿"),
        (
            "water_safe",
            "water_quantity_ok",
            "water_quality_ok",
            "water_access_ok",
            "water_supply_ok",
            "food_ok",
            "clothing_ok",
        ),
    ),
)
PERSON_GROUPS: Groups = (
    (
        _("基本情况"),
        (
            "person_id",
            "name",
            "relation",
            "sex",
            "birth_date",
            "ethnicity",
            "id_number",
            "phone",
            "bank_account",
        ),
    ),
    (_("教育"), ("education", "student_stage", "in_school", "home_teaching")),
    (_("健康和残疾"), ("health", "disability_grade", "disability_kind", "family_doctor", "chronic_card")),
    (
        _("保障"),
        (
            "subsistence_allowance",
            "extreme_hardship",
            "medical_insured",
            "serious_illness_insured",
            "pension_insured",
        ),
    ),
    (
        _("劳动和务工"),
        (
            "labour",
            "works",
            "work_place",
            "work_months",
            "monthly_wage",
            "welfare_post",
            "welfare_post_months",
        ),
    ),
)
GROUPS: dict[type[models.Model], Groups] = {Household: HOUSEHOLD_GROUPS, Person: PERSON_GROUPS}
TABLES: dict[type[models.Model], Any] = {Household: HOUSEHOLDS, Person: PERSONS}
USUAL = {
    "education": frozenset(
        (
            gettext_noop("学龄前儿童"),
            gettext_noop("文盲或半文盲"),
            gettext_noop("小学"),
            gettext_noop("初中"),
            gettext_noop("高中"),
            gettext_noop("中专"),
            gettext_noop("大专"),
            gettext_noop("本科"),
            gettext_noop("本科及以上"),
            gettext_noop("研究生"),
        )
    ),
    "ethnicity": frozenset(
        (
            gettext_noop("汉族"),
            gettext_noop("土家族"),
            gettext_noop("苗族"),
            gettext_noop("瑶族"),
            gettext_noop("侗族"),
            gettext_noop("回族"),
        )
    ),
}
"""Words that most files have in a column of free text; any other stays as it was typed."""
UNITS = {
    "yuan": _("元"),
    "yuan/month": _("元/月"),
    "yuan/year": _("元/年"),
    "month": _("月"),
    "person": pgettext_lazy("unit", "人"),
}
COLUMNS: dict[type[models.Model], dict[str, Column]] = {
    model: {name: of_field(model, name) for _label, names in groups for name in names}
    for model, groups in GROUPS.items()
}


@dataclass(frozen=True)
class Origin:
    """Since which day a value holds, and what told us: `import:12`, `change:7`, `form`."""

    since: Any
    source: str
    restored_by: str = ""
    """`undo:import:12`, where undoing something brought the value back."""


def groups(
    row: Any,
    identity: Any,
    kind: type[models.Model],
    origins: Mapping[str, Origin],
    reveal: Callable[[str], str],
) -> list[dict[str, Any]]:
    """A group whose facts come from one source says so once; a fact that comes from elsewhere says so itself.

    `row`: the record itself or a row of its past, whose codes stand in `identity` only.
    """
    return [
        _group(label, {name: value(row, identity, name) for name in names}, kind, origins, reveal)
        for label, names in GROUPS[kind]
    ]


def value(row: Any, identity: Any, name: str) -> Any:
    return getattr(identity if name in KEYS else row, name)


def _group(
    label: Any,
    values: Mapping[str, Any],
    kind: type[models.Model],
    origins: Mapping[str, Origin],
    reveal: Callable[[str], str],
) -> dict[str, Any]:
    told = Counter(
        origins[name] for name, held in values.items() if name in origins and held not in (None, "")
    )
    common = told.most_common(1)[0][0] if told else None
    facts = [_fact(COLUMNS[kind][name], held, kind, reveal) for name, held in values.items()]
    for fact in facts:
        origin = origins.get(fact["name"])
        if fact["text"] and origin and origin != common:
            fact["source"] = said(origin)
    return {"label": label, "facts": facts, "source": said(common) if common else ""}


def _fact(
    column: Column, held: Any, kind: type[models.Model], reveal: Callable[[str], str]
) -> dict[str, Any]:
    text = text_of(column, held)
    masked = bool(column.mask and text)
    return {
        "name": column.name,
        "label": column.label,
        "text": text,
        "unit": unit_of(kind, column.name),
        "masked": masked,
        "reveal_url": reveal(column.name) if masked else "",
    }


def text_of(column: Column, value: Any) -> str:
    """As the screen shows a value: labels for codes, masked where personal."""
    text = column.text(column.labelled(value))
    return gettext(text) if text in USUAL.get(column.name, ()) else text


def shown(kind: type[models.Model], name: str, value: Any) -> str:
    column = COLUMNS[kind].get(name)
    return text_of(column, value) if column else ("" if value is None else str(value))


def full(kind: type[models.Model], name: str, value: Any) -> str:
    """A personal value in full: for codes the label."""
    table = TABLES[kind]
    labels = dict(coded(table[name])) if name in table else {}
    return "" if value is None else str(labels.get(value, value))


def unit_of(kind: type[models.Model], name: str) -> Any:
    if name == "members":
        return UNITS["person"]
    table = TABLES[kind]
    return UNITS.get(table[name].unit or "", "") if name in table else ""


def said(origin: Origin) -> str:
    told = {"since": origin.since.isoformat(), "source": source(origin.source)["label"]}
    if origin.restored_by:
        return gettext("自 %(since)s · %(source)s（%(undo)s 时恢复）") % {
            **told,
            "undo": source(origin.restored_by)["label"],
        }
    return gettext("自 %(since)s · %(source)s") % told


SOURCES = {
    # prefix     label                 address
    "import": (_("导入 %(number)s"), "imports:batch"),
    "undo:import": (_("撤销导入 %(number)s"), "imports:batch"),
    "completion": (_("补齐 %(number)s"), "registry:completion"),
    "undo:completion": (_("撤回补齐 %(number)s"), "registry:completion"),
    "change": (_("变更申请 %(number)s"), "registry:change"),
    "area": (_("区划调整"), ""),
    "form": (_("页面登记"), ""),
    "demo": (_("演示数据"), ""),
}


ASKING = ("imports:batch", "registry:completion")
"""Addresses that not everybody may look at who sees what came from there."""


def source(text: str) -> dict[str, Any]:
    """What told us, with the address where it can be looked at; `asks`: by those who may."""
    prefix, number = text.rsplit(":", 1) if ":" in text else (text, "")
    label, address = SOURCES.get(prefix, (text, ""))
    return {
        "label": str(label) % {"number": number} if number else str(label),
        "url": _address(address, number),
        "asks": address in ASKING,
    }


def told_by(row: Any) -> dict[str, Any]:
    """What told us of a state or statement; `restored`: what brought it back, where something did."""
    return {**source(row.source), "restored": source(row.restored_by) if row.restored_by else None}


def _address(name: str, number: str) -> str:
    if not name or not number.isdecimal():
        return ""
    try:
        return reverse(name, args=[int(number)])
    except NoReverseMatch:
        return ""


def badges(household: Any) -> list[dict[str, str]]:
    """What one must know of a household before anything else."""
    made = []
    for name, colours in (("monitoring_type", MONITORING), ("risk_state", RISK), ("house_grade", GRADE)):
        value = getattr(household, name)
        if value in colours and (name != "house_grade" or value in "CD"):
            made.append({"text": _badge_text(name, value), "colour": colours[value]})
    if household.subsistence_allowance in ("part", "whole"):
        made.append({"text": gettext("低保"), "colour": "azure"})
    if household.extreme_hardship in ("scattered", "centralised"):
        made.append({"text": gettext("特困供养"), "colour": "azure"})
    if household.ended_on:
        made.append({"text": gettext("已退出登记"), "colour": "secondary"})
    return made


def _badge_text(name: str, value: str) -> str:
    pattern = {"risk_state": gettext("风险%(state)s"), "house_grade": gettext("%(state)s危房")}.get(
        name, "%(state)s"
    )
    return str(pattern % {"state": shown(Household, name, value)})


MEMBER = (
    "name",
    "relation",
    "sex",
    "id_number",
    "student_stage",
    "health",
    "labour",
    "works",
    "medical_insured",
)


def member(row: Any, on: date, reveal: Callable[[str, str], str]) -> dict[str, Any]:
    """One line of the table of members; a row of the past carries its person's code as `ident`."""
    cells = {name: text_of(COLUMNS[Person][name], getattr(row, name)) for name in MEMBER}
    return {
        **cells,
        "age": calendar.age(row.birth_date, on) if row.birth_date and row.birth_date <= on else "",
        "url": reverse("registry:person", args=[row.ident]),
        "insured": row.medical_insured,
        "id_reveal": reveal(row.ident, "id_number"),
        "health_reveal": reveal(row.ident, "health"),
    }
