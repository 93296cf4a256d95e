"""`init`, `serve`, `worker`: an office is set up, runs, and works through its jobs."""

import os
import signal
import socket
import threading
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import translation

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.cli.office.writing import writing
from shouwang.engine.errors import Refused
from shouwang.office.areas import lists
from shouwang.office.jobs import worker as jobs
from shouwang.office.journal.acting import Actor
from shouwang.office.kit import clock
from shouwang.web.operations import children, presence, serving, setting_up

THREADS = click.option(
    "--threads", type=click.IntRange(1, 64), default=8, show_default=True, help=_("每个进程同时处理的请求数")
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=_("建好数据目录、密钥和数据库，建第一个管理员。可以重复运行。"))
@click.option(
    "--admin",
    default="admin",
    metavar=pgettext("metavar", "用户名"),
    show_default=True,
    help=_("第一个管理员的用户名"),
)
@click.option(
    "--area", metavar=pgettext("metavar", "代码"), help=_("管理员所在省、市、县的区划代码，例如 430921")
)
@click.option(
    "--areas",
    "area_list",
    type=FILE,
    metavar=pgettext("metavar", "文件"),
    help=_("行政区划名单（Excel、CSV、Parquet）"),
)
def init(admin: str, area: str | None, area_list: Path | None) -> None:
    if area:
        setting_up.place(area)  # a mistake shows before anything is made
    setting_up.make_home()
    with output.step(_("正在建库")):
        new = setting_up.migrate()
    say_home(new)
    with writing(Actor("system:init")):
        if area_list:
            lists.load(area_list, on=clock.today(), by=None)
            click.echo(_("区划：已读入 {path}").format(path=output.typed(area_list)))
        say_administrator(admin, area)
    click.echo(_("接下来：shouwang serve"))


def say_home(new: int) -> None:
    click.echo(_("数据目录：{home}").format(home=output.typed(settings.HOME)))
    said = _("数据库：{name}，新做 {count} 步结构更新") if new else _("数据库：{name}，已是最新")
    click.echo(said.format(name="SQLite" if settings.SQLITE else "PostgreSQL", count=new))


def say_administrator(admin: str, area: str | None) -> None:
    """The password is shown once and stands nowhere."""
    if area is None and setting_up.has_administrator(on=clock.today()):
        click.echo(_("管理员：已有，不再新建"))
        return
    if area is None:
        raise Refused(
            _("还没有管理员，也没有说明管理员管哪里。"), _("请加 --area，例如 shouwang init --area 430921。")
        )
    password = setting_up.first_administrator(admin, area, on=clock.today())
    if password is None:
        click.echo(_("管理员：已有，不再新建"))
        return
    said = _("管理员：{admin}\n初始密码：{password}\n密码只显示这一次；第一次登录须修改。")
    click.echo(said.format(admin=admin, password=password))


@click.command(help=_("启动办公系统：网页和后台任务，一条命令。Ctrl-C 停止。"))
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar=pgettext("metavar", "地址"),
    help=_("在哪个地址上提供服务"),
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help=_("端口"))
@click.option(
    "--processes",
    type=click.IntRange(1, 32),
    metavar=pgettext("metavar", "个数"),
    help=_("网页进程数，合用一个端口；不写时 SQLite 用 1 个，PostgreSQL 每个处理器核 1 个，最多 4 个"),
)
@THREADS
@click.option("--no-worker", is_flag=True, help=_("不带后台任务进程（另行运行 shouwang worker 时）"))
def serve(host: str, port: int, processes: int | None, threads: int, no_worker: bool) -> None:
    setting_up.refuse_not_ready()
    many = processes or serving.usual_processes()
    if many > 1 and os.name != "posix":
        raise Refused(_("Windows 上只能用一个网页进程。"), _("请去掉 --processes。"))
    listening = serving.listen(host, port)
    url = address(host, listening.getsockname()[1])
    click.echo(_("守望已启动：{url}　按 Ctrl-C 停止").format(url=url))
    warn_of_open_doors(host)
    serving.serve(listening, threads=threads, processes=many, worker=not no_worker)
    click.echo(_("守望已停止"))


@click.command(hidden=True, help=_("serve 的网页进程之一；由 serve 启动。"))
@click.argument("door", type=int)
@THREADS
def pages(door: int, threads: int) -> None:
    serving.serve_beside(socket.socket(fileno=door), threads=threads)


def address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def warn_of_open_doors(host: str) -> None:
    if host not in ("127.0.0.1", "localhost", "::1") and not settings.HTTPS:
        warning = _("注意：其他电脑能以未加密的 HTTP 访问。请在前面放 HTTPS 代理，见 docs/running.zh-CN.md")
        click.echo(warning, err=True)


@click.command(help=_("后台任务进程。serve 已带一个；多进程部署时单独运行。"))
@click.option("--with-parent", is_flag=True, hidden=True)
def worker(with_parent: bool) -> None:
    setting_up.refuse_not_ready()
    stop = threading.Event()
    for number in stopping_signals():
        signal.signal(number, lambda *_: stop.set())
    if with_parent:
        children.when_parent_ends(stop.set)
    # Each job in the language of whoever asked for it; what nobody asked for in Chinese, whoever started us.
    with presence.announced(settings.HOME, "worker"), translation.override(settings.LANGUAGE_CODE):
        jobs.run(stop)


def stopping_signals() -> list[Any]:
    """SIGTERM hands the job back as Ctrl-C does."""
    return [signal.SIGINT, signal.SIGTERM] if os.name == "posix" else [signal.SIGINT]
