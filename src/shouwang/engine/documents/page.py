"""One page about a run, in one file: opens from a disk or a memory stick, asks no network for anything."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib import resources
from pathlib import Path
from xml.etree.ElementTree import Element

from shouwang.engine.documents import charts, markup, words
from shouwang.engine.documents.markup import Child, el
from shouwang.engine.documents.words import Say, number, share
from shouwang.engine.screening.summary import AreaCount, MissingCount, RuleCount, Summary, TierCount

CHART_ROWS = 30
"""Bars that a chart of townships shows; a province has more, they are in the table."""

MISSING_ROWS = 8
"""Missing columns that are seen without opening the rest."""


def write(path: Path, found: Summary, *, lang: str = "zh") -> None:
    """Write the page; `lang` (zh or en) changes the fixed words, never what packs and registers call things."""
    path.write_text(markup.html(_page(found, lang)), encoding="utf-8")


def _page(found: Summary, lang: str) -> Element:
    say = words.speaker(lang)
    style, script = _asset("page.css"), _asset("page.js")
    # Hashes: even a name that slipped through as markup could neither run nor fetch anything.
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", f"{say('防止返贫致贫监测筛查结果')} · {found.title} · {found.on:%Y-%m-%d}"),
        el("style", style),
    )
    body = el("body", _top(found, say), _main(found, say), el("script", script))
    return el("html", head, body, lang="zh-Hans" if lang == "zh" else lang)


def _asset(name: str) -> str:
    return resources.files("shouwang.engine.documents").joinpath("assets", name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _top(found: Summary, say: Say) -> Element:
    facts = (
        ("基准日期", f"{found.on:%Y-%m-%d}"),
        ("核算年度", found.period),
        ("政策包", found.pack),
        ("政策包校验码", found.pack_hash[:12]),
    )
    pairs = (el("div", el("dt", say(label)), el("dd", value)) for label, value in facts)
    heading = el("div", el("p", say("防止返贫致贫监测筛查结果"), class_="kicker"), el("h1", found.title))
    return el("header", el("div", heading, el("dl", *pairs), class_="wide"))


def _main(found: Summary, say: Say) -> Element:
    return el(
        "main",
        *(el("p", text, class_="warning", role="note") for text in words.warnings(found, say)),
        _tiles(found, say),
        el("div", _townships(found, say), _missing(found, say), class_="pair"),
        el("div", _incomes(found, say), _incomplete(found, say), class_="pair"),
        _rules(found.rules, say),
        _villages(found, say),
        class_="wide",
    )


def _card(title: str, *children: Child, note: str = "", class_: str = "") -> Element:
    head = el("div", el("h2", title), el("p", note, class_="note") if note else None, class_="head")
    return el("section", head, el("div", *children, class_="body"), class_=f"card {class_}".strip())


def _fill(tier: TierCount) -> str:
    """Unknown and none have their own colours: both may be grey in a pack, and they must not look alike."""
    return f"fill-{tier.tier if tier.tier in ('unknown', 'none') else tier.colour}"


def _parts(tiers: Iterable[TierCount], counts: dict[str, int]) -> list[charts.Part]:
    return [charts.Part(tier.label, counts.get(tier.tier, 0), _fill(tier)) for tier in tiers]


def _tiles(found: Summary, say: Say) -> Element:
    total = _tile(
        say("农户"), found.households, say("{count} 人").format(count=number(found.persons)), "fill-all"
    )
    tiers = (_tier_tile(tier, found, say) for tier in found.tiers)
    return el("div", total, *tiers, class_="tiles")


def _tier_tile(tier: TierCount, found: Summary, say: Say) -> Element:
    persons = say("{count} 人").format(count=number(tier.persons))
    about = f"{persons} · {share(tier.households, found.households)}"
    return _tile(tier.label, tier.households, about, _fill(tier))


def _tile(label: str, count: int, about: str, fill: str) -> Element:
    mark = el("svg", el("rect", width="100%", height="100%", class_=fill), class_="mark", aria_hidden="true")
    return el(
        "div",
        mark,
        el("p", label, class_="label"),
        el("p", number(count), class_="figure"),
        el("p", about),
        class_="tile",
    )


def _townships(found: Summary, say: Say) -> Element:
    """Tiers without the last, which would leave a few pixels to the households that matter."""
    shown = [tier for tier in found.tiers if tier.tier != found.last_tier]
    areas = sorted(_of_level(found, "township"), key=lambda area: -_attention(area, found))
    longest = max((_attention(area, found) for area in areas), default=0)
    if not longest:
        return _card(say("各乡镇分级情况"), el("p", say("没有需要关注的农户。"), class_="empty"))
    rows = (
        _bar_row(area.name, charts.stack(_parts(shown, area.tiers), longest, say), _of_all(area, found, say))
        for area in areas[:CHART_ROWS]
    )
    note = [
        say("条长为需要关注的户数；“{label}”{count} 户不画出。").format(
            label=tier.label, count=number(tier.households)
        )
        for tier in found.tiers
        if tier.tier == found.last_tier
    ]
    return _card(
        say("各乡镇分级情况"),
        charts.legend(_parts(shown, {})),
        el("div", *rows, class_="bars"),
        _rest(areas, say),
        note="".join(note),
    )


def _of_level(found: Summary, level: str) -> list[AreaCount]:
    return [area for area in found.areas if area.level == level]


def _attention(area: AreaCount, found: Summary) -> int:
    return sum(count for tier, count in area.tiers.items() if tier != found.last_tier)


def _of_all(area: AreaCount, found: Summary, say: Say) -> str:
    return f"{number(_attention(area, found))} / {number(area.households)}"


def _bar_row(label: str, bar: Element, value: str, about: str = "") -> Element:
    name = el("span", label, class_="name", title=about or None)
    return el("div", name, bar, el("span", value, class_="value"), class_="row")


def _rest(areas: Sequence[AreaCount], say: Say) -> Element | None:
    rest = len(areas) - CHART_ROWS
    if rest <= 0:
        return None
    words_ = say("只画出前 {shown} 个乡镇，其余 {rest} 个见下表。")
    return el("p", words_.format(shown=CHART_ROWS, rest=rest), class_="note")


def _missing(found: Summary, say: Say) -> Element:
    if not found.missing:
        return _card(say("待补信息"), el("p", say("信息齐全，没有无法判定的规则。"), class_="empty"))
    most = max(column.households for column in found.missing)
    rows = [_missing_row(column, most, say) for column in found.missing]
    note = say("缺少下列信息的户数；深色部分补上这一项即可判定。")
    first = el("div", *rows[:MISSING_ROWS], class_="bars stacked")
    return _card(say("待补信息"), first, _rest_of_missing(rows[MISSING_ROWS:], say), note=note)


def _rest_of_missing(rows: Sequence[Element], say: Say) -> Element | None:
    if not rows:
        return None
    label = el("summary", say("其余 {count} 项").format(count=len(rows)))
    return el("details", label, el("div", *rows, class_="bars stacked"))


def _missing_row(column: MissingCount, most: int, say: Say) -> Element:
    alone = say("其中 {count} 户补上即可判定").format(count=number(column.alone))
    parts = [
        charts.Part(say("补上即可判定"), column.alone, "fill-unknown"),
        charts.Part(column.label, column.households - column.alone, "fill-unknown-light"),
    ]
    value = f"{number(column.households)} · {alone}" if column.alone else number(column.households)
    return _bar_row(column.label, charts.stack(parts, most, say), value, column.column)


def _incomplete(found: Summary, say: Say) -> Element:
    areas = sorted(
        (area for area in _of_level(found, "township") if area.unknown), key=lambda area: -area.unknown
    )
    if not areas:
        return _card(say("各乡镇信息不全户"), el("p", say("信息齐全，没有无法判定的规则。"), class_="empty"))
    most = areas[0].unknown
    rows = (
        _bar_row(
            area.name,
            charts.stack([charts.Part(area.name, area.unknown, "fill-unknown")], most, say),
            f"{number(area.unknown)} · {share(area.unknown, area.households)}",
        )
        for area in areas[:CHART_ROWS]
    )
    return _card(say("各乡镇信息不全户"), el("div", *rows, class_="bars"), _rest(areas, say))


def _incomes(found: Summary, say: Say) -> Element:
    incomes = found.incomes
    if incomes is None:
        return _card(say("人均纯收入分布"), el("p", say("没有收入数据。"), class_="empty"))
    note = say("各档户数，每档 {width} 元").format(width=number(incomes.width)) + say("；")
    note += say("收入未知 {count} 户未列入。").format(count=number(incomes.unknown))
    unit = el("p", say("单位：元／人·年"), class_="note end")
    return _card(incomes.label, charts.histogram(incomes, say), unit, note=note)


def _rules(rules: Sequence[RuleCount], say: Say) -> Element:
    most = max((rule.households + rule.unknown for rule in rules), default=0)
    labels = (("规则", ""), ("类别", "quiet"), ("", "chart"), ("触发户数", "n"), ("无法判定户数", "n"))
    head = el(
        "tr",
        *(el("th", say(label) if label else "", scope="col", class_=css or None) for label, css in labels),
    )
    rows = (_rule(rule, most, say) for rule in rules)
    table = el("table", el("thead", head), el("tbody", *rows), class_="rules")
    return _card(say("规则触发情况"), el("div", table, class_="scroll", tabindex="0"))


def _rule(rule: RuleCount, most: int, say: Say) -> Element:
    parts = [
        charts.Part(say("触发"), rule.households, "fill-all"),
        charts.Part(say("未知"), rule.unknown, "fill-unknown-light"),
    ]
    kind = words.KINDS.get(rule.kind)
    return el(
        "tr",
        el("th", rule.label, scope="row", title=rule.rule),
        el("td", say(kind) if kind else rule.kind, class_="quiet"),
        el("td", charts.stack(parts, most, say), class_="chart"),
        el("td", number(rule.households), class_="n"),
        el("td", number(rule.unknown), class_="n"),
    )


def _villages(found: Summary, say: Say) -> Element:
    villages = _of_level(found, "village")
    names = ["乡镇", "村", "户数", "人口"]
    labels = [*(say(name) for name in names), *(tier.label for tier in found.tiers), say("信息不全户")]
    heads = (_sort_head(label, index < 2, say) for index, label in enumerate(labels))
    totals = _numbers_of_all(villages, found.tiers)
    foot = el("tr", el("td"), el("th", say("合计"), scope="row"), *(_cell(value) for value in totals))
    table = el(
        "table",
        el("thead", el("tr", *heads)),
        el("tbody", *(_village(village, found.tiers) for village in villages)),
        el("tfoot", foot),
        class_="villages sortable",
    )
    return _card(
        say("各村情况"),
        _controls(villages, say),
        el("div", table, class_="scroll tall", tabindex="0"),
        note=say("点击表头可排序"),
    )


def _controls(villages: Sequence[AreaCount], say: Say) -> Element:
    """The filter; hidden until the script that makes it work runs."""
    townships = {village.area_code[:9]: village.parent for village in villages}
    options = (el("option", name, value=code) for code, name in townships.items())
    choice = el("select", el("option", say("全部乡镇"), value=""), *options, id="township")
    label = el("label", say("按乡镇筛选"), for_="township")
    text = say("显示 {shown} / {all} 个村")
    count = text.format(shown=len(villages), all=len(villages))
    status = el("span", count, class_="note", role="status", data_text=text)
    return el("div", label, choice, status, class_="controls", hidden="hidden")


def _sort_head(label: str, is_text: bool, say: Say) -> Element:
    button = el("button", label, type="button")
    return el("th", button, scope="col", aria_sort="none", class_=None if is_text else "n")


def _village(village: AreaCount, tiers: Sequence[TierCount]) -> Element:
    names = el("td", village.parent), el("th", village.name, el("small", village.parent), scope="row")
    values = (_cell(value) for value in _numbers(village, tiers))
    return el("tr", *names, *values, data_township=village.area_code[:9])


def _numbers(area: AreaCount, tiers: Sequence[TierCount]) -> list[int]:
    counts = (area.tiers.get(tier.tier, 0) for tier in tiers)
    return [area.households, area.persons, *counts, area.unknown]


def _numbers_of_all(areas: Sequence[AreaCount], tiers: Sequence[TierCount]) -> list[int]:
    columns = zip(*(_numbers(area, tiers) for area in areas), strict=True)
    return [sum(column) for column in columns]


def _cell(value: int) -> Element:
    return el("td", number(value), class_="n" if value else "n zero", data_value=value)
