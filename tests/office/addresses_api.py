"""Who finds what at the addresses of hooks and of the API's reference: rows of `addresses.py`.  What programs ask is walked elsewhere."""

from typing import Any

from tests.office import world as w
from tests.office.audience import VIEW, WHOLE, of
from tests.office.rows import button, form, get
from tests.office.world import World

LESS = " ".join(one for one in VIEW.split() if one != "achun")


def _hook(world: World) -> dict[str, Any]:
    return {"label": "hub", "address": w.RECEIVER, "kinds": ["run.done"]}


HOOKS = [
    *get("hooks:hooks", "achun", shows=(w.HOOK,), beside=200, less=LESS),
    *form("hooks:hook-new", WHOLE, _hook, gives=200, beside=200),
    *get("hooks:hook", "achun", at=of("hook"), shows=(w.HOOK, w.RECEIVER)),
    *button("hooks:switch", "achun", at=of("hook"), query="to=off"),
    *button("hooks:rotate", "achun", at=of("hook"), gives=200),
    *button("hooks:ping", "achun", at=of("hook")),
    *get("hooks:delivery", "achun", at=of("delivery"), shows=(w.HOOK,)),
    *button("hooks:retry", "achun", at=of("delivery")),
    *get("reference:reference", VIEW, beside=200, same=True),
    *get("reference:document", VIEW, beside=200),
]
