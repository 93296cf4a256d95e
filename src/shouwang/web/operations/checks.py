"""What an office has to be before people work with it: each check says one thing and what to do about it."""

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from shouwang.office.accounts.models import User
from shouwang.office.accounts.roles import ROLES
from shouwang.office.jobs import worker as jobs
from shouwang.office.jobs.models import Job, State
from shouwang.office.journal.models import Entry, Seal
from shouwang.web.operations import backups, setting_up

OK, WARN, FAIL = "ok", "warn", "fail"
OLDEST_POSTGRESQL = 13
SCARCE, SHORT = 5_000_000_000, 1_000_000_000
"""Free bytes on the disk."""
BACKUP_DAYS, SEAL_DAYS = 2, 2
LATE = timedelta(minutes=10)
CLOCK = timedelta(seconds=60)
DEMONSTRATION = "（演示）"
"""How the names of a demonstration's accounts end, whatever language it speaks."""


@dataclass(frozen=True)
class Finding:
    name: str
    state: str
    said: str
    remedy: str = ""


Check = Callable[[datetime], Iterator[Finding]]


def run(now: datetime) -> list[Finding]:
    """Everything that can be asked; what needs the data base only where it answers."""
    found = [finding for check in BARE for finding in check(now)]
    try:
        connection.ensure_connection()
    except DatabaseError:
        remedy = _("请检查 DATABASE_URL，并确认数据库服务器已启动。")
        return [*found, Finding(_("数据库"), FAIL, _("连不上"), remedy)]
    found += database(now)
    missing = setting_up.pending()
    if missing:
        remedy = _("请先 shouwang backup，再 shouwang init。")
        return [
            *found,
            Finding(_("结构更新"), FAIL, _("还差 {count} 步，或尚未建库").format(count=len(missing)), remedy),
        ]
    found.append(Finding(_("结构更新"), OK, _("已是最新")))
    return found + [finding for check in OF_OFFICE for finding in check(now)]


def https(_now: datetime) -> Iterator[Finding]:
    if settings.HTTPS:
        yield Finding("HTTPS", OK, _("已声明，登录状态只经加密连接传送"))
    elif _is_local():
        yield Finding("HTTPS", OK, _("只供本机使用，不需要"))
    else:
        yield Finding(
            "HTTPS",
            FAIL,
            _("其他电脑能访问，却没有 HTTPS"),
            _("请在前面放 HTTPS 代理，并设 SHOUWANG_HTTPS=1。"),
        )
    if settings.HTTPS and not settings.BEHIND_PROXY:
        remedy = _("请设 SHOUWANG_PROXY=1，否则日志里的来源地址都是代理的。")
        yield Finding(_("代理"), WARN, _("有 HTTPS，却没有声明代理"), remedy)


def _is_local() -> bool:
    return set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}


def hosts(_now: datetime) -> Iterator[Finding]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(_("主机名"), FAIL, _("接受任何主机名"), _("请在 SHOUWANG_HOSTS 里写出真实的主机名。"))
    else:
        yield Finding(_("主机名"), OK, _("、").join(settings.ALLOWED_HOSTS))


def secrets(_now: datetime) -> Iterator[Finding]:
    names = ("secret.key", "digest.key", "journal.key")
    lacking = [name for name in names if not (settings.KEYS / name).exists()]
    if lacking:
        yield Finding(
            _("密钥"),
            FAIL,
            _("缺少 {names}").format(names=_("、").join(lacking)),
            _("请从备份恢复密钥目录；新装的先运行 shouwang init。"),
        )
    else:
        yield Finding(_("密钥"), OK, _("齐全"))


def permissions(_now: datetime) -> Iterator[Finding]:
    if os.name != "posix":
        yield Finding(
            _("权限"), WARN, _("Windows 上不能自动核对"), _("请确认数据目录只有运行守望的账户能打开。")
        )
        return
    places = [settings.HOME, settings.KEYS, *settings.KEYS.rglob("*")]
    files = [settings.HOME / "shouwang.sqlite3"] if settings.SQLITE else []
    # Outsiders get into nothing below a closed home.
    open_ = [
        path for path in [*places, *files] if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_:
        remedy = _("请运行：{command}").format(command=f"chmod -R go= {settings.HOME} {settings.KEYS}")
        yield Finding(
            _("权限"),
            FAIL,
            _("其他账户能读 {path} 等 {count} 处").format(path=open_[0], count=len(open_)),
            remedy,
        )
    else:
        yield Finding(_("权限"), OK, _("数据目录和密钥只有本账户能读"))


def space(_now: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    state = FAIL if free < SHORT else WARN if free < SCARCE else OK
    yield Finding(
        _("磁盘"),
        state,
        _("还剩 {size:,.1f} GB").format(size=free / 1e9),
        "" if state == OK else _("请腾出空间，或换更大的磁盘。"),
    )


def database(_now: datetime) -> list[Finding]:
    return list(_sqlite() if connection.vendor == "sqlite" else _postgresql())


def _sqlite() -> Iterator[Finding]:
    yield Finding(_("数据库"), OK, f"SQLite {sqlite3.sqlite_version}")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode == "wal":
        yield Finding(_("预写日志"), OK, "WAL")
    else:
        remedy = _("请把数据目录放在本机磁盘上，不要放在网络共享里。")
        yield Finding(_("预写日志"), FAIL, _("是 {mode}，不是 WAL").format(mode=mode), remedy)


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding), datcollate,"
            " current_setting('fsync'), current_setting('full_page_writes')"
            " FROM pg_database WHERE datname = current_database()"
        )
        number, encoding, collation, *safe = cursor.fetchone()
    version = number // 10_000
    if version < OLDEST_POSTGRESQL:
        remedy = _("请升级到 PostgreSQL {oldest} 或更新的版本。").format(oldest=OLDEST_POSTGRESQL)
        yield Finding(_("数据库"), FAIL, _("PostgreSQL {version} 太旧").format(version=version), remedy)
    else:
        yield Finding(_("数据库"), OK, f"PostgreSQL {version}")
    if encoding != "UTF8":
        yield Finding(
            _("字符编码"),
            FAIL,
            encoding,
            _("请用 createdb --encoding=UTF8 --template=template0 重建数据库。"),
        )
    else:
        yield Finding(_("字符编码"), OK, _("UTF8，排序 {collation}").format(collation=collation))
    if "off" in safe:
        yield Finding(
            _("预写日志"),
            FAIL,
            _("fsync 或 full_page_writes 已关闭"),
            _("断电会丢数据：请在 postgresql.conf 打开。"),
        )
    else:
        yield Finding(_("预写日志"), OK, _("写入后落盘"))


