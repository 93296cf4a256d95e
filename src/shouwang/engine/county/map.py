"""The made-up county's map: townships, villages, their codes and names, and which household lives where."""

from dataclasses import dataclass
from math import isqrt

import numpy as np

from shouwang.engine.county.draws import Array, Stream, odds, scale
from shouwang.engine.tables import AREAS

# 河、山 and the like before, what people built behind: sounds like a village, names none in particular.
FIRST = "青石云龙白金松柏竹梅桃柳杨清平永兴安太和上下大小南北东西双三"
SECOND = "山溪桥坪湾塘冲岭洞江河泉坡田庄坝店铺市门口家园林湖潭井沟关台"
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省",
    "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省", "41": "河南省", "42": "湖北省",
    "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省", "50": "重庆市",
    "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区", "61": "陕西省",
    "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
}  # fmt: skip

VILLAGE_SIZE = 450
FIRST_TOWNSHIP = 100
FIRST_VILLAGE = 200
"""The statistical code: villages from 200, neighbourhood committees below."""
MOST_HOUSEHOLDS = 40_000_000
"""More than a province has; citizen numbers would run out."""

VILLAGE_KIND = odds(
    """
    any ordinary poor_village key_village site
    0        780          160          50   10
    """,
    AREAS["kind"],
)
HOUSEHOLDS_PER_GROUP = 36


@dataclass(frozen=True)
class Map:
    """Villages in the order of their codes; household number i lives in the village whose `ends` first exceeds i."""

    county: str
    codes: Array
    """12-digit codes as whole numbers."""
    names: list[str]
    township: Array
    township_codes: list[str]
    township_names: list[str]
    kinds: Array
    ends: Array

    @property
    def starts(self) -> Array:
        return self.ends - np.diff(self.ends, prepend=0)

    def village_of(self, households: Array) -> Array:
        return np.searchsorted(self.ends, households, side="right").astype(np.int32)

    def is_poor(self, village: Array) -> Array:
        """Whether people there have less than elsewhere."""
        return np.isin(self.kinds[village], [AREAS["kind"].codes.index(kind) for kind in POOR])


POOR = ("poor_village", "key_village")


def draw_map(seed: int, households: int, county: str) -> Map:
    """Villages of 300 to 600 households, more townships the larger the county."""
    stream = Stream(seed, 0)
    villages = max(1, (households + VILLAGE_SIZE // 2) // VILLAGE_SIZE)
    townships = min(villages, isqrt(villages * 3 // 2) + 1)
    ends = _split(stream("village sizes", villages), households)
    township_ends = _split(stream("township sizes", townships), villages)
    township = np.searchsorted(township_ends, np.arange(villages), side="right")
    within = np.arange(villages) - (township_ends - np.diff(township_ends, prepend=0))[township]
    township_codes = [f"{county}{FIRST_TOWNSHIP + number}" for number in range(townships)]
    offset = int(stream("names", 1)[0])
    return Map(
        county=county,
        codes=(int(county) * 1000 + FIRST_TOWNSHIP + township) * 1000 + FIRST_VILLAGE + within,
        names=[f"{_name(offset + 7 * int(t) + int(v) + 1)}村" for t, v in zip(township, within, strict=True)],
        township=township,
        township_codes=township_codes,
        township_names=[f"{_name(offset + 450 + t)}{'乡镇'[t % 3 > 0]}" for t in range(townships)],
        kinds=VILLAGE_KIND(0, stream("village kinds", villages)),
        ends=ends,
    )


def _split(draws: Array, total: int) -> Array:
    """Ends of parts of `total`: none is empty, the largest about twice the smallest."""
    cumulated = np.cumsum(scale(draws, 300, 600), dtype=np.int64)
    return np.arange(1, len(draws) + 1) + cumulated * (total - len(draws)) // cumulated[-1]


def _name(number: int) -> str:
    """Two characters; 900 numbers in a row have 900 names, neighbours far from alike."""
    number = number * 487 % (len(FIRST) * len(SECOND))
    return FIRST[number % len(FIRST)] + SECOND[number // len(FIRST)]


def areas(of: Map) -> list[tuple[str, str, str, str | None]]:
    """Rows of the areas table, from the province down: code, name, level, kind."""
    county = of.county
    rows: list[tuple[str, str, str, str | None]] = [
        (county[:2], PROVINCES[county[:2]], "province", None),
        (county[:4], f"{_name(int(county[:4]))}市", "city", None),
        (county, f"{_name(int(county))}县", "county", None),
    ]
    rows += [
        (code, name, "township", "ordinary")
        for code, name in zip(of.township_codes, of.township_names, strict=True)
    ]
    kinds = AREAS["kind"].codes
    rows += [
        (str(code), name, "village", kinds[kind])
        for code, name, kind in zip(of.codes, of.names, of.kinds, strict=True)
    ]
    return rows
