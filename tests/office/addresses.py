"""Who finds what at every address of the office.  A new address needs its rows here, one of screening in
addresses_screening.py, one of hooks in addresses_api.py.

`get`, `post`: one row.  `form`: GET shows it, POST does it.  `button`: POST does it, GET is no address.  `free`: for
anybody signed in.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office import cast as people
from tests.office import world as w
from tests.office.addresses_api import HOOKS
from tests.office.addresses_screening import REASONS, SCREENING, SITUATION
from tests.office.audience import (
    AREA,
    ASK,
    BATCH,
    CHECK,
    COUNTY,
    FILL,
    IMPORT,
    LEADER,
    LINK,
    LIVES,
    REVEAL,
    TAKE,
    VIEW,
    WHOLE,
    area,
    at_home,
    day,
    home,
    of,
)
from tests.office.rows import Row, button, form, free, get, post
from tests.office.world import World

from shouwang.office.imports.models import Batch
from shouwang.office.registry import quarters
from shouwang.office.registry.forms.facts import FACT
from shouwang.office.registry.requests import changes
from shouwang.office.registry.stated import incomes


def _user(world: World) -> dict[str, Any]:
    return {"username": world.account.username}


def _token(world: World) -> dict[str, Any]:
    return {
        "label": "县民政接口",
        "permissions": ["household.view"],
        "days": "90",
        "password": people.PASSWORD,
    }


def _birth(world: World) -> dict[str, Any]:
    return {
        "name": "甄三喜",
        "sex": "female",
        "relation": "grandchild",
        "happens_on": day(world),
        "seen": world.home.version,
        "reason": "",
    }


def _line(world: World) -> dict[str, Any]:
    return {
        "line-TOTAL_FORMS": "1",
        "line-INITIAL_FORMS": "0",
        "line-0-kind": "wage",
        "line-0-amount": "5000",
        "line-0-forecast": "false",
        "seen": incomes.mark(incomes.sheet(world.home, "2025")),
    }


def _befell(world: World) -> dict[str, Any]:
    answers = {"kind": "drought", "occurred_on": day(world), "channel": "grid_worker", "home": world.home.pk}
    return answers | {f"amount-{world.home.pk}": "500"}


def _looked(world: World) -> dict[str, Any]:
    answers = {"channel": "yes", "job": "stable", "level": "same"}
    return answers | {"quarter": quarters.of(world.today).code, "checked_on": day(world)}


def _csv(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("名单.csv", text.encode(), content_type="text/csv")


def _areas(world: World) -> dict[str, Any]:
    listed = "区划代码,名称,级别\n430921104299,青禾村,村\n"
    return {"file": _csv(listed), "on": day(world)}


def _ended(client: Any, world: World) -> None:
    client.post(f"/areas/{w.EMPTY}/end/", {"on": day(world)})


def _listed(client: Any, world: World) -> None:
    client.post("/areas/list/", _areas(world))


def _guarded(client: Any, world: World) -> None:
    batch = Batch.objects.get(pk=world.batch.pk)
    batch.guards = [{"code": "gone", "why": "甄家要退出登记。"}]
    batch.save()


def _upload(world: World) -> dict[str, Any]:
    stream = w.table()
    return {
        "uploads": SimpleUploadedFile(stream.name, stream.read()),
        "sender": w.SENDER,
        "reference_on": day(world),
        "area_code": people.TOWNSHIP,
    }


DESK = [
    *get("desk", LIVES, beside=200, newcomer=302),
    *get("find", VIEW, beside=200),
    *post("find", VIEW, sends=lambda world: {"q": w.HEAD}, beside=200, quiet=True),
    *post("find", VIEW, sends=lambda world: {"q": w.CODE}, beside=200, quiet=True, case="code"),
    *post("find", VIEW, sends=lambda world: {"q": w.NUMBER}, beside=200, quiet=True, case="number"),
    *post("find", VIEW, sends=lambda world: {"q": w.PHONE}, beside=200, quiet=True, case="phone"),
    *post("find", WHOLE, 200, sends=lambda world: {"q": "甄"}, beside=200, quiet=True, shows=(w.ALONE,), case="many",
          less="bangfu"),
    *free(get("health", LIVES, visitor=200)),
    *free(post("health", LIVES, 405, visitor=405, quiet=True)),
    *free(get("set_language", LIVES, gives=302)),
    *free(post("set_language", LIVES, sends=lambda world: {"language": "en"}, quiet=True)),
]  # fmt: skip

LISTS = [
    *get("registry:households", VIEW, shows=(w.HEAD,), beside=200),
    *get("registry:uncovered", WHOLE, shows=(w.ALONE,), beside=200, less="bangfu"),
    *get("registry:measures", VIEW, shows=(w.HEAD,), beside=200),
    *get("registry:events", VIEW, shows=(w.HEAD, "群众反映"), beside=200),
    *get("registry:unaided", WHOLE, shows=(w.ALONE,), beside=200, less="bangfu"),
    *get("registry:persons", VIEW, shows=("甄小苗",), beside=200),
    *get("registry:changes", VIEW, shows=(w.HEAD,), beside=200),
    *get("registry:guarantees-due", VIEW, shows=(w.HEAD,), beside=200),
    *get("registry:watches", VIEW, shows=(w.HEAD,), beside=200),
    *get(
        "registry:watches",
        WHOLE,
        query="look=none",
        shows=(w.ALONE,),
        beside=200,
        less="bangfu",
        case="unseen",
    ),
    *get("registry:watch-coverage", VIEW, beside=200),
    *get("registry:completions", FILL, shows=("阿春",), beside=200, less="bangfu"),
    *get("registry:place-links", WHOLE, shows=(w.GRID,), beside=200, less="bangfu"),
    *get("registry:keyareas", WHOLE, shows=(w.STRUCK,), beside=200, less="bangfu"),
]

RECORDS = [
    *get("registry:household", VIEW, at=home, shows=(w.HEAD, "甄小苗", w.DOCTOR, w.GRID, w.EVIDENCE)),
    *get("registry:household", VIEW, at=home, query="on=2026-03-01", shows=(w.HEAD,), case="as-of"),
    *get("registry:household", WHOLE, at=lambda world: {"household_id": world.alone.household_id}, case="unlinked"),
    *get("registry:person", VIEW, at=lambda world: {"person_id": world.child.person_id}, shows=("甄小苗", w.HEAD)),
    *button("registry:reveal", REVEAL, at=lambda world: {"kind": "household", "ident": w.CODE, "field": "phone"},
            gives=200, shows=(w.PHONE,), quiet=True),
    *form("registry:household-facts", ASK,
          lambda world: {"seen": world.home.version, "on": day(world), "reason": "", f"{FACT}group_name": "九组"},
          at=home),
    *form("registry:person-facts", ASK,
          lambda world: {"seen": world.child.version, "on": day(world), "reason": "", f"{FACT}ethnicity": "汉族"},
          at=lambda world: {"person_id": world.child.person_id}),
    *form("registry:household-new", COUNTY,
          lambda world: {"area": people.VILLAGE, "head-name": "新户", "on": day(world)}, beside=422),
]  # fmt: skip

CHANGES = [
    *get("registry:change-choose", ASK, at=home, shows=("甄小苗",)),
    *form("registry:change-new", ASK, _birth, at=at_home(kind="birth")),
    *[
        row
        for kind in ("death", "marriage_in", "marriage_out", "move_in", "move_out", "split", "merge", "head", "id", "facts")
        for row in get("registry:change-new", ASK, at=at_home(kind=kind), case=kind)
    ],
    *get("registry:change", VIEW, at=of("draft"), shows=(w.HEAD, "甄大喜", w.PAPER)),
    *get("registry:change", VIEW, at=of("waiting"), shows=("甄二喜",), case="waiting"),
    *form("registry:change-revise", "achun", _birth, at=of("draft"), refused="xiaoman linjie laohe bangfu duiyuan"),
    *form("registry:change-papers", ASK, lambda world: {"papers": w.photo()}, at=of("draft")),
    *button("registry:change-submit", "achun", at=of("draft"), refused="xiaoman linjie laohe bangfu duiyuan"),
    *button("registry:change-withdraw", "achun", at=of("waiting"), refused="xiaoman linjie laohe bangfu duiyuan"),
    *form("registry:change-decide", COUNTY,
          lambda world: {"verdict": "approve", "decision": "", "read": changes.mark(world.waiting, by=world.cast.linjie)},
          at=of("waiting"),
          shows=("甄二喜",)),
    *[
        row
        for side, number in (("old", w.NUMBER), ("new", w.RIGHT))
        for row in button("registry:change-reveal", REVEAL, at=of("correction", number=0, field="id_number", side=side),
                          gives=200, shows=(number,), quiet=True, case=side)
    ],
    *get("registry:paper", REVEAL, at=of("paper")),
]  # fmt: skip

STATED = [
    *form("registry:income-new", ASK, lambda world: {"period": "2026"}, at=home, quiet=True),
    *form("registry:income", ASK, _line, at=at_home(period=2025), shows=(w.EVIDENCE,)),
    *form("registry:statement-new", ASK,
          lambda world: {"period": "2026", "kind": "medical", "amount": "1", "insurance_payout": "0"},
          at=at_home(table="expenses")),
    *form("registry:statement-withdraw", ASK, lambda world: {"reason": "录错了"},
          at=of("expense", table="expenses")),
    *get("registry:events-choose", ASK, beside=200),
    *post("registry:events-choose", ASK, sends=lambda world: {"area_code": people.VILLAGE}, beside=422, quiet=True,
          around="bangren"),
    *get("registry:events-place", ASK, at=area(people.VILLAGE), shows=(w.HEAD,), around="bangren"),
    *post("registry:events-place", ASK, sends=_befell, at=area(people.VILLAGE), around="bangren", around_gives=409),
    *form("registry:guarantee-check", CHECK, lambda world: {"state": "met", "checked_on": day(world)},
          at=at_home(kind="housing")),
    *form("registry:watch-new", ASK, _looked, at=home, shows=(w.LOSS,)),
    *form("registry:watch-new", ASK, _looked, at=home, query="walk=1", case="walking"),
    *get("registry:watch", VIEW, at=of("look"), shows=(w.LOSS,)),
    *form("registry:link-new", LINK, lambda world: {"kind": "grid", "name": "网格员", "since": day(world)}, at=home),
    *form("registry:link-replace", LINK, lambda world: {"name": "新大夫", "since": day(world)}, at=of("doctor")),
    *form("registry:link-end", LINK, lambda world: {"until": day(world)}, at=of("doctor")),
    *form("registry:link-replace", LINK, lambda world: {"name": "新网格", "since": day(world)}, at=of("grid"), case="place"),
    *form("registry:link-end", LINK, lambda world: {"until": day(world)}, at=of("grid"), case="place"),
    *get("registry:place", WHOLE, at=area(people.VILLAGE), shows=(w.GRID,)),
    *form("registry:place-link-new", LINK, lambda world: {"kind": "doctor", "name": "村医", "since": day(world)},
          at=area(people.VILLAGE)),
    *get("registry:place-choose", LINK, beside=200),
    *post("registry:place-choose", LINK, sends=lambda world: {"area_code": people.VILLAGE}, beside=422, quiet=True),
    *get("registry:completion", FILL, at=of("completion"), shows=(w.GROUP,)),
    *form("registry:completion-back", FILL, lambda world: {"reason": "填错了村"}, at=of("completion")),
    *get("registry:keyarea", WHOLE, at=of("keyarea"), shows=(w.STRUCK,)),
    *get("registry:keyarea-choose", COUNTY, beside=200),
    *post("registry:keyarea-choose", COUNTY, sends=lambda world: {"area_code": people.VILLAGE}, beside=422, quiet=True),
    *form("registry:keyarea-new", COUNTY,
          lambda world: {"kind": "other", "reason": "低洼易淹", "since": day(world)}, at=area(people.VILLAGE)),
    *form("registry:keyarea-end", COUNTY, lambda world: {"until": day(world)}, at=of("keyarea")),
]  # fmt: skip

BATCHES = [
    *get("imports:batches", BATCH, shows=(w.SENDER,), beside=200),
    *form("imports:upload", IMPORT, _upload, beside=422),
    *get("imports:batch", BATCH, at=of("batch"), shows=(w.SENDER,)),
    *get("imports:understood", BATCH, at=of("batch"), shows=("户编码",)),
    *form("imports:sheet", IMPORT,
          lambda world: {"read": "on", "kind": world.batch.understood[0]["kind"], "first": 1, "last": 1},
          at=of("batch", sheet=0)),
    *form("imports:column", IMPORT, lambda world: {"target": "households.address"},
          at=of("batch", sheet=0, column=7)),
    *button("imports:read-again", IMPORT, at=of("batch"), sends=lambda world: {"period": "2025"}, refused=LEADER),
    *get("imports:problems", BATCH, at=of("batch")),
    *button("imports:problem-reveal", IMPORT, at=of("batch", number=0), gives=200, quiet=True),
    *get("imports:marked", IMPORT, at=of("batch", number=0)),
    *button("imports:discard", IMPORT, at=of("batch"), refused=LEADER),
    *form("imports:options", IMPORT,
          lambda world: {"reference_on": day(world), "blank": "keep", "absent": "keep"}, at=of("batch"),
          refused=LEADER),
    *get("imports:preview", BATCH, at=of("batch"), shows=("甄进福",)),
    *get("imports:refused", BATCH, at=of("batch")),
    *get("imports:refused-list", IMPORT, at=of("batch")),
    *form("imports:force", "linjie laohe luozhen", lambda world: {"reason": "已逐户核对"}, at=of("batch"), first=_guarded),
    *button("imports:commit", IMPORT, at=of("batch"), refused=LEADER),
    *form("imports:undo", IMPORT, lambda world: {}, at=of("written")),
]  # fmt: skip

JOBS = [
    *free(get("jobs:jobs", LIVES)),
    *get("jobs:job", "xiaoman guanli", at=of("export")),
    *button("jobs:cancel", "xiaoman", at=of("queued")),
    *get("jobs:file", "xiaoman", at=of("export")),
    Row("jobs:export", "", gives=404, query="list=households"),
    *post("jobs:export", TAKE, query="list=households&query=", beside=302),
]

AREAS = [
    *get("areas:areas", AREA, gives=302, beside=302),
    *get("areas:choose", VIEW, query="permission=household.view&name=area&levels=village",
         beside=200),
    *form("areas:upload", AREA, _areas, beside=409, quiet=True),
    *get("areas:preview", AREA, first=_listed, shows=("青禾村",), beside=302),
    *post("areas:preview", AREA, first=_listed, beside=302),
    *get("areas:area", AREA, at=area(people.VILLAGE), shows=("青山村",)),
    *form("areas:rename", AREA, lambda world: {"name": "新山村", "on": day(world)}, at=area(people.VILLAGE)),
    *form("areas:kind", AREA, lambda world: {"kind": "key_village", "on": day(world)}, at=area(people.VILLAGE)),
    *form("areas:merge", AREA, lambda world: {"into": people.NEIGHBOUR, "on": day(world)},
          at=area(people.VILLAGE)),
    *form("areas/<str:code>/merge/", AREA, lambda world: {"into": people.NEIGHBOUR, "on": day(world)},
          at=area(people.VILLAGE)),
    *form("areas:end", AREA, lambda world: {"on": day(world)}, at=area(w.EMPTY)),
    *get("areas:reopen", AREA, at=area(w.EMPTY)),
    *post("areas:reopen", AREA, at=area(w.EMPTY), first=_ended),
]  # fmt: skip

SIGNING = [
    *free(get("accounts:sign-in", LIVES, gives=302, visitor=200)),
    *free(post("accounts:sign-in", LIVES, 409, sends=lambda world: {"username": "achun", "password": "x"}, visitor=409,
               quiet=True)),
    *free(button("accounts:sign-out", LIVES, quiet=True)),
    *free(form("accounts:password", LIVES, lambda world: {
        "old": people.PASSWORD, "new": "Lvshui-2026-gao", "again": "Lvshui-2026-gao"})),
    *free(get("accounts:verify", LIVES, gives=302)),
    *free(post("accounts:verify", LIVES, 409, sends=lambda world: {"token": "000000"}, quiet=True)),
    *free(get("accounts:enrol", LIVES)),
    *free(post("accounts:enrol", LIVES, 409, sends=lambda world: {"token": "000000"}, quiet=True)),
    *free(form("accounts:codes", LIVES, lambda world: {"token": "000000"}, gives=409, quiet=True)),
    *free(form("accounts:drop", LIVES, lambda world: {"token": "000000"}, gives=409, quiet=True)),
    *get("accounts:unappointed", LIVES, gives=302, beside=302, newcomer=200),
    *free(get("accounts:account", LIVES)),
    *free(button("accounts:sessions-end", LIVES, quiet=True)),
    *button("accounts:session-end", "achun", at=of("session")),
    *form("accounts:token-new", VIEW, _token, gives=200, beside=200),
    *button("accounts:token-revoke", "achun", at=of("token")),
    *button("accounts:user-token-revoke", "guanli", at=of("token")),
    *free(button("accounts:view-save", LIVES,
                 sends=lambda world: {"page": "households", "label": "常用", "query": "f_origin=lifted"})),
    *button("accounts:view-delete", "achun", at=of("view")),
]  # fmt: skip

USERS = [
    *get("accounts:roles", "guanli", beside=200),
    *get("accounts:users", "guanli", shows=(w.ACCOUNT,), beside=200),
    *form("accounts:user-new", "guanli", lambda world: {"username": "aman", "full_name": "阿满"}, gives=200, beside=200),
    *form("accounts:user-import", "guanli",
          lambda world: {"file": _csv(f"用户名,姓名,角色,区划代码\naman,阿满,村干部,{people.VILLAGE}\n")}, gives=200,
          beside=409),
    *get("accounts:user", "guanli", at=_user, shows=(w.ACCOUNT,)),
    *form("accounts:appoint", "guanli",
          lambda world: {"role": "helper", "area_code": people.VILLAGE, "since": day(world)}, at=_user),
    *button("accounts:user-disable", "guanli", at=_user),
    *button("accounts:user-enable", "guanli", at=_user, quiet=True),
    *button("accounts:user-unlock", "guanli", at=_user, quiet=True),
    *button("accounts:user-password", "guanli", at=_user, gives=200, quiet=True),
    *button("accounts:user-factor", "guanli", at=_user, quiet=True),
    *form("accounts:appointment-end", "guanli",
          lambda world: {"on": (world.today + timedelta(days=1)).isoformat()}, at=of("appointment")),
    *form("accounts:appointment-hand-over", "guanli",
          lambda world: {"to": "duiyuan", "on": (world.today + timedelta(days=1)).isoformat()}, at=of("appointment")),
]  # fmt: skip

JOURNAL = [
    *get("journal:entries", "shenji", query="f_kind=household", shows=(w.CODE,), beside=200),
    *get("journal:entry", "shenji", at=of("entry"), shows=(w.CODE,)),
    *get("journal:seals", "shenji", beside=200),
]

PRINTED = {
    row.name: replace(row, query="&".join(filter(None, (row.query, "print=1"))), case="on-paper")
    for row in (*LISTS, *BATCHES, *JOBS, *USERS, *JOURNAL, *SCREENING)
    if row.method == "GET" and not row.case
}
"""Lists on paper are found by whoever finds them on the screen, and show nobody more."""
PAPER = [
    PRINTED[name]
    for name in (
        "registry:households",
        "registry:uncovered",
        "registry:measures",
        "registry:events",
        "registry:unaided",
        "registry:persons",
        "registry:changes",
        "registry:guarantees-due",
        "registry:watches",
        "registry:completions",
        "registry:place-links",
        "registry:keyareas",
        "screening:now",
        "screening:runs",
        "screening:findings",
        "screening:progress",
        "screening:clue-list",
        "imports:batches",
        "jobs:jobs",
        "accounts:users",
        "journal:entries",
        "journal:seals",
    )
]


ROWS = (
    *DESK,
    *LISTS,
    *PAPER,
    *RECORDS,
    *CHANGES,
    *STATED,
    *BATCHES,
    *JOBS,
    *AREAS,
    *SIGNING,
    *USERS,
    *JOURNAL,
    *SCREENING,
    *SITUATION,
    *REASONS,
    *HOOKS,
)
