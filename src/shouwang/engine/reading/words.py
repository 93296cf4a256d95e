"""Spellings met in cells: what means yes, what means nothing, what ends a table."""

import re
import unicodedata


def spellings(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


YES = spellings(
    "是 有 √ ✓ ✔ ☑ 1 y yes t true 对 已 能 可以 好 在 在校 在读 参加 已参加 参保 已参保 享受 已享受 合格 达标 安全 方便",
    "解决 已解决 签约 已签约 有保障 务工 就业 已就业 真",
)
NO = spellings(
    "否 无 没有 × x ✗ ✘ ☒ 0 n no f false 错 未 不 不是 不能 不可以 不在 不在校 未在校 未参加 没参加 未参保 不享受 未享受",
    "不合格 不达标 未达标 不安全 不方便 未解决 没解决 未签约 无保障 未务工 未就业 假",
)
BLANKS = spellings("- -- — —— ― – / \\ 空 不详 未知 不清楚 null none nan n/a na #n/a") | {""}

NOTES = re.compile(
    r"合计|总计|小计|共计|累计|总数|本页|注[:：]|注\d|备注|说明|填表|制表|填报|审核|复核|单位负责人|负责人|联系人|打印|导出|数据来源|截至|截止"
)
"""How lines begin that are no data: totals, notes, signatures."""

# Codes of the disability card, and grades, as people write them.
INTEGERS = {
    "disability_kind": {
        word: number
        for number, words in enumerate(("无 否 健全", "视力", "听力", "言语", "肢体", "智力", "精神", "多重"))
        for stem in words.split()
        for word in (stem, f"{stem}残疾", f"{stem}残")
    },
    "disability_grade": {
        word: number
        for number, digit in enumerate("无一二三四")
        for word in (digit, f"{digit}级", f"{number}级", f"{digit}级残疾")
    }
    | {"否": 0, "i级": 1, "ii级": 2, "iii级": 3, "iv级": 4},
}

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad\u2060"))
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction of writing: a name with one is read as another."""
UNDIRECTED = dict.fromkeys(map(ord, DIRECTIONS))
_PLAIN = {**_FULL_WIDTH, **_INVISIBLE, **UNDIRECTED, 0x3000: " ", 0xA0: " "}
_HAN = r"\u3400-\u9fff·"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_FORCED_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)


def tidy(text: str) -> str:
    """Full-width letters and digits made plain, invisible signs, leading apostrophes and padding removed.

    Blanks between Han characters are padding (“张　三”); others stay (an address).
    """
    text = text.translate(_PLAIN).strip()
    if forced := _FORCED_TEXT.match(text):
        text = forced[1]
    return _BETWEEN_HAN.sub("", text.lstrip("'‘’`＇").strip())


def bare(text: str) -> str:
    """For comparing: tidy, half-width throughout, without any blank, in lower case."""
    return "".join(unicodedata.normalize("NFKC", tidy(text)).split()).lower()
