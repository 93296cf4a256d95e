"""A new office: home, keys, data base, the first administrator.  Running it again changes nothing."""

import os
from datetime import date
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from shouwang.engine.errors import Refused, sentence
from shouwang.office import keys
from shouwang.office.accounts import users
from shouwang.office.accounts.models import Appointment
from shouwang.office.kit import codes
from shouwang.web.operations import restoring

LEVELS = ("province", "city", "county")


def make_home() -> None:
    """Only its owner looks into it."""
    restoring.refuse_unfinished(settings.HOME)
    for folder in (settings.HOME, settings.FILES, settings.KEYS):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix":
            folder.chmod(0o700)
    for make in (keys.secret, keys.digest, keys.journal, keys.personal):
        make(settings.KEYS)


def migrate() -> int:
    """How many steps were new."""
    new = len(pending())
    call_command("migrate", interactive=False, verbosity=0, stdout=StringIO())
    if settings.SQLITE and os.name == "posix":
        Path(settings.DATABASES["default"]["NAME"]).chmod(0o600)
    return new


def pending() -> list[str]:
    """Steps that the data base has not taken yet.  Refused when it cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise Refused(
            sentence("连不上数据库。"), sentence("请检查 DATABASE_URL，并确认数据库服务器已启动。")
        ) from error
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in steps]


def refuse_absent() -> None:
    """Asked before anything is opened: to open a data base or a key is to make it."""
    restoring.refuse_unfinished(settings.HOME)
    # A data base in memory has no path.
    database = Path(settings.DATABASES["default"]["NAME"]) if settings.SQLITE else settings.HOME
    if not settings.HOME.is_dir() or (database.is_absolute() and not database.exists()):
        raise Refused(
            sentence("“{home}”里没有办公系统。", home=settings.HOME),
            sentence("请核对环境变量 SHOUWANG_HOME；要新建办公系统，请运行 shouwang init。"),
        )


def refuse_not_ready() -> None:
    """Serving needs a data base of exactly this version."""
    refuse_absent()
    missing = pending()
    if missing:
        raise Refused(
            sentence("数据库还差 {count} 步结构更新，或尚未建库。", count=len(missing)),
            sentence("请先运行 shouwang init（更新前先 shouwang backup）。"),
        )


def has_administrator(*, on: date) -> bool:
    found: bool = Appointment.objects.on(on).filter(role="administrator", user__is_active=True).exists()
    return found


@transaction.atomic
def first_administrator(username: str, area: str, *, on: date) -> str | None:
    """The one-time password of a new administrator for `area`; None when there is an administrator already."""
    if has_administrator(on=on):
        return None
    code = place(area)
    given = users.create(username=username, full_name="系统管理员", by=None, area_code=code)
    # Not `appoint`: an office without a list of areas yet has nobody to load one but its administrator.
    Appointment(user=given.user, role="administrator", area_code=code, since=on).save()
    return given.password


def place(area: str) -> str:
    """Its code in twelve digits.  Refused below the county."""
    try:
        code = codes.padded(area)
    except ValueError:
        code = ""
    if not code or codes.level(code) not in LEVELS:
        raise Refused(
            sentence("区划代码“{area}”不是省、市、县一级的代码。", area=area),
            sentence("请给出 2、4 或 6 位代码，例如 430921。"),
        )
    return code
