"""What a run is told: the pack, the day, the period, the parameters in force, and what is assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from shouwang.engine import calendar
from shouwang.engine.errors import Refused, sentence
from shouwang.engine.policy import drawing
from shouwang.engine.policy.expression import CHILD_TABLES, hint
from shouwang.engine.policy.model import Pack, impossible
from shouwang.engine.reading import phrases
from shouwang.engine.tables import TABLES

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
"""Days that a run can refer to; ages and months before them stay within the calendar."""


@dataclass(frozen=True)
class Assumptions:
    """The only ways to say that something unknown is known."""

    cells: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    """(table, column) → the value that fills its unknown cells."""
    empty: frozenset[str] = frozenset()
    """Tables taken to cover every household, with nothing where they have no row."""
    texts: tuple[str, ...] = ()
    """As they were given, for findings and ledgers."""


@dataclass(frozen=True)
class Run:
    pack: Pack
    on: date
    given: Mapping[str, Any]
    """on, period, previous_period, running_period."""
    parameters: Mapping[str, Decimal]
    assumptions: Assumptions = field(default_factory=Assumptions)
    as_if: bool = False

    @property
    def period(self) -> str:
        return str(self.given["period"])


def prepare(
    pack: Pack,
    on: date,
    *,
    period: str | None = None,
    assume: tuple[str, ...] = (),
    as_if: bool = False,
    change: Mapping[str, Decimal] | None = None,
) -> Run:
    """A run of `pack` on a day.

    `change` replaces parameters (what-if).  Raises Refused for a day outside the pack's time unless `as_if`.
    """
    if not pack.tiers:
        raise Refused(
            sentence("政策包“{pack}”没有分级，不能用来筛查", pack=pack.id),
            "请选用写有 tiers.yaml 的政策包，见 shouwang pack list",
        )
    if not EARLIEST <= on <= LATEST:
        raise Refused(
            sentence("基准日期 {on} 不在 {first} 到 {last} 之间", on=on, first=EARLIEST, last=LATEST),
            "请核对 --on",
        )
    # `as_if` allows; whether it was needed is what findings say.
    outside = not pack.in_force(on)
    if outside and not as_if:
        raise Refused(
            sentence(
                "{on} 不在政策包“{pack}”的施行期内（{start} 至 {end}）",
                on=on,
                pack=phrases.either(pack.title, pack.title_en or pack.title),
                start=pack.start,
                end=pack.end,
            ),
            "请改 --on；确要套用时加 --as-if，结果会注明",
        )
    made = of(pack, on, period=period)
    return replace(
        made, parameters={**made.parameters, **(change or {})}, assumptions=assumptions(assume), as_if=outside
    )


def last_day(packs: Sequence[Pack]) -> date:
    """The last day on which an accounting year ends and every pack is in force.  Raises Refused."""
    last = min(pack.end for pack in packs)
    for year in (last.year, last.year - 1):
        day = packs[0].accounting_year.last_day(year)
        if all(pack.in_force(day) for pack in packs):
            return day
    if len(packs) > 1:
        raise Refused(
            "这些政策包没有共同的施行期，不知道按哪一天比较", "请写 --on 年-月-日；施行期以外另加 --as-if"
        )
    raise Refused(
        sentence("政策包“{pack}”的施行期里没有核算年度末，不知道按哪一天计算", pack=packs[0].id),
        "请写 --on 年-月-日",
    )


def of(pack: Pack, on: date, *, period: str | None = None) -> Run:
    """A run without assumptions; a day outside the pack's time gets the nearest values."""
    given: dict[str, Any] = {"on": on, **calendar.periods(pack.accounting_year, on)}
    # The running year stays that of the day: estimates are made for it, whichever year is looked back at.
    if period is not None:
        given |= {"period": year(period), "previous_period": str(int(year(period)) - 1)}
    return Run(pack, on, given, {name: each.nearest(on).value for name, each in pack.parameters.items()})


