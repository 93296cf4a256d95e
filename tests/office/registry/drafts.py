"""Requests for tests: drafted with a paper, submitted by whoever asked, decided on as they stand on the screen."""

from datetime import date
from typing import Any

from tests.office.registry import families

from shouwang.office.kit import clock
from shouwang.office.registry.models import Change, Household, Paper
from shouwang.office.registry.requests import changes

ON = families.MAY_1
BIRTH = {"name": "周新", "sex": "male", "relation": "grandchild"}


def draft(
    household: Household,
    kind: str,
    /,
    *,
    by: Any,
    happens_on: date = ON,
    reason: str = "如实更正",
    **answers: Any,
) -> Change:
    """Answers may name members instead of giving their codes."""
    codes = {name: _code(household, value) for name, value in answers.items()}
    change = changes.draft(household, kind, codes, happens_on=happens_on, by=by, on=ON, reason=reason)
    Paper(
        household=household,
        area_code=change.area_code,
        change=change,
        title="证明",
        file="papers/00/0",
        kind="image/png",
        size=1,
        checksum="0",
        added_by=by,
        added_at=clock.now(),
    ).save()
    return change


def _code(household: Household, value: Any) -> Any:
    if isinstance(value, list):
        return [_code(household, each) for each in value]
    if isinstance(value, dict):
        return {_code(household, who): said for who, said in value.items()}
    found = household.persons.filter(name=value).first()
    return found.person_id if found else value


def submit(change: Change) -> Change:
    changes.submit(change, by=change.asked_by, on=ON)
    return change


def approve(change: Change, by: Any) -> changes.Outcome:
    return changes.approve(change, by=by, on=families.MAY_2, read=changes.mark(change, by=by))


def send_back(change: Change, by: Any, reason: str = "名字有误") -> None:
    changes.send_back(change, reason=reason, by=by, on=ON, read=changes.mark(change, by=by))


def present(household: Household) -> dict[str, str | None]:
    """Name → relation of who is in it now."""
    return {one.name: one.relation for one in household.persons.filter(ended_on=None)}
