"""Made-up results for tests of what people look at.  No place or person of these names is meant."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from shouwang.engine.screening.summary import (
    AreaCount,
    Histogram,
    Line,
    MissingCount,
    RuleCount,
    Summary,
    TierCount,
)

TOWNSHIPS = ("青石镇", "白河镇", "柳林乡", "高桥镇", "龙泉乡", "东坝镇", "石门乡", "南溪镇")
VILLAGES = ("前进村", "新华村", "红星村", "双河村", "大坪村", "松树村", "水井村")
TIERS = (
    ("must_enter", "应纳入", "red"),
    ("assess", "待研判", "yellow"),
    ("none", "暂无风险", "grey"),
    ("unknown", "待补信息", "grey"),
)


def a_summary(**changes: Any) -> Summary:
    """A made-up county of eight townships and fifty-six villages; its parts add up to its totals."""
    villages = [a_village(town, number) for town in range(len(TOWNSHIPS)) for number in range(len(VILLAGES))]
    areas = [
        area for town in range(len(TOWNSHIPS)) for area in (_township(town, villages), *_of(town, villages))
    ]
    households = sum(village.households for village in villages)
    persons = sum(village.persons for village in villages)
    made = Summary(
        pack="hunan-qingshuzui-2022",
        pack_hash="3f9c1b7a5d2e4f60819ab3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708",
        title="青树嘴镇防止返贫监测帮扶（2022）",
        on=date(2022, 9, 30),
        period="2022",
        as_if=False,
        assumptions=(),
        households=households,
        persons=persons,
        tiers=_tiers(villages, persons),
        rules=(
            RuleCount("allowance-with-burden", "整户低保且有大病或在读学生", "must_enter", 212, 31),
            RuleCount("unsafe-house", "脱贫户住房不安全且无力自行解决", "must_enter", 48, 17),
            RuleCount(
                "low-income-ill-unsupported", "收入低于监测线、有大病重残且无赡养能力", "must_enter", 96, 143
            ),
            RuleCount(
                "low-income-three-students", "收入低于监测线且有三名及以上在读学生", "must_enter", 37, 64
            ),
            RuleCount("safety-net-gap", "兜底对象存在保障缺口", "must_enter", 154, 88),
            RuleCount("below-line", "人均纯收入低于监测线", "below_line", 388, 121),
            RuleCount("medical-burden", "合规自付医疗费用较重", "below_line", 73, 402),
        ),
        missing=(
            MissingCount("expenses.*", "支出（整表）", 402, 268),
            MissingCount("persons.health", "健康状况", 143, 71),
            MissingCount("households.supporter", "赡养人", 118, 40),
            MissingCount("incomes.*", "收入（整表）", 121, 36),
            MissingCount("households.allowance_edge", "低保边缘", 88, 52),
            MissingCount("persons.medical_insured", "是否参加基本医疗保险", 61, 22),
        ),
        areas=tuple(areas),
        incomes=a_histogram(),
    )
    return replace(made, **changes)


def a_village(town: int, number: int) -> AreaCount:
    households = 120 + (town * 37 + number * 53) % 160
    tiers = {
        "must_enter": 4 + (town * 5 + number * 3) % 9,
        "assess": 3 + (town + number * 7) % 12,
        "unknown": 2 + (town * 3 + number) % 8,
    }
    tiers["none"] = households - sum(tiers.values())
    return AreaCount(
        area_code=f"430921{town + 101}{number + 201}",
        name=VILLAGES[number],
        level="village",
        parent=TOWNSHIPS[town],
        households=households,
        persons=households * 3 + (town + number) % 50,
        tiers=tiers,
        unknown=tiers["unknown"] + 5,
    )


def a_histogram(**changes: Any) -> Histogram:
    counts = (14, 9, 11, 16, 22, 35, 51, 64, 72, 80, 96, 118, 141, 172, 205, 241, 288, 342, 401, 455, 498)
    counts = (
        *counts,
        521,
        540,
        533,
        512,
        480,
        447,
        405,
        362,
        325,
        284,
        251,
        219,
        192,
        168,
        147,
        129,
        112,
        98,
        861,
    )
    lines = (Line("监测线", Decimal("6900.00")),)
    return replace(Histogram("人均纯收入", 0, 500, counts, 121, lines), **changes)


def _of(town: int, villages: list[AreaCount]) -> list[AreaCount]:
    return [village for village in villages if village.parent == TOWNSHIPS[town]]


def _township(town: int, villages: list[AreaCount]) -> AreaCount:
    own = _of(town, villages)
    return AreaCount(
        area_code=own[0].area_code[:9],
        name=TOWNSHIPS[town],
        level="township",
        parent="清河县",
        households=sum(village.households for village in own),
        persons=sum(village.persons for village in own),
        tiers={tier: sum(village.tiers[tier] for village in own) for tier, _, _ in TIERS},
        unknown=sum(village.unknown for village in own),
    )


def _tiers(villages: list[AreaCount], persons: int) -> tuple[TierCount, ...]:
    households = {tier: sum(village.tiers[tier] for village in villages) for tier, _, _ in TIERS}
    heads = {tier: count * 3 for tier, count in households.items()}
    heads["none"] += persons - sum(heads.values())
    return tuple(
        TierCount(tier, label, colour, households[tier], heads[tier]) for tier, label, colour in TIERS
    )