def year(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Refused(sentence("核算年度“{text}”不是四位年份", text=text), "请写成 --period 2022 的样子")
    return text


def settings(pack: Pack, texts: tuple[str, ...]) -> dict[str, Decimal]:
    """`monitoring_line=7300` → the parameter and its value.  Raises Refused."""
    found: dict[str, Decimal] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if name not in pack.parameters:
            raise Refused(
                sentence(
                    "政策包“{pack}”没有参数“{name}”{hint}",
                    pack=pack.id,
                    name=name,
                    hint=hint(name, pack.parameters),
                ),
                sentence("可改的参数：{known}", known=_known(pack)),
            )
        wanted = amount(name, value, pack) if equals else missing_value(text)
        if found.setdefault(name, wanted) != wanted:
            raise Refused(
                sentence("参数“{name}”写了两个值", name=name), "请只留一个 --set；要比几个值，请各运行一次"
            )
    return found


def _known(pack: Pack) -> phrases.Phrase:
    known = pack.parameters.values()
    return phrases.either(
        "、".join(f"{each.name}（{each.label}）" for each in known) or "（无）",
        ", ".join(f"{each.name} ({each.label_en})" for each in known) or "none",
    )


def missing_value(text: str) -> Decimal:
    raise Refused(
        sentence("“--set {text}”没有写值", text=text),
        "请写成 --set 参数=数值，例如 --set monitoring_line=7300",
    )


def amount(name: str, text: str, pack: Pack) -> Decimal:
    """A value that such a parameter can have: a line is not negative, a share is between 0 and 1."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Refused(
            sentence("“{text}”不是数", text=text), sentence("请写成 --set {name}=7300 的样子", name=name)
        ) from None
    parameter = pack.parameters[name]
    # The same bounds as for a pack's own values: a what-if must not try what no pack could say.
    if why := impossible(parameter.unit, value):
        now = parameter.values[-1].value
        raise Refused(
            sentence(
                "{parameter}不能是 {text}{why}",
                parameter=phrases.either(parameter.label, parameter.label_en),
                text=text,
                why=why,
            ),
            sentence("现在的值是 {now:f}，请写相近的数", now=now),
        )
    return value


def assumptions(texts: tuple[str, ...]) -> Assumptions:
    """`households.subsistence_allowance=none` and `expenses=empty`.  Raises Refused."""
    cells: dict[tuple[str, str], Any] = {}
    empty: set[str] = set()
    for text in texts:
        name, _, value = text.partition("=")
        table, _, column = name.partition(".")
        # Not persons, which come first: of a household with nobody nothing can be said.
        if table in CHILD_TABLES[1:] and not column and value == "empty":
            empty.add(table)
        else:
            found = assumed(text, table, column, value)
            if cells.setdefault((table, column), found) != found:
                raise Refused(sentence("对 {name} 作了两种假定", name=name), "请只留一个 --assume")
    return Assumptions(cells, frozenset(empty), texts)


def assumed(text: str, table: str, column: str, value: str) -> Any:
    remedy = "请写成 --assume households.subsistence_allowance=none 或 --assume expenses=empty 的样子"
    if table not in ("households", *CHILD_TABLES) or column not in TABLES[table]:
        raise Refused(
            sentence(
                "看不懂“--assume {text}”：没有这个列{hint}",
                text=text,
                hint=hint(column, TABLES.get(table, TABLES["households"]).by_name),
            ),
            remedy,
        )
    declared = TABLES[table][column]
    if declared.known:
        raise Refused(
            sentence(
                "“{label}”（{column}）从来不会未知，不必假定",
                label=phrases.label(declared.label),
                column=f"{table}.{column}",
            ),
            remedy,
        )
    try:
        found = drawing.value(value, declared)
    except ValueError as error:
        allowed = (
            sentence("可用的值：{codes}", codes=phrases.labels(declared.codes)) if declared.codes else remedy
        )
        raise Refused(
            sentence("看不懂“--assume {text}”：{error}", text=text, error=error.args[0]), allowed
        ) from None
    if found is None:
        raise Refused(sentence("“--assume {text}”没有写值", text=text), remedy)
    return found
