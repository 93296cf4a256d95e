"""The fixed words of page and terminal.  Chinese is the original; what has no English here cannot be said in it."""

from collections.abc import Callable
from typing import TypeAlias

from shouwang.engine.screening import summary

Say: TypeAlias = Callable[[str], str]

ENGLISH = {
    # what the run was
    "防止返贫致贫监测筛查结果": "Screening for risk of falling into poverty",
    "基准日期": "Reference date",
    "核算年度": "Accounting year",
    "政策包": "Policy pack",
    "政策包校验码": "Pack hash",
    "政策包在施行期以外套用，参数取最近一期数值，结果仅供测算，不作认定依据。": (
        "The pack was applied outside its time, with its nearest values: an estimate, not a ground for decisions."
    ),
    "未填数据按下列假定处理：": "Missing data were taken as: ",
    "、": ", ",
    "：": ": ",
    "，": ", ",
    "；": "; ",
    # counts
    "农户": "Households",
    "户数": "Households",
    "人口": "Persons",
    "占比": "Share",
    "{count} 户": "{count} households",
    "{count} 人": "{count} persons",
    "共 {households} 户 {persons} 人": "{households} households, {persons} persons",
    "合计": "Total",
    # tiers
    "分级情况": "Tiers",
    "分级": "Tier",
    "各乡镇分级情况": "Tiers by township",
    "条长为需要关注的户数；“{label}”{count} 户不画出。": (
        'Bars show the households that need attention; {count} of "{label}" are not drawn.'
    ),
    "只画出前 {shown} 个乡镇，其余 {rest} 个见下表。": "The first {shown} townships; {rest} more in the table below.",
    "没有需要关注的农户。": "No household needs attention.",
    # incomes
    "人均纯收入分布": "Net income per head",
    "各档户数，每档 {width} 元": "Households in bins of {width} yuan",
    "{low}–{high} 元": "{low}–{high} yuan",
    "{low} 元及以上": "{low} yuan and more",
    "{label} {value} 元": "{label} {value} yuan",
    "收入未知 {count} 户未列入。": "{count} households of unknown income are not included.",
    "单位：元／人·年": "Yuan per person and year",
    "没有收入数据。": "No income data.",
    # unknowns
    "待补信息": "Missing information",
    "信息不全户": "Incomplete",
    "各乡镇信息不全户": "Incomplete households by township",
    "缺少下列信息的户数；深色部分补上这一项即可判定。": (
        "Households lacking it; the dark part is settled by it alone."
    ),
    "补上即可判定": "Settled by it",
    "其中 {count} 户补上即可判定": "{count} settled by it",
    "信息齐全，没有无法判定的规则。": "Nothing is missing: every rule could be decided.",
    # rules
    "规则触发情况": "Rules",
    "规则": "Rule",
    "类别": "Kind",
    "触发": "Fired",
    "未知": "Unknown",
    "触发户数": "Fired",
    "无法判定户数": "Unknown",
    "应纳入": "Must enter",
    "低于收入线": "Below the line",
    "保障缺口": "Guarantee gap",
    "突发情况": "Sudden event",
    "关注": "Watch",
    # areas
    "各村情况": "Villages",
    "乡镇": "Township",
    "村": "Village",
    "全部乡镇": "All townships",
    "按乡镇筛选": "Filter by township",
    "显示 {shown} / {all} 个村": "{shown} of {all} villages",
    "点击表头可排序": "Click a heading to sort",
    "其余 {count} 个乡镇见台账和页面。": "{count} more townships: see ledgers and page.",
    "其余 {count} 项": "{count} more",
    "其余 {count} 项见页面。": "{count} more: see the page.",
    # one household
    "触发的规则": "Rules that fired",
    "依据": "Basis",
    "怎样可不再触发": "What would change it",
    "没有帮扶能直接改变的条件。": "Nothing it rests on can be changed by help directly.",
    "已成立": "Already met",
    "本户情况": "The household",
    "项目": "Item",
    "情况": "Value",
    # what next
    "补什么最有用": "What to complete first",
    "补齐“{label}”（{column}）：涉及 {households} 户，其中 {alone} 户补齐即可判定。": (
        'Complete "{label}" ({column}): {households} households, {alone} of them settled by it alone.'
    ),
    "经核实后可作假定：--assume {assumption}，最多判定 {alone} 户。": (
        "Once checked it may be assumed: --assume {assumption} settles up to {alone}."
    ),
    "（或 {others}）": " (or {others})",
    "下一步": "Next",
    "看某一户的依据": "why a household is where it is",
    "改一个参数重新测算": "the same with one parameter changed",
    "与另一政策包对比": "the same under another pack",
    "结果目录": "RESULTS",
    "登记目录": "REGISTER",
    "户编码": "ID",
    "参数=值": "PARAMETER=VALUE",
    "另一政策包": "OTHER",
}

KINDS = {
    "must_enter": "应纳入",
    "below_line": "低于收入线",
    "guarantee": "保障缺口",
    "sudden": "突发情况",
    "watch": "关注",
}
"""The kinds of rules that packs may use."""


def speaker(lang: str) -> Say:
    """A function from the Chinese original to the words of `lang` (zh or en)."""
    return ENGLISH.__getitem__ if lang == "en" else str


def warnings(found: summary.Summary, say: Say) -> list[str]:
    """What a reader must know before believing a number: the pack outside its time, assumptions."""
    said = []
    if found.as_if:
        said.append(say("政策包在施行期以外套用，参数取最近一期数值，结果仅供测算，不作认定依据。"))
    if found.assumptions:
        said.append(say("未填数据按下列假定处理：") + say("、").join(found.assumptions))
    return said


def number(count: int) -> str:
    return f"{count:,}"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"
