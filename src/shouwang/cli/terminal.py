"""What a run found, on the terminal: who is where, why, what is missing, what to do next."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shouwang.cli import output
from shouwang.engine import tables
from shouwang.engine.documents import words
from shouwang.engine.documents.words import Say, number, share
from shouwang.engine.screening.explain import Explanation, Fired, Undecided
from shouwang.engine.screening.summary import AreaCount, MissingCount, Summary, TierCount

COLOURS = {
    "red": "bold red",
    "orange": "dark_orange",
    "yellow": "yellow",
    "green": "green",
    "blue": "blue",
    "grey": "",
}
UNKNOWN = "magenta"
AREAS = 20
"""Townships that a screen shows; ledgers and page have them all."""
MISSING = 5


def show(found: Summary, console: Console, lang: str = "zh", *, out: Path | None = None) -> None:
    """Print `found`; `lang` (zh or en) changes the fixed words.  `out` is where the run was written."""
    say = words.speaker(lang)
    _heading(found, console, say)
    _table(console, say("分级情况"), _tiers(found, say))
    _table(console, say("规则触发情况"), _rules(found, say))
    townships = [area for area in found.areas if area.level == "township"]
    if townships:
        _table(console, say("各乡镇分级情况"), _townships(found, townships, say))
        _more(console, len(townships) - AREAS, say("其余 {count} 个乡镇见台账和页面。"))
    _missing(found.missing, console, say)
    _next(found, console, say, out)


def _line(console: Console, text: str, style: str = "") -> None:
    """Whole, for the terminal to break: nobody can copy a command that was broken by us.  Names are not markup."""
    console.print(Text(text, style=style), soft_wrap=True)


def _heading(found: Summary, console: Console, say: Say) -> None:
    console.print()
    _line(console, found.title, "bold")
    _line(console, f"{say('政策包')} {found.pack} ({found.pack_hash[:12]})", "dim")
    _line(console, f"{say('基准日期')} {found.on:%Y-%m-%d} · {say('核算年度')} {found.period}", "dim")
    for warning in words.warnings(found, say):
        _line(console, f"! {warning}", "bold yellow")
    total = say("共 {households} 户 {persons} 人")
    _line(console, total.format(households=number(found.households), persons=number(found.persons)))


def _table(console: Console, title: str, table: Table) -> None:
    console.print()
    _line(console, title, "bold")
    # A file or a pipe gets the columns only: lines drawn with letters are noise to a program.
    table.box = box.SIMPLE_HEAD if console.is_terminal else None
    console.print(table)


def _grid(names: Iterable[str], numbers: Iterable[str]) -> Table:
    """Columns of words on the left, of numbers on the right."""
    table = Table(pad_edge=False, show_edge=False, header_style="dim")
    for name in names:
        table.add_column(Text(name), overflow="fold")
    for label in numbers:
        table.add_column(Text(label), justify="right")
    return table


def _row(table: Table, names: Sequence[Text], values: Iterable[int | str]) -> None:
    cells = (Text(value if isinstance(value, str) else number(value), no_wrap=True) for value in values)
    table.add_row(*names, *cells)


def _style(tier: TierCount) -> str:
    return UNKNOWN if tier.tier == "unknown" else COLOURS[tier.colour]


def _tiers(found: Summary, say: Say) -> Table:
    table = _grid([say("分级")], [say("户数"), say("人口"), say("占比")])
    for tier in found.tiers:
        values = (tier.households, tier.persons, share(tier.households, found.households))
        _row(table, [Text(tier.label, style=_style(tier))], values)
    table.add_section()
    _row(
        table,
        [Text(say("合计"))],
        (found.households, found.persons, share(found.households, found.households)),
    )
    return table


def _rules(found: Summary, say: Say) -> Table:
    table = _grid([say("规则"), say("类别")], [say("触发户数"), say("无法判定户数")])
    for rule in found.rules:
        kind = say(words.KINDS[rule.kind]) if rule.kind in words.KINDS else rule.kind
        _row(
            table, [Text(rule.label), Text(kind, style="dim", no_wrap=True)], (rule.households, rule.unknown)
        )
    return table


def _townships(found: Summary, townships: Sequence[AreaCount], say: Say) -> Table:
    """The ones with most households that need attention first."""
    labels = [say("户数"), say("人口"), *(tier.label for tier in found.tiers), say("信息不全户")]
    table = _grid([say("乡镇")], labels)
    worst_first = sorted(townships, key=lambda area: area.tiers.get(found.last_tier, 0) - area.households)
    for area in worst_first[:AREAS]:
        tiers = (area.tiers.get(tier.tier, 0) for tier in found.tiers)
        _row(table, [Text(area.name)], (area.households, area.persons, *tiers, area.unknown))
    return table


def _more(console: Console, count: int, text: str) -> None:
    if count > 0:
        _line(console, text.format(count=count), "dim")


def _missing(missing: Sequence[MissingCount], console: Console, say: Say) -> None:
    console.print()
    _line(console, say("补什么最有用"), "bold")
    if not missing:
        _line(console, say("信息齐全，没有无法判定的规则。"))
    for column in missing[:MISSING]:
        text = say("补齐“{label}”（{column}）：涉及 {households} 户，其中 {alone} 户补齐即可判定。")
        counts = {"households": number(column.households), "alone": number(column.alone)}
        _line(console, "· " + text.format(label=column.label, column=column.column, **counts))
        # Proposed only where it would settle somebody: an assumption for nothing still stands on every sheet.
        assumption = _assumption(column.column, say)
        if assumption and column.alone:
            hint = say("经核实后可作假定：--assume {assumption}，最多判定 {alone} 户。")
            _line(console, "  " + hint.format(assumption=assumption, alone=number(column.alone)), "dim")
    _more(console, len(missing) - MISSING, say("其余 {count} 项见页面。"))


def _assumption(column: str, say: Say) -> str | None:
    """What `--assume` would take for a missing column; None where no assumption can be defended.

    No income rows taken as no income would put every such household below the line; a household without anybody
    is none; an amount or a date assumed for everybody is made up.
    """
    table, _, name = column.partition(".")
    if name == "*":
        return None if table in ("incomes", "persons") else f"{table}=empty"
    declared = tables.TABLES[table][name]
    choices = ("false", "true") if declared.type is tables.Type.BOOLEAN else declared.codes
    if "none" in choices:
        return f"{column}=none"
    if not choices:
        return None
    return f"{column}={choices[0]}" + say("（或 {others}）").format(others=say("、").join(choices[1:]))


def _next(found: Summary, console: Console, say: Say, out: Path | None) -> None:
    results, register = output.typed(out) if out else say("结果目录"), say("登记目录")
    commands = (
        ("看某一户的依据", f"shouwang explain {results} --household {say('户编码')}"),
        ("改一个参数重新测算", f"shouwang whatif {register} --pack {found.pack} --set {say('参数=值')}"),
        ("与另一政策包对比", f"shouwang compare {register} --pack {found.pack} --pack {say('另一政策包')}"),
    )
    console.print()
    _line(console, say("下一步"), "bold")
    for purpose, command in commands:
        _line(console, f"  {command}  # {say(purpose)}")


def show_explanation(found: Explanation, console: Console) -> None:
    """Print why a household is where it is, what is undecided about it, and what would change it."""
    say = words.speaker(found.lang)
    console.print()
    _line(console, f"{found.household_id}  {found.tier_label}", _tier_style(found))
    for note in found.notes:
        _line(console, f"! {note}", "bold yellow")
    _line(console, found.tier_line)
    if found.fired:
        _section(console, say("触发的规则"))
    if found.leaving:
        _line(console, found.leaving, "yellow")
    for rule in found.fired:
        _fired(rule, console, say)
    if found.undecided:
        _section(console, say("待补信息"))
    for each in found.undecided:
        _undecided(each, console, say)
    facts = _grid([say("项目"), say("情况")], ())
    for fact in found.facts:
        _row(facts, [Text(text) for text in fact], ())
    _table(console, say("本户情况"), facts)


def _tier_style(found: Explanation) -> str:
    return f"bold {UNKNOWN}" if found.tier == "unknown" else COLOURS[found.colour] or "bold"


def _section(console: Console, title: str) -> None:
    console.print()
    _line(console, title, "bold")


def _fired(rule: Fired, console: Console, say: Say) -> None:
    _line(console, f"● {rule.label}")
    _line(console, f"  {rule.reason}")
    _line(console, f"  {say('依据')}{say('：')}{rule.citation}", "dim")
    if not rule.ways_out:
        _line(console, f"  {say('没有帮扶能直接改变的条件。')}", "dim")
        return
    _line(console, f"  {say('怎样可不再触发')}{say('：').rstrip()}")
    for way in rule.ways_out:
        _line(console, f"  · {way}", "green")


def _undecided(rule: Undecided, console: Console, say: Say) -> None:
    _line(console, f"○ {rule.label}")
    _line(console, f"  {rule.lacking}")
    if rule.met:
        _line(console, f"  {say('已成立')}{say('：')}{rule.met}", "dim")
