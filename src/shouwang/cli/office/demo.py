"""The office with a made-up county in it: built once, then started as it is.

cli/showing.py has named the home and closed what a demonstration does without before this module is imported.
"""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click
from django.conf import settings
from django.utils import translation
from rich.table import Table

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.office import demo_autumn, demo_keyareas, demo_records
from shouwang.cli.office.running import address
from shouwang.cli.office.writing import writing
from shouwang.cli.showing import UNFINISHED
from shouwang.engine.county import write
from shouwang.engine.county.block import Plan
from shouwang.engine.errors import Refused
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.roles import ROLES
from shouwang.office.areas import lists
from shouwang.office.areas.models import Area
from shouwang.office.journal.acting import Actor
from shouwang.office.kit import clock
from shouwang.office.registry.intake import loading
from shouwang.web.operations import checks, serving, setting_up

PASSWORD = "shouwang-demo"
MADE = "demo.json"
ON = date(2022, 9, 30)
"""The day of the tour's register: its policy pack is in force."""
STORM = date(2022, 10, 12)
AUTUMN = date(2022, 10, 31)
BOOKS = "表格"


class Account(NamedTuple):
    username: str
    role: str
    level: str
    department: str = ""


ACCOUNTS = (
    Account("cun", "village_cadre", "village"),
    Account("bangfu", "helper", "village"),
    Account("zhucun", "resident_member", "village"),
    Account("zhuangan", "township_clerk", "township"),
    Account("lingdao", "township_leader", "township"),
    Account("xian", "county_office", "county"),
    Account("yibao", "department_officer", "county", "medical_insurance"),
    Account("ducha", "inspector", "county"),
    Account("shenji", "auditor", "county"),
    Account("guanli", "administrator", "county"),
)


def make(out: Path, households: int) -> None:
    """Once; what was made is started as it is."""
    mark = settings.HOME / UNFINISHED
    if mark.exists():
        # What people wrote in a county of China, they wrote in Chinese.
        with translation.override(settings.LANGUAGE_CODE):
            build(out, households)
        mark.unlink()
    elif not (settings.HOME / MADE).exists():
        why = _("“{home}”里是另一套办公系统。").format(home=output.typed(settings.HOME))
        raise Refused(why, _("请用 --out 换一个目录做演示。"))


def run(out: Path, *, serve: bool) -> None:
    listening = serving.first_free("127.0.0.1", 8000) if serve else None
    show(out, address("127.0.0.1", listening.getsockname()[1]) if listening else "")
    if listening:
        serving.serve(listening, threads=8)
        click.echo(_("守望已停止；再运行 make demo 启动的还是这一套。"))


def build(out: Path, households: int) -> None:
    setting_up.make_home()
    county, tables = write.plan(households, on=ON), settings.HOME / "work" / "county"
    with output.step(_("造一个虚构的县")):
        write.write(county, tables)
    with output.step(_("建库")):
        setting_up.migrate()
    with writing(Actor("system:demo")):
        fill(county, tables, out / BOOKS)
    shutil.rmtree(tables)
    # For people who look into the directory, and for `make`, which takes only what it made itself.
    (settings.HOME / MADE).write_text(json.dumps({"households": households}), encoding="utf-8")


def fill(county: Plan, tables: Path, books_to: Path) -> None:
    with output.step(_("装入区划和用户")):
        lists.load(demo_records.table(tables, "areas"), on=ON)
        places = places_of(county)
        people = {account.role: appoint(account, places) for account in ACCOUNTS}
    with output.step(_("写一个乡镇报来的工作簿")):
        book = demo_records.write_book(county, tables, books_to, places["township"])
    with output.step(_("装入登记簿")):
        register = demo_records.as_it_was(tables, places["township"], book, county.terms[0])
        loading.load_county(register, on=ON, source="demo")
        demo_keyareas.mark(people["county_office"], places["township"], on=ON, storm=STORM)
    with output.step(_("筛查，过一个月再筛查")):
        demo_autumn.screen(people["county_office"], places["county"], ON)
        demo_autumn.pass_by(places["township"], on=AUTUMN)
        demo_autumn.screen(people["county_office"], places["county"], AUTUMN)
        demo_autumn.plan(people["county_office"], places["county"])
    with output.step(_("记入核查、联系人和变更申请")):
        demo_records.live(people, places["village"], on=clock.today())


def places_of(county: Plan) -> dict[str, str]:
    """A county, its second township – of several villages – and a village there."""
    townships = county.map.township_codes
    township = townships[min(1, len(townships) - 1)]
    villages = Area.objects.filter(code__startswith=township, level="village").order_by("code")
    return {
        "county": county.map.county.ljust(12, "0"),
        "township": township.ljust(12, "0"),
        "village": villages.values_list("code", flat=True)[0],
    }


def appoint(account: Account, places: dict[str, str]) -> User:
    role = ROLES[account.role]
    place = places[account.level]
    user = User(
        username=account.username,
        full_name=f"{role.label}{checks.DEMONSTRATION}",
        must_change_password=False,
        area_code=places["county"],
    )
    user.set_password(PASSWORD)
    user.save()
    Appointment(user=user, role=role.code, area_code=place, department=account.department, since=ON).save()
    return user


def show(out: Path, url: str) -> None:
    names = dict(Area.objects.values_list("code", "name"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("用户名"), _("角色"), _("管辖")):
        table.add_column(header)
    for account in ACCOUNTS:
        duty = Appointment.objects.filter(user__username=account.username).order_by("pk").first()
        if duty:
            table.add_row(account.username, str(duty.duty.label), names.get(duty.area_code, duty.area_code))
    output.console().print(table)
    click.echo(_("密码都是：{password}").format(password=PASSWORD))
    click.echo(_("这是演示：密码人人看得见，二次验证已关闭。不要放入真实的人。"))
    for book in sorted(path for path in (out / BOOKS).iterdir() if path.suffix in (".xlsx", ".csv")):
        click.echo(_("可以用 zhuangan 登录后上传：{book}").format(book=output.typed(book)))
    if url:
        click.echo(_("打开 {url}　按 Ctrl-C 停止").format(url=url))