def worker(now: datetime) -> Iterator[Finding]:
    late = Job.objects.filter(state=State.QUEUED, created_at__lt=now - LATE).count()
    if not jobs.alive():
        remedy = _("请启动 shouwang serve（自带）或 shouwang worker。")
        yield Finding(_("后台任务"), FAIL, _("没有进程在处理"), remedy)
    elif late:
        yield Finding(
            _("后台任务"),
            WARN,
            _("{count} 项排队超过十分钟").format(count=late),
            _("可再启动一个 shouwang worker。"),
        )
    else:
        yield Finding(_("后台任务"), OK, _("有进程在处理"))


def clock(now: datetime) -> Iterator[Finding]:
    ahead = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    if ahead and ahead > now + CLOCK:
        yield Finding(
            _("时钟"),
            FAIL,
            _("比日志里最后一条（{at:%Y-%m-%d %H:%M}）还早").format(at=ahead),
            _("请校准本机时间。"),
        )
    elif (off := _off(now)) > CLOCK:
        yield Finding(
            _("时钟"),
            WARN,
            _("与数据库服务器相差 {seconds:.0f} 秒").format(seconds=off.total_seconds()),
            _("请两台机器都对时。"),
        )
    else:
        yield Finding(
            _("时钟"), OK, _("{at:%Y-%m-%d %H:%M}（{zone}）").format(at=now, zone=settings.TIME_ZONE)
        )


def _off(now: datetime) -> timedelta:
    if connection.vendor == "sqlite":
        return timedelta(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    return abs(now - theirs)


def backup(now: datetime) -> Iterator[Finding]:
    remedy = _("请运行 shouwang backup，并每天定时运行（见 docs/running.zh-CN.md）。")
    made = last_backup()
    at = made and timezone.localtime(made)
    if at is None:
        yield Finding(_("备份"), WARN, _("还没有做过"), remedy)
    elif now - at > timedelta(days=BACKUP_DAYS):
        yield Finding(_("备份"), WARN, _("最近一次是 {at:%Y-%m-%d %H:%M}").format(at=at), remedy)
    else:
        yield Finding(_("备份"), OK, _("最近一次是 {at:%Y-%m-%d %H:%M}").format(at=at))


def last_backup() -> datetime | None:
    try:
        said = json.loads(Path(settings.HOME / backups.LAST).read_text(encoding="utf-8"))
        return parse_datetime(said["at"])
    except (OSError, ValueError, KeyError):
        return None


def sealing(now: datetime) -> Iterator[Finding]:
    last = Seal.objects.order_by("-at").values_list("at", flat=True).first()
    at = last and timezone.localtime(last)
    remedy = _("请运行 shouwang journal head --out 文件，打印并另外保管。")
    if at is None:
        yield Finding(_("日志封存"), WARN, _("还没有封存过"), remedy)
    elif now - at > timedelta(days=SEAL_DAYS):
        yield Finding(_("日志封存"), WARN, _("最近一次是 {at:%Y-%m-%d}").format(at=at), remedy)
    else:
        yield Finding(_("日志封存"), OK, _("最近一次是 {at:%Y-%m-%d}").format(at=at))


def accounts(_now: datetime) -> Iterator[Finding]:
    shown = User.objects.filter(full_name__endswith=DEMONSTRATION, is_active=True).count()
    if shown:
        remedy = _("演示账户的密码人人知道：正式使用请另建数据目录，或停用这些账户。")
        yield Finding(_("演示账户"), FAIL, _("有 {count} 个在用").format(count=shown), remedy)
    else:
        yield Finding(_("演示账户"), OK, _("没有"))
    yield second_factor()


def second_factor() -> Finding:
    """Of every role that can be held for a whole county."""
    without = [
        str(role.label)
        for role in ROLES.values()
        if "county" in role.levels and role.code not in settings.SECOND_FACTOR
    ]
    if not without:
        return Finding(_("二次验证"), OK, _("县级岗位须用动态口令"))
    remedy = _("请去掉 SHOUWANG_SECOND_FACTOR，或把这些角色写进去，让县级岗位都用动态口令。")
    return Finding(
        _("二次验证"), WARN, _("县级岗位不用动态口令：{roles}").format(roles=_("、").join(without)), remedy
    )


BARE: tuple[Check, ...] = (https, hosts, secrets, permissions, space)
OF_OFFICE: tuple[Check, ...] = (worker, clock, backup, sealing, accounts)
