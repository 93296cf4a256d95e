"""Who of the cast may do what, and the parts of addresses that rows share."""

from typing import Any

from tests.office.rows import Made
from tests.office.world import World

LIVES = "achun xiaoman luozhen linjie laohe bangfu duiyuan yibao ducha shenji guanli"
"""Everybody of the cast who works in the county of 青山村."""
VIEW = "achun xiaoman luozhen linjie laohe bangfu duiyuan yibao ducha"
REVEAL = "achun xiaoman linjie laohe bangfu duiyuan ducha"
ASK = "achun xiaoman linjie laohe bangfu duiyuan"
FILL = "achun xiaoman linjie laohe duiyuan"
"""Who asks and reaches whole villages."""
CHECK = f"{ASK} yibao"
WHOLE = "achun xiaoman luozhen linjie laohe duiyuan yibao ducha"
"""Who sees all households of the village, not only linked ones."""
LINK = "achun xiaoman linjie laohe"
COUNTY = "linjie laohe"
TAKE = "achun xiaoman luozhen linjie laohe ducha"
BATCH = "xiaoman luozhen linjie laohe"
IMPORT = "xiaoman linjie laohe"
AREA = "linjie laohe guanli"
LEADER = "luozhen"
SCREEN = "xiaoman linjie laohe"


def home(world: World) -> dict[str, Any]:
    return {"household_id": world.home.household_id}


def of(name: str, key: str = "pk", **more: Any) -> Made:
    """The parts of an address about one thing of the world."""
    return lambda world: {key: getattr(world, name).pk, **more}


def at_home(**more: Any) -> Made:
    return lambda world: {**home(world), **more}


def area(code: str) -> Made:
    return lambda world: {"code": code}


def day(world: World) -> str:
    return world.today.isoformat()
