"""A small world for tests of scope: one record of every kind in 青山, and the same work done elsewhere by twins.

Whatever belongs to the own households says so: it has a MARK in it, and nothing else has.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office import cast as people
from tests.office import screened
from tests.office.imports.conftest import HEADER, book

from shouwang.office.accounts import appointments, saved_views, tokens, users
from shouwang.office.accounts.models import Appointment, OpenSession, SavedView, Token, User
from shouwang.office.api import hooks
from shouwang.office.api.models import Delivery, Hook
from shouwang.office.areas.models import Area
from shouwang.office.imports import batches
from shouwang.office.imports.models import Batch
from shouwang.office.jobs import exporting, queue, worker
from shouwang.office.jobs.models import Job
from shouwang.office.journal.acting import Actor, acting
from shouwang.office.journal.models import Entry
from shouwang.office.kit import clock
from shouwang.office.registry import quarters
from shouwang.office.registry.care import guarantees, keyareas, links, watches
from shouwang.office.registry.homes import households
from shouwang.office.registry.models import Change, Completion, Household, IncomeWatch, KeyArea, Link, Person
from shouwang.office.registry.requests import changes, papers
from shouwang.office.registry.stated import incomes, statements
from shouwang.office.screening.completion import completing
from shouwang.office.screening.completion.completing import Filled
from shouwang.office.screening.models import Finding, Plan, Run

GRID = "甄网格"
STRUCK = "甄家一带受了水灾"
LOSS = "甄家的工没有了"
GROUP = "甄家湾"
MARKS = ("甄", "QS-7", "430921198001010014", "13907370001", "430921198001010030")
IMPORTED = "430921197507081117"
HEAD, CODE, NUMBER, PHONE, RIGHT = "甄满仓", "QS-7/1", *MARKS[2:]
ALONE, DOCTOR, REASON, PAPER, SENDER, ACCOUNT, VIEW, EVIDENCE = (
    "甄无帮",
    "甄大夫",
    "甄家添丁",
    "甄家出生证明.jpg",
    "甄记来源",
    "甄新人",
    "甄的常用查询",
    "甄家账本",
)
GREEN, GREEN_VILLAGE, EMPTY = "430921105000", "430921105201", "430921104203"
PLACES = ((GREEN, "绿水镇", "township"), (GREEN_VILLAGE, "绿水村", "village"), (EMPTY, "青空村", "village"))
TWINS = (
    # of        username     name    role                  area                   department
    ("duiyuan", "duiyou",    "邻队", "resident_member",    people.NEIGHBOUR,      ""),
    ("bangfu",  "bangren",   "邻帮", "helper",             people.VILLAGE,        ""),
    ("xiaoman", "lvzhuan",   "绿专", "township_clerk",     GREEN,                 ""),
    ("luozhen", "lvling",    "绿领", "township_leader",    GREEN,                 ""),
    ("linjie",  "taojie",    "桃姐", "county_office",      people.OTHER_COUNTY,   ""),
    ("yibao",   "taobao",    "桃保", "department_officer", people.OTHER_COUNTY,   "medical_insurance"),
    ("ducha",   "taodu",     "桃督", "inspector",          people.OTHER_COUNTY,   ""),
    ("shenji",  "taoshen",   "桃审", "auditor",            people.OTHER_COUNTY,   ""),
    ("guanli",  "taoguan",   "桃管", "administrator",      people.OTHER_COUNTY,   ""),
)  # fmt: skip
HOOK, RECEIVER = "甄家推送", "https://receiver.example.cn/in"
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"0" * 200
SPRING = date(2026, 2, 1)


@dataclass
class World:
    cast: people.Cast
    today: date
    twins: dict[str, User] = field(default_factory=dict)
    """Username in the cast → who does the same work next door."""
    others: dict[str, Household] = field(default_factory=dict)
    """Area → a household there."""
    home: Household = None  # type: ignore[assignment]
    child: Person = None  # type: ignore[assignment]
    alone: Household = None  # type: ignore[assignment]
    draft: Change = None  # type: ignore[assignment]
    waiting: Change = None  # type: ignore[assignment]
    correction: Change = None  # type: ignore[assignment]
    """Of the head's ID number, not yet submitted."""
    paper: Any = None
    expense: Any = None
    look: IncomeWatch = None  # type: ignore[assignment]
    completion: Completion = None  # type: ignore[assignment]
    link: Link = None  # type: ignore[assignment]
    doctor: Link = None  # type: ignore[assignment]
    grid: Link = None  # type: ignore[assignment]
    keyarea: KeyArea = None  # type: ignore[assignment]
    batch: Batch = None  # type: ignore[assignment]
    written: Batch = None  # type: ignore[assignment]
    export: Job = None  # type: ignore[assignment]
    queued: Job = None  # type: ignore[assignment]
    account: User = None  # type: ignore[assignment]
    appointment: Appointment = None  # type: ignore[assignment]
    view: SavedView = None  # type: ignore[assignment]
    session: OpenSession = None  # type: ignore[assignment]
    token: Token = None  # type: ignore[assignment]
    hook: Hook = None  # type: ignore[assignment]
    delivery: Delivery = None  # type: ignore[assignment]
    entry: Entry = None  # type: ignore[assignment]
    county_run: Run = None  # type: ignore[assignment]
    run: Run = None  # type: ignore[assignment]
    waiting_run: Run = None  # type: ignore[assignment]
    finding: Finding = None  # type: ignore[assignment]
    plan: Plan = None  # type: ignore[assignment]

    def __getitem__(self, username: str) -> User:
        """As they are today: whoever was asked before may hold something else by now."""
        found: User | None = getattr(self.cast, username, None)
        return User.objects.get_queryset().get(username=found.username if found else username)


