"""The ledger of a township: an XLSX workbook in the form that offices print, sign and file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from shouwang.engine import errors
from shouwang.engine.documents import words
from shouwang.engine.screening.summary import AreaCount, Summary, TierCount

OVERVIEW = "汇总"
ROWS_OF_A_SHEET = 1_048_576
NAME_LENGTH = 31
"""What Excel allows for the name of a sheet."""


class Entry(NamedTuple):
    """One household.  `tier` and `at_least` are ids of the pack's tiers, texts are sentences for people."""

    area_code: str
    """The village's; two villages of one name stay two."""
    village: str
    group: str | None
    household_id: str
    head: str | None
    persons: int
    tier: str
    at_least: str
    income: Decimal | None
    """Net income per head, yuan; None where unknown."""
    rules: str
    reasons: str
    missing: str
    ways_out: str


@dataclass(frozen=True)
class Field:
    label: str
    width: int
    """In characters of the body font; a Chinese character takes two."""


FIELDS = (
    Field("序号", 6),
    Field("村", 10),
    Field("组", 8),
    Field("户编码", 20),
    Field("户主", 9),
    Field("人口", 5),
    Field("分级", 10),
    Field("至少为", 10),
    Field("人均纯收入（元）", 12),
    Field("触发规则", 20),
    Field("原因", 44),
    Field("待补信息", 18),
    Field("怎样可不再触发", 24),
)
WIDTHS = tuple(field.width for field in FIELDS)
SENTENCES = 9
"""The first of the columns that hold sentences; they make a row high."""
ROW, LINE = 18, 13
"""Points: a row of one line, and each line more."""

BODY = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
CELL = BODY | {"border": 1, "border_color": "#8C8C8C", "text_wrap": True}
STYLES: dict[str, dict[str, object]] = {
    "title": BODY | {"font_name": "黑体", "font_size": 18, "align": "center"},
    "about": BODY | {"align": "center"},
    "note": BODY
    | {
        "text_wrap": True,
        "bg_color": "#FFF4D6",
        "font_color": "#7A4B00",
        "border": 1,
        "border_color": "#E3C77A",
    },
    "signature": BODY | {"font_size": 11},
    "head": CELL | {"bold": True, "align": "center", "bg_color": "#E9EEF5"},
    "middle": CELL | {"align": "center", "num_format": "#,##0"},
    "total": CELL | {"align": "center", "num_format": "#,##0", "bold": True, "bg_color": "#F5F5F5"},
    # Text format: a value that begins with "=" or a long number stays what it is when somebody edits the cell.
    "text": CELL | {"num_format": "@"},
    "name": CELL | {"num_format": "@", "align": "center"},
    "money": CELL | {"num_format": "#,##0.00_ ", "align": "right"},
}
COLOURS = {
    "red": ("#FBDAD7", "#8F1D14"),
    "orange": ("#FFE3CC", "#8A3E00"),
    "yellow": ("#FFF1B8", "#6B5200"),
    "green": ("#DCF0DC", "#1E5B2A"),
    "blue": ("#DCE9F8", "#1B4B86"),
    "grey": ("#FFFFFF", "#555555"),
    "unknown": ("#E8E2F3", "#4F3B80"),
}
"""Fill and font of a tier's cell; unknown stands out, it is work to do."""


def write(
    path: Path,
    entries: Sequence[Entry],
    *,
    place: str,
    found: Summary,
    by_village: bool = False,
    area: str = "",
) -> None:
    """Write the ledger of `place`: a sheet of totals, then one of all households or one per village.

    `found` is the run that the entries come from: its pack, dates, tiers and assumptions stand on every sheet.
    `area` is the place's code: the totals are of all its households, also of those that no ledger lists.
    Raises `Refused` when a sheet cannot hold so many households.
    """
    if len(entries) > ROWS_OF_A_SHEET - 20 and not by_village:
        why = "{place}共 {count:,} 户，一张工作表放不下。"
        raise errors.Refused(errors.sentence(why, place=place, count=len(entries)), "请按村分别生成台账。")
    # Shared strings, not constant memory: places and reasons repeat, so files are smaller and writing is a fifth
    # faster; one township's entries are in memory anyway.
    # Names of people must not stay behind in the system's folder for temporary files when a run is cut off.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The file says when its numbers are from; the engine does not know what time it is.
        book.set_properties({"title": f"{place}台账", "created": datetime.combine(found.on, time())})
        paper = _Paper(book, found)
        villages = [
            each for each in found.areas if each.level == "village" and each.area_code.startswith(area)
        ]
        _overview(paper, entries, villages, place)
        for name, title, own in _sheets(entries, place, by_village):
            _households(paper, own, name, title)


