"""Values of declared columns, as forms and requests bring them: checked, and as text that can be kept."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shouwang.engine import identity
from shouwang.engine.errors import Refused
from shouwang.engine.reading.words import DIRECTIONS
from shouwang.engine.tables import HOUSEHOLDS, PERSONS, Column, Table, Type, text
from shouwang.office.registry import fields
from shouwang.office.registry.models import Household, Person

TABLE_OF: dict[type, Table] = {Household: HOUSEHOLDS, Person: PERSONS}
KEYS = {"household_id", "person_id", "area_code"}
ACCOUNT = text("bank_account", gettext_noop("一卡通账号"), personal=True)
"""Not of the engine: no rule may look at it."""
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
YES_NO = {
    "true": True,
    "1": True,
    gettext_noop("是"): True,
    "false": False,
    "0": False,
    gettext_noop("否"): False,
}


def column(model: type, name: str) -> Column:
    """Refused for what is no fact of such a record."""
    if name == ACCOUNT.name:
        return ACCOUNT
    table = TABLE_OF[model]
    if name in KEYS or name not in table:
        raise Refused(_("没有“%(name)s”这一项可以更正。") % {"name": name}, _("请从表单里选择要更正的项目。"))
    return table[name]


def facts(model: type) -> list[Column]:
    """Everything that is held about such a record and can be corrected."""
    return [*(each for each in TABLE_OF[model] if each.name not in KEYS), ACCOUNT]


def cleaned(model: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the model holds them, by name.  Refused with everything that is wrong."""
    return _typed_all({name: column(model, name) for name in given}, given)


def row(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table of statements, without its household.  Refused where something is wrong or lacking."""
    declared = {each.name: each for each in table if each.name != "household_id"}
    unknown = [name for name in given if name not in declared]
    found = _typed_all(declared, {name: given.get(name) for name in declared})
    lacking = [
        _(declared[name].label) for name, value in found.items() if declared[name].known and value is None
    ]
    if unknown or lacking:
        raise Refused(
            _("没有填写%(what)s。") % {"what": _("、").join(lacking)}
            if lacking
            else _("没有这一项：%(what)s。") % {"what": _("、").join(unknown)},
            _("请补齐后再保存。"),
        )
    return found


def _typed_all(declared: Mapping[str, Column], given: Mapping[str, Any]) -> dict[str, Any]:
    found, wrong = {}, []
    for name, value in given.items():
        try:
            found[name] = typed(declared[name], value)
        except ValueError as error:
            wrong.append(_("%(label)s：%(why)s") % {"label": _(declared[name].label), "why": error})
    if wrong:
        raise Refused(_("；").join(wrong), _("请改正后再保存；不知道的可以留空。"))
    return found


def typed(column: Column, value: Any) -> Any:
    """ValueError with a sentence.  Nothing and blank are unknown.  Sealed columns hold text."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    made = _typed(column, value.strip() if isinstance(value, str) else value)
    return _text_of(made) if column.name in fields.SEALED else made


def _text_of(value: Any) -> str:
    """As a sealed column keeps it, whichever way it came; the engine's writing of yes and no."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(column: Column, value: Any) -> Any:
    match column.type:
        case Type.BOOLEAN:
            return _yes_no(value)
        case Type.ENUM:
            if value not in column.codes:
                raise ValueError(_("“%(value)s”不在可选的范围里") % {"value": value})
            return value
        case Type.INTEGER | Type.MONEY:
            return _number(column, value)
        case Type.DATE:
            return _day(value)
    return _text(column, str(value))


def _yes_no(value: Any) -> bool:
    found = YES_NO.get(str(value).lower())
    if found is None:
        raise ValueError(_("请选“是”或“否”"))
    return found


def _number(column: Column, value: Any) -> int | Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(_("“%(value)s”不是数") % {"value": value}) from None
    places = 2 if column.type is Type.MONEY else 0
    if not number.is_finite() or number != round(number, places):
        raise ValueError(_("最多 %(places)s 位小数") % {"places": places})
    low, high = column.low, column.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(_("应在 %(low)s 到 %(high)s 之间") % {"low": low, "high": high})
    return round(number, 2) if places else int(number)


def _day(value: Any) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(_("请写成 2026-05-01 的样子")) from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError(_("应在 1900 年到 2100 年之间"))
    return day


def _text(column: Column, value: str) -> str:
    most = fields.LENGTHS.get(column.name, 100)
    if len(value) > most:
        raise ValueError(_("最多 %(most)s 个字") % {"most": most})
    # Neither data base nor spreadsheet holds a zero character; other control characters only hide something.
    if any(ord(each) < 32 or each in DIRECTIONS for each in value):
        raise ValueError(_("含有看不见的控制字符"))
    return FORMS[column.name](value) if column.name in FORMS else value


def id_number(text: str) -> str:
    """A citizen number of 18 characters or a disability card.  ValueError for a slip of the keyboard."""
    number = "".join(text.split()).upper()
    if identity.OLD_NUMBER.fullmatch(number):
        number = identity.to_18(number)
    if not identity.checksum_ok(number) and not identity.is_disability_card(number):
        raise ValueError(_("证件号码有误，校验位不对，请对照证件核对"))
    if identity.birth_date(number) is None:
        raise ValueError(_("证件号码里的出生日期不存在，请对照证件核对"))
    return number


def year(text: str) -> str:
    """ValueError for anything but the four digits that rules compare."""
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise ValueError(_("请写四位年份，例如 2026"))
    return text


FORMS = {"id_number": id_number, "period": year}
"""Texts that have a form of their own."""


def plain(value: Any) -> Any:
    """As JSON keeps it; `typed` reads it back."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
