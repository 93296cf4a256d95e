"""Households for tests of pages: registered by the county office, with names that people in the tests have."""

from datetime import date
from typing import Any

from django.urls import reverse
from tests.office import cast as people

from shouwang.office.registry.care import links
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Household

SPRING = date(2026, 2, 1)
ODD = "=1+1<script>alert(1)</script>';DROP TABLE person;--"
"""What somebody may type anywhere."""


def home(
    cast: Any, *, area: str = people.VILLAGE, head: str = "张三", code: str = "", **facts: Any
) -> Household:
    """A head, a spouse and a child."""
    return households.register(
        {"origin": "lifted", "monitoring_type": "none", "house_grade": "B", "water_safe": True, **facts},
        [
            {
                "name": head,
                "relation": "head",
                "id_number": "430921198001010014" if not code and area == people.VILLAGE else None,
                "health": "healthy",
            },
            {"name": "李四", "relation": "spouse", "sex": "female", "medical_insured": False},
            {"name": "张小", "relation": "child", "sex": "male", "birth_date": date(2015, 5, 1)},
        ],
        area_code=area,
        by=cast.linjie,
        on=SPRING,
        household_id=code,
    )


def helped(household: Household, cast: Any) -> None:
    """The helper of the cast looks after it."""
    line = cast.bangfu.appointments_now[0].line
    links.link(household, "helper", since=SPRING, by=cast.linjie, line=line)


def write(household: Household, kind: str) -> str:
    """The address at which a request is written."""
    return reverse("registry:change-new", args=[household.household_id, kind])


def birth(household: Household, **more: Any) -> dict[str, Any]:
    """What the form of a birth sends."""
    answers = {"name": "张新", "sex": "female", "relation": "grandchild", "happens_on": "2026-03-01"}
    return {**answers, "seen": household.version, "reason": "", **more}