def sheet_names(villages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A name Excel accepts for each village, given as (code, name): no two alike, none of them the overview's."""
    taken, names = {OVERVIEW, "history"}, {}
    for code, village in villages:
        candidates = [_sheet_name(village, ""), _sheet_name(village, f"（{code}）"), code]
        names[code] = next(name for name in candidates if name and name.casefold() not in taken)
        taken.add(names[code].casefold())
    return names


def _sheet_name(village: str, suffix: str) -> str:
    printable = "".join(letter for letter in village if letter.isprintable())
    allowed = printable.translate(str.maketrans("[]:*?/\\", "［］：＊？／＼"))
    # Excel counts UTF-16 units: rare characters, which old village names do have, take two.
    units = allowed.strip("' ").encode("utf-16-le")[: 2 * (NAME_LENGTH - len(suffix))]
    return units.decode("utf-16-le", errors="ignore").strip("' ") + suffix


def _sheets(
    entries: Sequence[Entry], place: str, by_village: bool
) -> Iterable[tuple[str, str, Sequence[Entry]]]:
    """Name, title and households of each sheet."""
    if not by_village:
        return [("台账", f"{place}防止返贫致贫监测筛查台账", entries)]
    own = _by_village(entries)
    names = sheet_names((code, rows[0].village) for code, rows in own.items())
    return [
        (names[code], f"{place}{rows[0].village}防止返贫致贫监测筛查台账", rows) for code, rows in own.items()
    ]


def _by_village(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    own: dict[str, list[Entry]] = {}
    for entry in entries:
        own.setdefault(entry.area_code, []).append(entry)
    return own


class _Paper:
    """The open workbook with its formats, and what is written on every sheet."""

    def __init__(self, book: Any, found: Summary) -> None:
        self.book = book
        self.found = found
        self.tiers = {tier.tier: tier for tier in found.tiers}
        self.styles = {name: book.add_format(style) for name, style in STYLES.items()}
        self.tier_styles = {tier.tier: book.add_format(_tier_style(tier)) for tier in found.tiers}

    def sheet(
        self, name: str, title: str, widths: Sequence[int], entries: Sequence[Entry]
    ) -> tuple[Any, int]:
        """A new sheet with its title rows; and the row on which the table begins."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        _page_setup(sheet, title, self.found)
        lines = [
            (title, "title", 34),
            (self._about(), "about", 18),
            (self._counts(entries), "about", 18),
            *(
                (note, "note", ROW + LINE * (_lines(note, sum(widths)) - 1))
                for note in words.warnings(self.found, str)
            ),
        ]
        for row, (text, style, height) in enumerate(lines):
            sheet.set_row(row, height)
            sheet.merge_range(row, 0, row, len(widths) - 1, text, self.styles[style])
        return sheet, len(lines)

    def label(self, tier: str) -> str:
        return self.tiers[tier].label

    def _about(self) -> str:
        found = self.found
        return (
            f"政策包：{found.title}（{found.pack}，校验码 {found.pack_hash[:12]}）"
            f"　　基准日期：{found.on:%Y-%m-%d}　　核算年度：{found.period}"
        )

    def _counts(self, entries: Sequence[Entry]) -> str:
        households = Counter(entry.tier for entry in entries)
        parts = [
            f"{tier.label} {households[tier.tier]:,} 户" for tier in self.found.tiers if households[tier.tier]
        ]
        persons = sum(entry.persons for entry in entries)
        return f"共 {len(entries):,} 户 {persons:,} 人" + ("：" + "，".join(parts) if parts else "")


def _tier_style(tier: TierCount) -> dict[str, object]:
    fill, font = COLOURS["unknown" if tier.tier == "unknown" else tier.colour]
    return CELL | {"align": "center", "bg_color": fill, "font_color": font}


def _lines(text: str, width: int) -> int:
    """How many lines `text` takes when wrapped in `width` characters; GB 18030 counts them as cells do."""
    return sum(-(-len(line.encode("gb18030")) // (width - 1)) for line in text.split("\n"))


def _page_setup(sheet: Any, title: str, found: Summary) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW)
    name = title[:60].replace("&", "&&")
    sheet.set_footer(f"&L&9{name}&C&9第 &P 页，共 &N 页&R&9基准日期 {found.on:%Y-%m-%d}")


def _households(paper: _Paper, entries: Sequence[Entry], name: str, title: str) -> None:
    sheet, top = paper.sheet(name, title, WIDTHS, entries)
    sheet.set_row(top, 30)
    for column, field in enumerate(FIELDS):
        sheet.write_string(top, column, field.label, paper.styles["head"])
    sheet.repeat_rows(top)
    sheet.freeze_panes(top + 1, 5)
    sheet.autofilter(top, 0, top + len(entries), len(FIELDS) - 1)
    for number, entry in enumerate(entries, start=1):
        _household(sheet, top + number, number, entry, paper)


def _household(sheet: Any, row: int, number: int, entry: Entry, paper: _Paper) -> None:
    text, name, money, middle = (paper.styles[style] for style in ("text", "name", "money", "middle"))
    sentences = (entry.rules, entry.reasons, entry.missing, entry.ways_out)
    # Not left to the program that opens the file: not every one fits the height of rows to wrapped text.
    if any(sentences):
        lines = max(_lines(value, width) for value, width in zip(sentences, WIDTHS[SENTENCES:], strict=True))
        sheet.set_row(row, ROW + LINE * (lines - 1))
    sheet.write_number(row, 0, number, middle)
    _text(sheet, row, 1, entry.village, name)
    _text(sheet, row, 2, entry.group, name)
    _text(sheet, row, 3, entry.household_id, name)
    _text(sheet, row, 4, entry.head, name)
    sheet.write_number(row, 5, entry.persons, middle)
    sheet.write_string(row, 6, paper.label(entry.tier), paper.tier_styles[entry.tier])
    if entry.at_least == entry.tier:
        sheet.write_blank(row, 7, None, name)
    else:
        sheet.write_string(row, 7, paper.label(entry.at_least), paper.tier_styles[entry.at_least])
    if entry.income is None:
        sheet.write_string(row, 8, "未知", money)
    else:
        sheet.write_number(row, 8, float(entry.income), money)
    for column, value in enumerate(sentences, start=SENTENCES):
        _text(sheet, row, column, value, text)


def _text(sheet: Any, row: int, column: int, value: str | None, style: Any) -> None:
    if value:
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_blank(row, column, None, style)


def _overview(paper: _Paper, entries: Sequence[Entry], villages: Sequence[AreaCount], place: str) -> None:
    """Villages × tiers, households and persons, with a row of totals and a line to sign."""
    tiers = paper.found.tiers
    widths = [6, 16, *([10] * (2 * len(tiers) + 3))]
    sheet, top = paper.sheet(OVERVIEW, f"{place}防止返贫致贫监测筛查汇总表", widths, entries)
    _overview_head(sheet, top, paper)
    for number, own in enumerate(villages, start=1):
        _overview_row(
            sheet, top + 1 + number, [number, own.name, *_tally([own], tiers)], paper.styles["middle"]
        )
    last = top + 2 + len(villages)
    _overview_row(sheet, last, ["", "合计", *_tally(villages, tiers)], paper.styles["total"])
    sheet.repeat_rows(top, top + 1)
    sheet.freeze_panes(top + 2, 2)
    signature = "填报单位（盖章）：　　　　　　　　　　填报人：　　　　　　　　审核人：　　　　　　　　填报日期：　　　　年　　月　　日"
    sheet.set_row(last + 1, 36)
    sheet.merge_range(last + 1, 0, last + 1, len(widths) - 1, signature, paper.styles["signature"])


def _overview_head(sheet: Any, top: int, paper: _Paper) -> None:
    head = paper.styles["head"]
    last = 2 + 2 * len(paper.found.tiers)
    for column, label in ((0, "序号"), (1, "村"), (last + 2, "信息不全户")):
        sheet.merge_range(top, column, top + 1, column, label, head)
    groups = [(tier.label, paper.tier_styles[tier.tier]) for tier in paper.found.tiers]
    for index, (label, style) in enumerate([*groups, ("合计", head)]):
        sheet.merge_range(top, 2 + 2 * index, top, 3 + 2 * index, label, style)
        sheet.write_string(top + 1, 2 + 2 * index, "户数", head)
        sheet.write_string(top + 1, 3 + 2 * index, "人口", head)


def _overview_row(sheet: Any, row: int, values: Sequence[object], style: Any) -> None:
    for column, value in enumerate(values):
        sheet.write(row, column, value, style)


def _tally(villages: Sequence[AreaCount], tiers: Sequence[TierCount]) -> list[int]:
    """Households and persons of each tier, then of all, then households with something missing."""
    counts = [
        (
            sum(each.tiers.get(tier.tier, 0) for each in villages),
            sum(each.tier_persons.get(tier.tier, 0) for each in villages),
        )
        for tier in tiers
    ]
    households, persons = sum(each.households for each in villages), sum(each.persons for each in villages)
    return [
        *(count for pair in counts for count in pair),
        households,
        persons,
        sum(each.unknown for each in villages),
    ]
