"""Answers of a change → its plan, one function per kind.  Refused when the register no longer fits the answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.accounts.permissions import Permission
from shouwang.office.registry import guards, values
from shouwang.office.registry.homes import households, persons
from shouwang.office.registry.models import Change, Ending, Household, Person
from shouwang.office.registry.requests import credible, relations
from shouwang.office.registry.requests.plans import Plan

COMING = (
    "name",
    "sex",
    "birth_date",
    "id_number",
    "relation",
    "ethnicity",
    "medical_insured",
    "health",
    "labour",
)
CARRIED = ("group_name", "origin", "resettled", "resettlement_site")
"""What a household that splits off takes along; everything else of it is unknown until somebody looks."""


@dataclass
class Case:
    """A change, the household as it is, and who is in it."""

    household: Household
    answers: Mapping[str, Any]
    on: date
    by: Any
    reason: str = ""
    marries: bool = False

    @cached_property
    def people(self) -> dict[str, Person]:
        return {str(person.person_id): person for person in persons.members(self.household)}

    @cached_property
    def plan(self) -> Plan:
        return Plan(self.household)

    def person(self, name: str) -> Person:
        return self.member(self.answers[name])

    def member(self, code: str) -> Person:
        if code not in self.people:
            raise Refused(
                _("申请里的人已不在“%(household)s”这一户。") % {"household": self.household},
                _("请核对家庭成员，按现在的情况重新申请。"),
            )
        return self.people[code]

    def coming(self) -> dict[str, Any]:
        given = {name: self.answers[name] for name in COMING if name in self.answers}
        return persons.completed(values.cleaned(Person, given))


def make(change: Change, household: Household, answers: Mapping[str, Any], *, by: Any = None) -> Plan:
    """`by`: who is allowed to hear where else an ID number stands."""
    credible.refuse_day(change.kind, change.happens_on, change.asked_on)
    marries = change.kind == Change.Kind.MARRIAGE_IN
    case = Case(household, answers, change.happens_on, by or change.asked_by, change.reason, marries)
    if not (change.kind == Change.Kind.MOVE_IN and answers.get("whole")):
        guards.in_the_register(household)
    MAKERS[change.kind](case)
    credible.refuse_unexplained(change.happens_on, change.asked_on, change.reason)
    return case.plan


def _birth(case: Case) -> None:
    facts = case.coming() | {"birth_date": case.on}
    _come(case, persons.completed(facts))


def _come_in(case: Case) -> None:
    _come(case, case.coming())


def _come(case: Case, facts: dict[str, Any]) -> None:
    if facts.get("relation") == "head":
        persons.refuse_second_head(case.household)
    credible.refuse_unborn(facts.get("name") or "", facts.get("birth_date"), case.on)
    credible.refuse_marriage(facts, case.on, case.reason, marries=case.marries)
    credible.refuse_second_spouse(facts, case.people)
    if number := facts.get("id_number"):
        persons.refuse_duplicate(number, case.household.area_code, by=case.by)
    persons.refuse_namesake(facts, case.people.values())
    case.plan.enters.append(facts)
    if facts.get("medical_insured") is not True:
        case.plan.notes.append(
            _("%(name)s没有基本医疗保险的参保记录，请核实。") % {"name": facts.get("name") or ""}
        )


def _death(case: Case) -> None:
    _go(case, [case.person("person")], Ending.DIED)


def _marriage_out(case: Case) -> None:
    _go(case, [case.person("person")], Ending.MARRIED)


def _move_out(case: Case) -> None:
    if case.answers.get("whole"):
        leaving = list(case.people.values())
    else:
        leaving = [case.member(code) for code in case.answers.get("persons", ())]
    if not leaving:
        raise Refused(_("没有说明谁迁出。"), _("请选择迁出的人，或选“整户迁出”。"))
    _go(case, leaving, Ending.MOVED)


def _go(case: Case, leaving: list[Person], ending: Ending) -> None:
    for person in leaving:
        credible.refuse_unborn(str(person), person.birth_date, case.on)
        credible.refuse_before_beginning(person, case.on)
        case.plan.leave(person, ending, case.on)
    credible.refuse_before_beginning(case.household, case.on)
    if len(leaving) == len(case.people):
        # Nobody is left: the household ends with them.
        case.plan.leave(case.household, ending, case.on)
    _succeed(case, leaving, case.answers.get("relations", {}))


def _succeed(case: Case, leaving: list[Person], given: Mapping[str, str]) -> None:
    """Somebody takes the place of a head who leaves, if anybody is left."""
    left = [person for person in case.people.values() if person not in leaving]
    if not left or not any(person.relation == "head" for person in leaving):
        return
    if "new_head" not in case.answers:
        raise Refused(_("户主离开后，家里还有人，须有新户主。"), _("请在其余成员里指定新户主。"))
    head = case.person("new_head")
    if head in leaving:
        raise Refused(_("新户主不能是离开的人。"), _("请在其余成员里指定新户主。"))
    _new_head(case, head, left, given)


def _new_head(case: Case, head: Person, members: list[Person], given: Mapping[str, str]) -> None:
    was = head.relation
    case.plan.edit(head, relation="head")
    case.plan.edit(case.household, head_name=head.name)
    for person in members:
        if person != head:
            told = given.get(str(person.person_id)) or relations.after(was, person.relation)
            _refuse_head(told)
            case.plan.edit(person, relation=told)
            if told is None:
                case.plan.notes.append(_("%(name)s与新户主的关系不详，请补录。") % {"name": person})


def _refuse_head(relation: str | None) -> None:
    if relation == "head":
        raise Refused(_("一户须有且只有一位户主。"), _("请在成员里只指定一位户主。"))


def _move_in(case: Case) -> None:
    if not case.answers.get("whole"):
        for name in ("name", "relation"):
            if name not in case.answers:
                raise Refused(_("没有说明谁迁入。"), _("请填写迁入的人的姓名和与户主关系，或选“整户迁入”。"))
        _come_in(case)
    else:
        _whole_move_in(case)


def _whole_move_in(case: Case) -> None:
    area, household = case.answers.get("area"), case.household
    if not area:
        raise Refused(_("没有说明整户迁到哪个村。"), _("请选择迁入的村。"))
    households.village(area)
    if area != household.area_code:
        case.plan.moves_to = area
    elif household.ended_on is None:
        raise Refused(_("这一户已经在这个村。"), _("请核对迁入的村。"))
    together = _returning(household) if household.ended_on else list(case.people.values())
    for person in together:
        if person.id_number:
            persons.refuse_duplicate(person.id_number, area, by=case.by, apart_from=person)
    if household.ended_on:
        for record in (household, *together):
            case.plan.edit(record, ended_on=None, ending="")


def _returning(household: Household) -> list[Person]:
    """Refused where the people live on elsewhere: the household would come back empty."""
    if household.ending == Ending.MERGED:
        raise Refused(
            _("“%(household)s”已于 %(day)s 并户，人都在并入的户里。")
            % {"household": household, "day": household.ended_on},
            _("要重新分开，请在并入的户办理“分户”。"),
        )
    together = households.returning(household)
    if not together:
        raise Refused(
            _("“%(household)s”退出登记时没有人随户离开，迁回来是空户。") % {"household": household},
            _("请在人现在所在的户办理；需要单独立户的，办理“分户”。"),
        )
    return together


def _split(case: Case) -> None:
    leaving = [case.member(code) for code in case.answers["persons"]]
    head = case.person("head")
    credible.refuse_before_beginning(case.household, case.on)
    for person in leaving:
        credible.refuse_before_beginning(person, case.on)
    if head not in leaving or len(leaving) == len(case.people):
        raise Refused(
            _("分户须有人分出、有人留下，新户户主须在分出的人里。"), _("请重新选择分出的人和新户的户主。")
        )
    given = case.answers.get("relations", {})
    facts = {name: getattr(case.household, name) for name in CARRIED}
    asked = {name: case.answers[name] for name in ("group_name", "address", "phone") if name in case.answers}
    case.plan.begins = {**facts, **asked, "head_name": head.name}
    for person in leaving:
        told = given.get(str(person.person_id)) or relations.after(head.relation, person.relation)
        if person != head:
            _refuse_head(told)
        case.plan.edit(person, household=None, relation="head" if person == head else told)
    _succeed(case, leaving, case.answers.get("old_relations", {}))


def _merge(case: Case) -> None:
    other = (
        Household.objects.visible_to(case.by, Permission.HOUSEHOLD_VIEW)
        .present()
        .filter(household_id=case.answers["household"])
        .exclude(pk=case.household.pk)
        .first()
    )
    if other is None:
        raise Refused(_("没有找到要并进来的户。"), _("请核对户编码；只能并入您管理范围内的户。"))
    for record in (other, case.household):
        credible.refuse_before_beginning(record, case.on)
    given = case.answers.get("relations", {})
    for person in persons.members(other):
        told = given.get(str(person.person_id))
        _refuse_head(told)
        move = {"area_code": case.household.area_code} if other.area_code != case.household.area_code else {}
        case.plan.edit(person, household=case.household, relation=told, **move)
        if told is None:
            case.plan.notes.append(_("%(name)s与户主的关系不详，请补录。") % {"name": person})
    case.plan.edit(other, ended_on=case.on, ending=Ending.MERGED, merged_into=case.household)


def _head(case: Case) -> None:
    head = case.person("person")
    if head.relation == "head":
        raise Refused(_("%(person)s已经是户主。") % {"person": head}, _("请选另一位成员。"))
    _new_head(case, head, list(case.people.values()), case.answers.get("relations", {}))


def _id(case: Case) -> None:
    person = case.person("person")
    number = values.cleaned(Person, {"id_number": case.answers["id_number"]})["id_number"]
    persons.refuse_duplicate(number, case.household.area_code, by=case.by, apart_from=person)
    # The number tells them: what was written beside a wrong number was read from it.
    case.plan.edit(person, **persons.completed({"id_number": number}))


def _facts(case: Case) -> None:
    record: Household | Person = case.person("subject") if case.answers.get("subject") else case.household
    model = type(record)
    given = values.cleaned(model, dict(case.answers["values"]))
    elsewhere = {"relation": _("变更户主"), "id_number": _("更正证件号码"), "head_name": _("变更户主")}
    for name, kind in elsewhere.items():
        if name in given and (name != "relation" or "head" in (given[name], record.relation)):
            raise Refused(_("这一项要用“%(kind)s”来改。") % {"kind": kind}, _("请另写一份该类型的申请。"))
    case.plan.edit(record, **given)
    if model is Person and record.relation == "head" and given.get("name"):
        case.plan.edit(case.household, head_name=given["name"])


MAKERS: dict[str, Callable[[Case], None]] = {
    Change.Kind.BIRTH: _birth,
    Change.Kind.DEATH: _death,
    Change.Kind.MARRIAGE_IN: _come_in,
    Change.Kind.MARRIAGE_OUT: _marriage_out,
    Change.Kind.MOVE_IN: _move_in,
    Change.Kind.MOVE_OUT: _move_out,
    Change.Kind.SPLIT: _split,
    Change.Kind.MERGE: _merge,
    Change.Kind.HEAD: _head,
    Change.Kind.ID: _id,
    Change.Kind.FACTS: _facts,
}
