"""Every mistake a pack can contain: a code, what is wrong, what to do."""

from dataclasses import dataclass
from pathlib import Path

from shouwang.engine.errors import Refused, Sentence, sentence

CATALOGUE: dict[str, tuple[str, str]] = {
    # code      what is wrong                                        what to do
    "PACK-001": ("找不到文件“{name}”", "请补上这个文件；新建政策包可用 shouwang pack new"),
    "PACK-002": ("YAML 写法有误：{detail}", "请检查该处的缩进、冒号后的空格和引号"),
    "PACK-003": ("“{key}”重复出现", "请只保留一处"),
    "PACK-004": ("不认识“{key}”{hint}", "请删去，或改成可用的一项：{allowed}"),
    "PACK-005": ("缺少“{key}”", "请补上这一项"),
    "PACK-006": ("“{key}”应为{expected}，实为“{value}”", "请改正这一项的写法"),
    "PACK-007": ("“{key}”的值“{value}”不在可用范围内", "请改成其中之一：{allowed}"),
    "PACK-008": ("没有编号为“{name}”的依据文件", "请在 sources.yaml 中登记，或改正编号"),
    "PACK-009": ("“{name}”没有依据（source）", "请写明文件和条款；没有依据的内容不能生效"),
    "PACK-010": ("规则“{name}”没有算例：{missing}", "请在 examples/ 中至少各写一个触发和不触发的算例"),
    "PACK-011": ("参数“{name}”在 {day} 没有值", "请补上从该日或更早起的值，或改政策包的施行日期"),
    "PACK-012": ("施行日期颠倒：{start} 晚于 {end}", "请改正 in_force 的 from 和 to"),
    "PACK-013": ("找不到被继承的政策包“{name}”", "请检查 extends，或把它放在同一目录下"),
    "PACK-014": ("事实“{name}”互相引用成环：{chain}", "请拆开其中一个引用"),
    "PACK-015": ("“{name}”与农户表的列、运行给定的名称或结果的列同名", "请换一个名称"),
    "PACK-016": ("分级的最后一级必须没有条件", "请把兜底的一级放在最后，并去掉 when"),
    "PACK-017": ("分级中只有最后一级可以没有条件", "请给这一级写上 when"),
    "PACK-018": ("政策包没有分级（tiers.yaml）", "请至少写一级"),
    "PACK-019": ("政策包互相继承成环：{chain}", "请改正 extends"),
    "PACK-020": ("政策包编号“{name}”与目录名“{directory}”不一致", "请改成一致"),
    "PACK-021": ("参数“{name}”还没有填值", "请把 value 改成当地公布的数值，并写明依据"),
    "PACK-022": ("算例里的表有误：{detail}", "请按“列 | 列”的样式画表，列名见 shouwang tables"),
    "PACK-023": ("算例期望的“{name}”不存在", "请改成本政策包中的规则、事实或分级"),
    "PACK-024": ("文件“{name}”是空的", "请写上内容；新建政策包可用 shouwang pack new"),
    "PACK-025": ("“{key}”还没有填写（{value}）", "请换成本地的内容；没有依据的内容不能生效"),
    "PACK-026": ("参数“{name}”的值 {value} 不可能{why}", "请改成公布的数值；比例写成 0 到 1 之间的小数"),
    "PACK-027": (
        "“{name}”与所继承的不是一类：{own}，原为{base}",
        "引用它的规则会因此出错；请保持类型和单位，或换一个名称",
    ),
    "RULE-101": ("表达式不完整或写法有误：{detail}", "请检查括号、引号和运算符"),
    "RULE-102": ("不认识名称“{name}”{hint}", "可用农户表的列、本包的事实、parameter.名称、on、period 等"),
    "RULE-103": (
        "不能使用“{what}”",
        "规则语言只有比较、and/or/not、四则运算、in、any/all/count/sum/min/max 和列出的函数",
    ),
    "RULE-104": ("表“{table}”没有列“{name}”{hint}", "列名见 shouwang tables"),
    "RULE-105": ("没有参数“{name}”{hint}", "请在 parameters.yaml 中登记"),
    "RULE-106": ("函数“{name}”需要 {expected} 个参数，写了 {given} 个", "请按说明补足或删去"),
    "RULE-107": ("不能把{left}与{right}比较{how}", "请比较同一类的值"),
    "RULE-108": ("单位不同：{left} 与 {right}", "请先换算，例如把每人每年的线乘以 members"),
    "RULE-109": ("“{value}”不是“{column}”的取值{hint}", "可用取值：{allowed}"),
    "RULE-110": ("“{column}”只在 {low} 到 {high} 之间，与 {value} 的比较永远不会变化", "请改成范围内的数"),
    "RULE-111": ("这里需要{expected}，写的是{actual}", "请改成需要的一类"),
    "RULE-112": (
        "对 {table} 的遍历要写明 {row}.period == …",
        "请在 if 之后加上期间；没有期间就无法区分“没有”和“不知道”",
    ),
    "RULE-113": ("对 incomes 的遍历要写明 {row}.forecast 或 not {row}.forecast", "请说明算实际还是预估"),
    "RULE-114": ("遍历里不能再用遍历或事实“{what}”", "请先写成一个事实，再在外层使用"),
    "RULE-115": ("除法不能出现在这里", "商只用于比较和展示；请改成乘积，例如 收入 < 线 * members"),
    "RULE-116": ("in 后面要写成括号里的一组值", '例如 house_grade in ("C", "D")'),
    "RULE-117": ("“{name}”要写成对某张表的遍历", "例如 count(p for p in persons if p.works)"),
    "RULE-118": ("只有分级可以引用规则（rule.{name}）", "请直接写条件，或写成事实"),
    "RULE-119": ("没有规则“{name}”{hint}", "规则编号中的短横线在这里写成下划线"),
    "RULE-120": ("遍历只能写一个 for，写成“for 行 in 表”", "例如 any(p.works for p in persons)"),
    "RULE-121": ("数值太大，无法精确计算（{digits} 位）", "请减少连乘的次数"),
    "RULE-122": ("事实写明的类型是{declared}，表达式得到{actual}", "请改正 type 或表达式"),
    "RULE-123": ("事实写明的单位是 {declared}，表达式得到 {actual}", "请改正 unit 或表达式"),
    "RULE-124": ("连同所用的事实，缺项的列超过 {limit} 个", "请删去不用的事实，或分成两个政策包"),
    "RULE-125": ("往前数 {value} 个月超出了日历", "请写 -{most} 到 {most} 之间的整数"),
}


@dataclass(frozen=True)
class Place:
    """Where in a pack something stands; lines and columns count from 1."""

    file: Path
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file.parent.name}/{self.file.name}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Mistake:
    code: str
    place: Place
    details: dict[str, object]

    @property
    def why(self) -> Sentence:
        return sentence(CATALOGUE[self.code][0], **self.details)

    @property
    def remedy(self) -> Sentence:
        return sentence(CATALOGUE[self.code][1], **self.details)

    def __str__(self) -> str:
        return f"{self.place}: {self.code} {self.why}。{self.remedy}"


class Mistakes(Refused):
    """A pack does not load; all mistakes at once."""

    def __init__(self, pack: str, found: list[Mistake]) -> None:
        first = found[0]
        more = sentence("（共 {count} 处）", count=len(found)) if len(found) > 1 else ""
        super().__init__(
            sentence(
                "政策包“{pack}”有误{more}：{place}: {code} {why}",
                pack=pack,
                more=more,
                place=first.place,
                code=first.code,
                why=first.why,
            ),
            sentence("{remedy}。全部错误可用 shouwang pack check 查看", remedy=first.remedy),
        )
        self.found = found