def build() -> World:
    made = World(people.assemble(), clock.today())
    with acting(Actor("system:tests")):
        _neighbours(made)
        _homes(made)
        _requests(made)
        _stated(made)
        _imports(made)
        _accounts(made)
        screened.screen(made)
    return made


def photo(name: str = PAPER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PHOTO, content_type="image/jpeg")


def table(code: str = "QS-7/9", head: str = "甄进福", area: str = people.VILLAGE) -> BytesIO:
    """A workbook of one household."""
    row = [code, area, head, "一组", head, IMPORTED, "户主", "x", 1000]
    return book([row], HEADER, name=f"{head[0]}家.xlsx")


def _neighbours(made: World) -> None:
    for code, name, level in PLACES:
        Area(code=code, name=name, level=level, valid_from=people.START).save(force_insert=True)
    made.twins["achun"] = made.cast.laobai
    for of, username, name, role, area, department in TWINS:
        twin = User(username=username, full_name=name, must_change_password=False, area_code=area)
        twin.set_password(people.PASSWORD)
        twin.save()
        Appointment(user=twin, role=role, area_code=area, department=department, since=people.START).save()
        made.twins[of] = twin
    for area, head in ((people.NEIGHBOUR, "白家福"), (GREEN_VILLAGE, "绿家旺"), (people.FAR, "桃家昌")):
        by = made.twins["linjie"] if area == people.FAR else made.cast.linjie
        made.others[area] = settle(by, area, head)
    # The other helper's household lies in the same village.
    made.others[people.VILLAGE] = settle(made.cast.linjie, people.VILLAGE, "邻家和")
    line = made.twins["bangfu"].appointments_now[0].line
    links.link(made.others[people.VILLAGE], "helper", since=SPRING, by=made.cast.linjie, line=line)


def settle(by: User, area: str, head: str, *, code: str = "", **facts: Any) -> Household:
    given = {"origin": "lifted", "monitoring_type": "marginal", **facts}
    spouse = {"name": f"{head[0]}二妹", "relation": "spouse", "sex": "female"}
    return households.register(
        given,
        [{"name": head, "relation": "head"}, spouse],
        area_code=area,
        by=by,
        on=SPRING,
        household_id=code,
    )


def _homes(made: World) -> None:
    cast = made.cast
    made.home = households.register(
        {"origin": "lifted", "monitoring_type": "marginal", "house_grade": "B", "phone": PHONE},
        [
            {"name": HEAD, "relation": "head", "id_number": NUMBER, "health": "healthy"},
            {"name": "甄小苗", "relation": "child", "sex": "male", "birth_date": date(2015, 5, 1)},
        ],
        area_code=people.VILLAGE,
        by=cast.linjie,
        on=SPRING,
        household_id=CODE,
    )
    made.child = made.home.persons.get(name="甄小苗")
    made.alone = settle(cast.linjie, people.VILLAGE, ALONE, code="QS-7-2")
    line = cast.bangfu.appointments_now[0].line
    made.link = links.link(made.home, "helper", since=SPRING, by=cast.linjie, line=line)
    made.doctor = links.link(made.home, "doctor", since=SPRING, by=cast.linjie, name=DOCTOR)
    village = Area.objects.get(pk=people.VILLAGE)
    made.grid = links.link_place(village, "grid", since=SPRING, by=cast.linjie, name=GRID)
    made.keyarea = keyareas.mark(village, "disaster_struck", reason=STRUCK, since=SPRING, by=cast.linjie)


