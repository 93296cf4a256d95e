"""A list of users as a CSV file: read whole, all mistakes told at once, and then all of it done or nothing.

A user who holds several roles stands in several lines.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading.values import DAY
from shouwang.office.accounts import appointments, users
from shouwang.office.accounts.models import User
from shouwang.office.accounts.roles import DEPARTMENTS, ROLES
from shouwang.office.accounts.signing import plain_name
from shouwang.office.accounts.user_headers import HEADERS, NEEDED
from shouwang.office.accounts.users import Given
from shouwang.office.kit import codes, sheets

COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
LONGEST = 5_000
"""Lines of one list."""
TOLD = 50
"""Mistakes told one by one."""


@dataclass(frozen=True)
class Row:
    line: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@transaction.atomic
def load(data: bytes, *, by: User | None, on: date) -> list[Given]:
    """Users and their appointments; where no day is given they begin on `on`.

    Refused with every mistake and its line; then nothing was written.
    """
    made: dict[str, Given] = {}
    mistakes: list[str] = []
    for row in read(data):
        try:
            # A row that fails must leave nothing for the next one to stumble over.
            with transaction.atomic():
                _load_row(row, made, by, on)
        except Refused as refused:
            mistakes.append(
                _("第 %(line)d 行：%(why)s") % {"line": row.line, "why": refused.why.rstrip("。.")}
            )
    if mistakes:
        raise _refused(mistakes)
    return list(made.values())


def _load_row(row: Row, made: dict[str, Given], by: User | None, on: date) -> None:
    name = plain_name(row["username"])
    appointment = _appointment(row, on)
    given = made.get(name)
    if given is None:
        place = "" if by else appointment.get("area_code", "")
        if not by and not place:
            raise Refused(
                _("没有写角色和区划代码，哪个管理员都看不到这个账号。"), _("请补填角色和区划代码两列。")
            )
        given = users.create(
            username=name, full_name=row["full_name"], phone=row["phone"], by=by, area_code=place
        )
    elif row["full_name"] and given.user.full_name != row["full_name"]:
        raise Refused(_("同一用户名写了两个姓名。"), _("请核对。"))
    if appointment:
        appointments.appoint(given.user, by=by, **appointment)
    # Only now: a user whose first line fails does not stand in for one that was made.
    made[name] = given


def _appointment(row: Row, on: date) -> dict[str, Any]:
    """What `appointments.appoint` is told; nothing for a user without a role."""
    if not row["role"]:
        if row["area_code"] or row["department"]:
            raise Refused(_("填了区划或部门，没有填角色。"), _("请补填角色。"))
        return {}
    return {
        "role": _code(row["role"], {role.code: role.label for role in ROLES.values()}, _("角色")),
        "area_code": _padded(row["area_code"]),
        "department": _code(row["department"], DEPARTMENTS, _("部门")) if row["department"] else "",
        "since": _day(row["since"]) or on,
        "until": _day(row["until"]),
    }


def _code(said: str, labels: dict[str, Any], what: str) -> str:
    """By code or by label, in the language of the page and in Chinese, in which lists are written."""
    with translation.override(settings.LANGUAGE_CODE):
        originals = {code: str(label) for code, label in labels.items()}
    for code, label in labels.items():
        if said in (code, str(label), originals[code]):
            return code
    words = {"what": what, "said": said[:20], "all": _("、").join(str(label) for label in labels.values())}
    raise Refused(_("%(what)s“%(said)s”不认识，可填：%(all)s。") % words, _("请改正。"))


def _padded(said: str) -> str:
    try:
        return codes.padded(said)
    except ValueError:
        raise Refused(
            _("区划代码“%(said)s”不对，应为 2、4、6、9 或 12 位数字。") % {"said": said[:20]}, _("请改正。")
        ) from None


def _day(said: str) -> date | None:
    """As people write it: with or without separators, or with the words for year, month and day."""
    if not said:
        return None
    found = DAY.fullmatch(said) or COMPACT_DAY.fullmatch(said)
    try:
        if not found:
            raise ValueError(said)
        year, month, day = map(int, found.groups())
        return date(year, month, day)
    except ValueError:
        raise Refused(
            _("日期“%(said)s”不对，请写成 2026-09-01 的样子。") % {"said": said[:20]}, _("请改正。")
        ) from None


def read(data: bytes) -> list[Row]:
    """The rows below the header, empty ones left out."""
    text = _text(data)
    # Excel in Chinese writes tabs when it says “Unicode text”, and some use semicolons.
    first = text.partition("\n")[0]
    delimiter = max(",\t;，", key=first.count)
    try:
        lines = list(csv.reader(StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused(_("名单不是完好的 CSV：引号没有成对。"), _("请用表格软件重新另存为 CSV。")) from error
    names = _names(lines[0] if lines else [])
    rows = [
        Row(number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name})
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Refused(_("名单里没有一行数据。"), _("请在表头下面填上用户。"))
    if len(rows) > LONGEST:
        raise Refused(
            _("名单有 %(rows)d 行，太长了。") % {"rows": len(rows)}, _("请分成几份，每份不超过 5,000 行。")
        )
    return rows


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            _("名单的文字编码认不出，或不是文本文件。"), _("请用表格软件另存为“CSV UTF-8”。")
        ) from error


def _names(header: list[str]) -> list[str]:
    """Column names in the order of the file; empty for a column of no meaning here."""
    written = [re.sub(r"[\s*（）()]", "", cell).lower() for cell in header]
    names = [next((name for name, ways in HEADERS.items() if cell in ways), "") for cell in written]
    missing = [HEADERS[name][0] for name in NEEDED if name not in names]
    if missing:
        raise Refused(
            _("名单缺少列：%(names)s。") % {"names": _("、").join(missing)},
            _("第一行要写列名：%(all)s。") % {"all": _("、").join(ways[0] for ways in HEADERS.values())},
        )
    doubled = {name for name in names if name and names.count(name) > 1}
    if doubled:
        raise Refused(
            _("列“%(name)s”出现了两次。") % {"name": HEADERS[min(doubled)][0]}, _("请删去多余的一列。")
        )
    return names


def _refused(mistakes: list[str]) -> Refused:
    told = _("；").join(mistakes[:TOLD])
    rest = _("；还有 %(more)d 处") % {"more": len(mistakes) - TOLD} if len(mistakes) > TOLD else ""
    words = {"count": len(mistakes), "told": told, "rest": rest}
    return Refused(
        _("名单有 %(count)d 处错误，一个用户也没有建。%(told)s%(rest)s。") % words,
        _("请改正后重新导入整份名单。"),
    )


def passwords_csv(given: list[Given]) -> bytes:
    """Names and one-time passwords, for a spreadsheet: with the mark by which it knows UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_("用户名"), _("姓名"), _("一次性密码")])
    for one in given:
        # Not the password: it has letters and digits only, and must be typed as it stands.
        names = map(sheets.harmless, (one.user.username, one.user.full_name))
        writer.writerow([*names, one.password])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
