"""What would change, a page at a time: out of the Parquet files of the comparison, personal values masked."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shouwang.engine.screening import sources
from shouwang.engine.screening.columns import quoted
from shouwang.engine.tables import TABLES, Type
from shouwang.office.areas import names
from shouwang.office.kit.masking import mask
from shouwang.office.registry.fields import SEALED
from shouwang.office.registry.models import Ending, Household, Person

SIZE = 50
TABLE_NAMES = ("households", "persons", "incomes", "expenses", "events", "measures")
REASONS = {
    "outside": gettext_lazy("行政村不在本次导入的辖区内"),
    "elsewhere": gettext_lazy("已登记在本辖区以外"),
    "no_village": gettext_lazy("行政村代码不在现行区划里"),
    "ended": gettext_lazy("已退出登记，恢复须走变更申请"),
    "unfit": gettext_lazy("内容过长、含有特殊字符，或金额为负"),
    "no_household": gettext_lazy("所属的户没有登记，或这一户没有被接受"),
    "twice": gettext_lazy("同一人在表里出现了两次"),
    "number_taken": gettext_lazy("证件号码已登记在另一人名下"),
    "number_differs": gettext_lazy("这一户有同名的人，证件号码不同；号码有误的，请用变更申请更正"),
    "two_heads": gettext_lazy("写入后这一户不止一个户主；请只保留一人为户主，改正其他人的关系"),
    "no_head": gettext_lazy("写入后这一户没有户主；请确定一人为户主，并改正其他人的关系"),
    "no_members": gettext_lazy(
        "写入后这一户没有成员；请连同成员名单一起上传，整户不在了的用变更申请或全量名单"
    ),
    "tied": gettext_lazy("与另一户之间有人员变动，而那一户没有被接受"),
}
KINDS = {
    "new": gettext_lazy("新增"),
    "changed": gettext_lazy("变更"),
    "gone": pgettext_lazy("import", "退出"),
    "refused": gettext_lazy("不接受"),
}
SHOWN = {
    "households": ("household_id", "head_name", "area_code", "group_name", "origin", "monitoring_type"),
    "persons": ("household_id", "name", "relation", "id_number", "birth_date"),
    "events": ("household_id", "kind", "occurred_on", "amount", "channel"),
    "measures": ("household_id", "kind", "starts_on", "amount"),
}
"""Columns of what is new."""


@dataclass(frozen=True)
class Part:
    """One list of the preview.  `source`: a file of the comparison; `kind`: new, changed, gone, sheets, refused."""

    name: str
    table: str
    kind: str
    source: str
    where: str = "true"

    @property
    def label(self) -> str:
        return f"{_(TABLES[self.table].label)} · {KINDS[self.name.rpartition('-')[2]]}"


@dataclass(frozen=True)
class Rows:
    headings: list[str]
    rows: list[list[Any]]
    number: int
    has_more: bool


def parts() -> dict[str, Part]:
    made = []
    for table in ("households", "persons"):
        made += [
            Part(f"{table}-new", table, "new", f"created-{table}"),
            Part(f"{table}-changed", table, "changed", f"fields-{table}"),
            Part(f"{table}-gone", table, "gone", f"ended-{table}"),
        ]
    for table in ("incomes", "expenses"):
        for kind in ("new", "changed"):
            where = f"name = '{table}' AND state = '{kind}'"
            made.append(Part(f"{table}-{kind}", table, "sheets", "list-sheets", where))
    made += [
        Part("events-new", "events", "new", "created-events", "replaces IS NULL"),
        Part("events-changed", "events", "new", "created-events", "replaces IS NOT NULL"),
        Part("measures-new", "measures", "new", "created-measures"),
    ]
    made += [Part(f"{t}-refused", t, "refused", "list-refused", f"name = '{t}'") for t in TABLE_NAMES]
    return {part.name: part for part in made}


def page(folder: Path, part: Part, *, area: str, number: int) -> Rows:
    """`number`: of the page, from 1.  `area`: a village's code, or nothing for all."""
    path = folder / f"{part.source}.parquet"
    if not path.is_file():
        return Rows([], [], 1, False)
    has_area = part.kind != "refused" and "area_code" in columns(path)
    condition = f"{part.where} AND area_code = ?" if area and has_area else part.where
    found = ask(
        f"SELECT * FROM read_parquet({quoted(str(path))}) WHERE {condition} LIMIT {SIZE + 1} OFFSET {SIZE * (number - 1)}",
        [area] if area and has_area else [],
    )
    headings, shown = LISTS[part.kind](part, found[:SIZE])
    return Rows(headings, shown, number, len(found) > SIZE)


