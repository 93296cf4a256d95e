"""Every operation of the API: how it is asked for in the small world, who may, and what stands in the answer.

`test_every_call.py` walks them as everybody; the examples of docs/api.md ask for the same things.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from tests.office import cast as people
from tests.office import screened
from tests.office import world as w
from tests.office.audience import IMPORT, SCREEN, TAKE, VIEW, of
from tests.office.rows import NOTHING, Made
from tests.office.world import World

from shouwang.office.accounts.permissions import Permission as P
from shouwang.office.api.interface import api

VILLAGE_NAME = "青山村"
DAY = "2026-02-01"
HOME = {"household_id": "QS-8", "area_code": people.VILLAGE, "head_name": "周满仓", "water_safe": True}
PERSON = {"person_id": "QS-8-1", "household_id": "QS-8", "name": "周满仓", "relation": "head"}
WAGE = {"household_id": w.CODE, "period": "2024", "kind": "wage", "amount": "12000.50", "forecast": False}
LIST = "户编号,户主姓名,姓名,与户主关系\nQS-9,周进福,周进福,户主\n"
ABSENT: dict[str, Any] = {"pk": 987_654_321, "household_id": "XX-0~10", "name": "nowhere"}
"""Parts of a path at which there is nothing."""


@dataclass(frozen=True)
class Call:
    operation: str
    who: str
    """User names; the first one is whose program asks every day."""
    needs: tuple[P, ...] = ()
    """Without any one of these it does not exist."""
    at: Made = NOTHING
    query: Made = NOTHING
    body: Made | None = None
    form: Made | None = None
    """With files, instead of a body."""
    shows: tuple[str, ...] = ()
    """What stands in the answer to `who`, all of it marks."""
    gives: int = 200
    beside: int = 404
    """What somebody of the same role next door gets: never anything with a MARK."""
    around: str = ""
    """Who next door gets the same, as it is of a place around theirs or in the same village: never with a MARK either."""

    def __str__(self) -> str:
        return self.operation

    def next_door(self, username: str) -> int:
        return self.gives if username in self.around.split() else self.beside

    @property
    def method(self) -> str:
        return described()[self.operation][0]

    @property
    def is_read(self) -> bool:
        return self.method == "get"

    def path(self, world: World, *, absent: bool = False) -> str:
        """Behind /api/v1."""
        parts = {**self.at(world), **(ABSENT if absent else {})}
        template = described()[self.operation][1]
        path = re.sub(r"\{(\w+)\}", lambda part: quote(str(parts[part[1]]), safe="~"), template)
        query = urlencode(self.query(world))
        return f"{path}?{query}" if query else path

    def send(self, client: Any, world: World, headers: dict[str, str], *, absent: bool = False) -> Any:
        ask = getattr(client, self.method)
        address = f"{V1}{self.path(world, absent=absent)}"
        if self.form:
            return ask(address, self.form(world), headers=headers)
        if self.is_read:
            return ask(address, headers=headers)
        body = json.dumps(self.body(world)) if self.body else b""
        return ask(address, body, content_type="application/json", headers=headers)


V1 = "/api/v1"


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


@cache
def described() -> dict[str, tuple[str, str]]:
    """Operation → method and path behind /api/v1."""
    return {call["operationId"]: (method, path) for method, path, call in operations()}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, calls in description()["paths"].items():
        for method, call in calls.items():
            yield method, path.removeprefix(V1), call


def home(world: World) -> dict[str, Any]:
    return {"household_id": world.home.household_id.replace("~", "~0").replace("/", "~1")}


def place(**more: Any) -> Made:
    return lambda world: {"area_code": people.VILLAGE, "reference_on": DAY, **more}


def table(name: str) -> Made:
    return lambda world: {"name": name}


def upload(world: World) -> dict[str, Any]:
    return {**place()(world), "sender": "镇上报", "period": "2025", "files": w.table("QS-9", "周进福")}


def run(world: World) -> dict[str, Any]:
    return {"area_code": people.VILLAGE, "pack": screened.PACK, "on": str(screened.WITHIN)}


def batch(name: str, operation: str, **more: Any) -> Call:
    return Call(operation, IMPORT, (P.IMPORT,), at=of(name), **more)


CALLS = (
    Call("me", VIEW, beside=200),
    Call("areas", VIEW, (P.STATISTICS_VIEW,), query=lambda world: {"level": "village"}, beside=200),
    Call("tables", VIEW, beside=200),
    Call(
        "table_rows",
        TAKE,
        (P.HOUSEHOLD_VIEW, P.EXPORT),
        at=table("households"),
        shows=("QS-7",),
        beside=200,
    ),
    Call("household", VIEW, (P.HOUSEHOLD_VIEW,), at=home, shows=("QS-7",)),
    Call("reasons", VIEW, (P.HOUSEHOLD_VIEW,), at=home, shows=("QS-7",)),
    Call("packs", VIEW, beside=200),
    Call("runs", VIEW, (P.STATISTICS_VIEW,), beside=200),
    Call("run_start", SCREEN, (P.SCREENING_RUN,), body=run, gives=202, beside=409),
    Call("run", VIEW, (P.STATISTICS_VIEW,), at=of("run"), around="bangren"),
    Call("findings", TAKE, (P.HOUSEHOLD_VIEW, P.EXPORT), at=of("run"), shows=("QS-7",)),
    Call("counts", VIEW, (P.STATISTICS_VIEW,), at=of("run"), around="bangren"),
    Call("imports", IMPORT, (P.IMPORT,), shows=("甄",), beside=200),
    Call("import_files", IMPORT, (P.IMPORT,), form=upload, gives=202, beside=409),
    Call(
        "import_rows",
        IMPORT,
        (P.IMPORT,),
        at=table("incomes"),
        body=place(rows=[WAGE]),
        gives=202,
        beside=409,
    ),
    Call(
        "import_tables",
        IMPORT,
        (P.IMPORT,),
        body=place(tables={"households": [HOME], "persons": [PERSON]}),
        gives=202,
        beside=409,
    ),
    batch("batch", "import_one", shows=("甄",)),
    batch("batch", "import_problems"),
    batch("batch", "import_refused"),
    batch("batch", "import_compare", body=lambda world: {"blank": "keep"}, shows=("甄",), gives=202),
    batch("batch", "import_commit", shows=("甄",), gives=202),
    batch("batch", "import_discard", shows=("甄",)),
    batch("written", "import_undo", shows=("甄",), gives=202),
)
BY_NAME = {call.operation: call for call in CALLS}
