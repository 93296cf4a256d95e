"""`shouwang users`: accounts from the command line, where nobody is signed in.

Whoever may run it owns the installation; the journal notes `system:users`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from django.db import transaction
from rich.table import Table

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.inside import Commands
from shouwang.cli.office.writing import writing
from shouwang.engine.errors import Refused
from shouwang.office.accounts import appointments, user_lists
from shouwang.office.accounts import users as accounts
from shouwang.office.accounts.models import Appointment, User
from shouwang.office.accounts.roles import DEPARTMENTS, ROLES
from shouwang.office.accounts.signing import plain_name
from shouwang.office.areas import names
from shouwang.office.journal.acting import Actor
from shouwang.office.kit import clock, codes

ACTOR = Actor("system:users")


@click.group("users", cls=Commands, help=_("用户：新建、导入名单、停用、重置密码。"))
def users() -> None:
    pass


@users.command("add", help=_("新建一个用户，可同时任职；一次性密码只显示一次。"))
@click.argument("username", metavar=pgettext("metavar", "用户名"))
@click.option("--name", required=True, metavar=pgettext("metavar", "姓名"), help=_("真实姓名"))
@click.option("--phone", default="", metavar=pgettext("metavar", "电话"), help=_("办公电话"))
@click.option("--role", type=click.Choice(list(ROLES)), help=_("角色"))
@click.option(
    "--area", metavar=pgettext("metavar", "代码"), help=_("辖区的区划代码；不写角色时，账号归这里的管理员管")
)
@click.option(
    "--department", type=click.Choice(list(DEPARTMENTS)), default=None, help=_("部门（行业部门人员）")
)
@click.option(
    "--since", type=output.DAY, default=None, metavar=pgettext("metavar", "日期"), help=_("任职起；默认今天")
)
def add(
    username: str,
    name: str,
    phone: str,
    role: str | None,
    area: str | None,
    department: str | None,
    since: date | None,
) -> None:
    if role and not area:
        raise Refused(_("任职要同时写角色和辖区。"), _("请同时给 --role 和 --area。"))
    place = _padded(area) if area else ""
    with writing(ACTOR), transaction.atomic():
        given = accounts.create(username=username, full_name=name, phone=phone, by=None, area_code=place)
        if role:
            appointments.appoint(
                given.user,
                role=role,
                area_code=place,
                department=department or "",
                since=since or clock.today(),
                by=None,
            )
    _tell(given.user, given.password)


@users.command(
    "load", help=_("导入用户名单（CSV）：全部建好，或指出全部错误。一次性密码写入一个只有您能读的文件。")
)
@click.argument("path", type=click.Path(path_type=Path), metavar=pgettext("metavar", "文件"))
@click.option(
    "--passwords",
    required=True,
    type=click.Path(path_type=Path),
    metavar=pgettext("metavar", "文件"),
    help=_("一次性密码写到哪里"),
)
@click.option(
    "--on",
    type=output.DAY,
    default=None,
    metavar=pgettext("metavar", "日期"),
    help=_("没有写任职起的从哪天起；默认今天"),
)
def load(path: Path, passwords: Path, on: date | None) -> None:
    data = path.read_bytes()
    with _private(passwords) as file, writing(ACTOR), transaction.atomic():
        given = user_lists.load(data, by=None, on=on or clock.today())
        # Before the users are there for good: passwords that could not be written would be lost.
        os.write(file, user_lists.passwords_csv(given))
        os.fsync(file)
    said = _("已建 {count:,} 个用户；一次性密码在 {path}，发完请删除。")
    click.echo(said.format(count=len(given), path=output.typed(passwords)))


@users.command("list", help=_("用户和他们今天的任职。"))
def list_() -> None:
    held: dict[int, list[str]] = {}
    now = list(Appointment.objects.on(clock.today()).order_by("pk"))
    places = names.paths_of(one.area_code for one in now)
    for one in now:
        held.setdefault(one.user_id, []).append(f"{places[one.area_code]} {one.duty.label}")
    table = Table(box=None)
    for heading in (_("用户名"), _("姓名"), _("状态"), _("任职")):
        table.add_column(heading)
    for user in User.objects.order_by("username"):
        state = pgettext("state", "启用") if user.is_active else pgettext("state", "停用")
        table.add_row(user.username, user.full_name, state, _("；").join(held.get(user.pk, [_("没有岗位")])))
    output.console().print(table)


@users.command("reset-password", help=_("给一个新的一次性密码，只显示一次。"))
@click.argument("username", metavar=pgettext("metavar", "用户名"))
def reset_password(username: str) -> None:
    user = _found(username)
    with writing(ACTOR):
        password = accounts.reset_password(user, by=None, on=clock.today())
    _tell(user, password)


@users.command("reset-second-factor", help=_("手机丢了：重置动态口令。"))
@click.argument("username", metavar=pgettext("metavar", "用户名"))
def reset_second_factor(username: str) -> None:
    user = _found(username)
    with writing(ACTOR):
        accounts.reset_second_factor(user, by=None, on=clock.today())
    click.echo(_("动态口令已重置。"))


@users.command("disable", help=_("停用，并在各处退出。"))
@click.argument("username", metavar=pgettext("metavar", "用户名"))
def disable(username: str) -> None:
    user = _found(username)
    with writing(ACTOR):
        accounts.disable(user, by=None, on=clock.today())
    click.echo(pgettext("user", "已停用。"))


@users.command("enable", help=_("重新启用。"))
@click.argument("username", metavar=pgettext("metavar", "用户名"))
def enable(username: str) -> None:
    user = _found(username)
    with writing(ACTOR):
        accounts.enable(user, by=None, on=clock.today())
    click.echo(_("已启用。"))


@users.command("unlock", help=_("提前解除登录锁定。"))
@click.argument("username", metavar=pgettext("metavar", "用户名"))
def unlock(username: str) -> None:
    user = _found(username)
    with writing(ACTOR):
        accounts.unlock(user, by=None, on=clock.today())
    click.echo(_("已解除锁定。"))


def _found(username: str) -> User:
    found: User | None = User.objects.filter(username__iexact=plain_name(username)).first()
    if found is None:
        raise Refused(
            _("没有用户“{name}”。").format(name=username[:40]), _("用 shouwang users list 看有哪些用户。")
        )
    return found


def _padded(code: str) -> str:
    try:
        return codes.padded(code)
    except ValueError:
        why = _("“{code}”不是区划代码。").format(code=code[:20])
        raise Refused(why, _("请写 2、4、6、9 或 12 位数字。")) from None


def _tell(user: User, password: str) -> None:
    said = _("用户名 {name}，一次性密码 {password}")
    click.echo(said.format(name=user.username, password=password))
    click.echo(_("只显示这一次；第一次登录时必须修改。"))


@contextmanager
def _private(path: Path) -> Iterator[int]:
    """A new file that only the owner reads; gone again when something went wrong."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        why = _("“{name}”已经存在。").format(name=path.name)
        raise Refused(why, _("请换一个文件名：写着密码的文件不会被覆盖。")) from None
    try:
        yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(file)