def villages(folder: Path, part: Part) -> list[tuple[str, str]]:
    path = folder / f"{part.source}.parquet"
    if part.kind == "refused" or not path.is_file() or "area_code" not in columns(path):
        return []
    rows = ask(
        f"SELECT DISTINCT area_code FROM read_parquet({quoted(str(path))}) WHERE {part.where} ORDER BY 1", []
    )
    known = names.names_of(row["area_code"] for row in rows)
    return [(row["area_code"], known.get(row["area_code"], row["area_code"])) for row in rows]


def columns(path: Path) -> set[str]:
    return {
        row["column_name"] for row in ask(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(path))})", [])
    }


def ask(query: str, values: list[Any]) -> list[dict[str, Any]]:
    duck = sources.connect(threads=1)
    try:
        answer = duck.execute(query, values)
        titles = [column[0] for column in answer.description]
        return [dict(zip(titles, row, strict=True)) for row in answer.fetchall()]
    finally:
        duck.close()


def value(table: str, column: str, said: Any) -> str:
    """As people read it: labels for codes, yes and no; personal values masked."""
    if said in (None, ""):
        return ""
    if column == "ending":
        return str(dict(Ending.choices).get(str(said), said))
    if column in SEALED:
        return mask(str(said), SEALED[column])
    declared = TABLES[table].by_name.get(column)
    if declared is not None and declared.type is Type.ENUM:
        return _(declared.label_of(str(said)))
    if isinstance(said, bool) or (declared is not None and declared.type is Type.BOOLEAN):
        return _("是") if str(said).lower() == "true" else _("否")
    return str(said)


def _new(part: Part, found: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    listed = SHOWN[part.table]
    places = names.names_of(row["area_code"] for row in found) if "area_code" in listed else {}
    rows = [
        [places.get(row[c], row[c]) if c == "area_code" else value(part.table, c, row[c]) for c in listed]
        for row in found
    ]
    return [_("行政村") if c == "area_code" else _(TABLES[part.table][c].label) for c in listed], rows


def _changed(part: Part, found: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    headings, who = _who(part.table, found)
    rows = []
    for row, said in zip(found, who, strict=True):
        field = row["field"]
        sides = [value(part.table, field, row[side]) for side in ("old", "new")]
        rows.append([*said, label(part.table, field), *sides])
    return [*headings, _("项目"), _("原来"), _("改为")], rows


def _who(table: str, found: list[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Code, name as registered, village: a code alone tells nobody who it is."""
    model, code, name = (
        (Person, "person_id", "name") if table == "persons" else (Household, "household_id", "head_name")
    )
    called = dict(
        model.objects.filter(**{f"{code}__in": {row["ident"] for row in found}}).values_list(code, name)
    )
    places = names.names_of(row["area_code"] for row in found)
    title = _("姓名") if table == "persons" else _("户主")
    return [_("编码"), title, _("行政村")], [
        [row["ident"], called.get(row["ident"]) or "", places.get(row["area_code"], row["area_code"])]
        for row in found
    ]


def label(table: str, field: str) -> str:
    own = {
        "household": _("所属的户"),
        "area_code": _("行政村"),
        "ended_on": _("退出登记日"),
        "ending": _("退出原因"),
    }
    declared = TABLES[table].by_name.get(field)
    return own.get(field) or (_(declared.label) if declared else field)


def _gone(part: Part, found: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    return _who(part.table, found)


def _sheets(part: Part, found: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    headings, who = _who("households", found)
    rows = [
        [
            *said,
            row["period"] + (_("（预估）") if row["forecast"] else ""),
            _amounts(part.table, row["old"]),
            _amounts(part.table, row["new"]),
        ]
        for row, said in zip(found, who, strict=True)
    ]
    return [*headings, _("年度"), _("原来"), _("改为")], rows


def _amounts(table: str, said: str | None) -> str:
    pairs = [one.split(" ", 1) for one in (said or "").split("; ") if one]
    kinds = TABLES[table]["kind"]
    return _("；").join(f"{_(kinds.label_of(kind))} {amount}" for kind, amount in pairs)


def _refused(part: Part, found: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    return refusal_headings(), [refusal(row) for row in found]


def refusal_headings() -> list[str]:
    return [_("户编码"), _("姓名"), _("文件"), _("工作表"), _("单元格"), _("原因")]


def refusal(row: dict[str, Any]) -> list[Any]:
    """Comparisons from before rows were traced to their cells do not tell them."""
    cell = row.get("cell") or row.get("row") or ""
    why = str(REASONS.get(row["reason"], row["reason"]))
    said = [row["household_id"], row["person"], row.get("file"), row.get("sheet"), cell]
    return [*("" if one is None else str(one) for one in said), why]


LISTS: dict[str, Callable[[Part, list[dict[str, Any]]], tuple[list[str], list[list[Any]]]]] = {
    "new": _new,
    "changed": _changed,
    "gone": _gone,
    "sheets": _sheets,
    "refused": _refused,
}