def _requests(made: World) -> None:
    by, on = made.cast.achun, made.today
    born = {"sex": "female", "relation": "grandchild"}
    made.draft = changes.draft(
        made.home, "birth", {"name": "甄大喜", **born}, happens_on=on, by=by, on=on, reason=REASON
    )
    made.paper = papers.attach(made.home, photo(), title=PAPER, by=by, change=made.draft)
    made.waiting = changes.draft(
        made.home, "birth", {"name": "甄二喜", **born}, happens_on=on, by=by, on=on, reason=REASON
    )
    changes.submit(made.waiting, by=by, on=on)
    said = {"person": made.home.persons.get(name=HEAD).person_id, "id_number": RIGHT}
    made.correction = changes.draft(made.home, "id", said, happens_on=on, by=by, on=on, reason=REASON)


def _stated(made: World) -> None:
    by, on = made.cast.achun, made.today
    line = {"kind": "wage", "amount": "12000", "forecast": False, "how": "工资条", "evidence": EVIDENCE}
    incomes.state(made.home, "2025", [line], by=by, on=on)
    spent = {"period": "2025", "kind": "medical", "amount": "300", "insurance_payout": "0"}
    made.expense = statements.add("expenses", made.home, spent, by=by, evidence=EVIDENCE)
    helped = {"kind": "industry", "starts_on": "2026-01-05", "amount": "800", "development": "true"}
    statements.add("measures", made.home, helped, by=by, evidence=EVIDENCE)
    told = {"kind": "petition", "occurred_on": on - timedelta(days=2), "channel": "people"}
    statements.add("events", made.home, told, by=by, evidence=EVIDENCE)
    guarantees.check(
        made.home,
        "housing",
        "met",
        checked_on=on - timedelta(days=90),
        next_check_on=on - timedelta(days=1),
        by=by,
        on=on,
        evidence=EVIDENCE,
    )
    group = Filled(made.alone, {"group_name": GROUP}, made.alone.version)
    completing.complete([completing.asked("households.group_name")], [group], by=by, on=on)
    made.completion = Completion.objects.get()
    made.look = watches.check(
        made.home,
        quarters.of(on),
        {"channel": "no", "job": "stable", "level": "down"},
        checked_on=on,
        by=by,
        on=on,
        note=LOSS,
    )


def _imports(made: World) -> None:
    clerk = made.cast.xiaoman
    made.batch = compared(made, table(), clerk, people.TOWNSHIP, SENDER)
    made.written = compared(made, table("QS-7/8", "甄写入"), clerk, people.TOWNSHIP, SENDER)
    batches.commit(made.written, by=clerk)
    worker.work_off()
    compared(made, table("LS-1", "绿进", GREEN_VILLAGE), made.twins["xiaoman"], GREEN, "绿水来源")
    made.export = exporting.ask(exporting.found("households", clerk, ""), by=clerk)
    worker.work_off()
    made.queued = queue.enqueue(
        exporting.KIND, {"name": "households", "query": ""}, by=clerk, area_code=people.TOWNSHIP
    )
    for kept in (made.batch, made.written, made.export):
        kept.refresh_from_db()


def compared(made: World, stream: BytesIO, by: User, area: str, sender: str) -> Batch:
    day = made.today
    batch = batches.upload(
        [stream], area_code=area, sender=sender, period="2025", by=by, on=day, reference_on=day
    )
    worker.work_off()
    batch.refresh_from_db()
    batches.compare(batch, reference_on=day, blank="keep", absent="keep", by=by, on=day)
    worker.work_off()
    batch.refresh_from_db()
    return batch


def _accounts(made: World) -> None:
    cast = made.cast
    made.account = users.create(username="xinren", full_name=ACCOUNT, by=cast.guanli).user
    made.appointment = appointments.appoint(
        made.account, role="village_cadre", area_code=people.VILLAGE, since=made.today, by=cast.guanli
    )
    made.view = saved_views.save(cast.achun, page="households", label=VIEW, query="f_origin=lifted")
    made.session = OpenSession(
        user=cast.achun, key="k" * 40, started_at=clock.now(), seen_at=clock.now(), agent="甄的手机"
    )
    made.session.save()
    made.token = tokens.issue(
        cast.achun.appointments_now[0],
        label="甄家接口",
        permissions=["household.view"],
        days=90,
        by=cast.achun,
        at=clock.now(),
    ).token
    _hooks(made)
    made.entry = Entry.objects.filter(kind="household", ident=CODE).first()


def _hooks(made: World) -> None:
    by = made.cast.achun
    made.hook = hooks.open_(
        by.appointments_now[0], label=HOOK, address=RECEIVER, kinds=["change.approved"], by=by, at=clock.now()
    ).hook
    made.delivery = hooks.ping(made.hook, by=by, at=clock.now())
    # Nobody answered: while one waits for its first try, another ping would be this one.
    made.delivery.tries = 1
    made.delivery.save(update_fields=["tries"])
