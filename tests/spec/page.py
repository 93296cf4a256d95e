"""The page about the rule language, in English and in Chinese: the declared language, the cases, the catalogue of mistakes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from textwrap import dedent

from shouwang.engine.policy import definitions, errors, expression, units
from tests.packs_builder import mistakes
from tests.spec import reference
from tests.spec.case import PARAMETERS, YEAR, Case, Chapter, Findings, Population, Refusals
from tests.spec.chapters import CHAPTERS
from tests.spec.reference import Word


@dataclass(frozen=True)
class Phrases:
    """What the page says in its language besides the chapters."""

    chinese: bool
    title: str
    introduction: str
    headings: Mapping[str, str]
    words: Mapping[str, str]

    def of(self, en: str, zh: str) -> str:
        return zh if self.chinese else en


ENGLISH = Phrases(
    chinese=False,
    title="The rule language",
    introduction="""\
Conditions of rules, facts and tiers are written in a subset of Python's expressions. Nothing is evaluated by Python: the text is read into the
constructs on this page, checked for types and units against the [data dictionary](data-dictionary.md), and computed by two evaluators
that must agree. What is not on this page cannot be written.

This page is printed from `tests/spec/`, where every table below is a test of both evaluators (`python -m tests.spec.print`).
[中文](rule-language.zh-CN.md)
""",
    headings={
        "names": "Names",
        "operators": "Operators",
        "quantifiers": "Quantifiers",
        "functions": "Functions",
        "types": "Types and units",
        "meaning": "What it means",
        "mistakes": "Mistakes, and what to do",
    },
    words={
        "written": "Written",
        "meaning": "Meaning",
        "expression": "Expression",
        "household": "household",
        "code": "Code",
        "why": "What is wrong",
        "remedy": "What to do",
        "mistake": "Mistake",
        "empty": "given, without a row",
        "on": "Reference date",
        "assume": "Assumed",
        "year": "Accounting year ends on",
        "fact": "Facts",
        "type": "Type of the values shown",
        "households": "Households",
        "tables": "Tables whose rows can be looked at",
        "types": "A fact states its type:",
        "units": "and, where it is an amount, its unit: one or several of these with `/` between them, such as `yuan/person/year`.",
        "rules": "Rules",
        "tiers": "Tiers, in order",
        "otherwise": "otherwise",
        "catalogue": "A pack with a mistake does not load; all mistakes are reported at once, each with file, line and column. "
        "Messages are Chinese; words in braces stand for what was found.",
        "unknown": "`unknown` stands for a value that is not known; a blank cell is one.",
    },
)
CHINESE = Phrases(
    chinese=True,
    title="规则语言",
    introduction="""\
规则、事实和分级的条件，用 Python 表达式的一个子集书写。条件并不由 Python 执行：文字读成本页列出的成分，
对照[数据字典](data-dictionary.md)检查类型和单位，再由两个必须一致的计算程序求值。本页没有的，都不能写。

本页由 `tests/spec/` 印出，下面每张表都是对两个计算程序的测试（`python -m tests.spec.print`）。[English](rule-language.md)
""",
    headings={
        "names": "名称",
        "operators": "运算符",
        "quantifiers": "遍历",
        "functions": "函数",
        "types": "类型与单位",
        "meaning": "含义",
        "mistakes": "错误与改法",
    },
    words={
        "written": "写法",
        "meaning": "含义",
        "expression": "表达式",
        "household": "户",
        "code": "代码",
        "why": "错在哪里",
        "remedy": "怎么改",
        "mistake": "错误",
        "empty": "已提供，没有行",
        "on": "基准日",
        "assume": "假定",
        "year": "核算年度截止日",
        "fact": "事实",
        "type": "显示的类型",
        "households": "户",
        "tables": "可以遍历的表",
        "types": "事实要写明类型：",
        "units": "是数量的还要写明单位：以下之一，或几个之间加 `/`，如 `yuan/person/year`。",
        "rules": "规则",
        "tiers": "分级（按顺序）",
        "otherwise": "其余",
        "catalogue": "政策包有错就不能加载；所有错误一次报告，各有文件、行、列。花括号中的词代表实际的内容。",
        "unknown": "`unknown` 表示未知；空格也表示未知。",
    },
)


def page(say: Phrases) -> str:
    parts = [
        f"# {say.title}\n\n{say.introduction}",
        *language(say),
        f"## {say.headings['meaning']}\n\n{say.words['unknown']}\n",
        *(chapter(say, each) for each in CHAPTERS),
        catalogue(say),
    ]
    return "\n".join(parts)


def language(say: Phrases) -> Iterable[str]:
    yield section(
        say,
        "names",
        words(
            say, reference.NAMES, ["column", "row", "fact", "parameter", "rule", *expression.GIVEN, "value"]
        ),
    )
    operators = [
        "and",
        "or",
        "not",
        *expression.COMPARISONS.values(),
        "in",
        "not in",
        *expression.ARITHMETIC.values(),
    ]
    yield section(say, "operators", words(say, reference.OPERATORS, operators))
    tables = (
        f"{say.words['tables']}: {say.of(', ', '、').join(f'`{name}`' for name in expression.CHILD_TABLES)}\n"
    )
    yield section(
        say, "quantifiers", f"{words(say, reference.QUANTIFIERS, expression.QUANTIFIERS)}\n{tables}"
    )
    yield section(say, "functions", words(say, reference.FUNCTIONS, expression.ARGUMENTS))
    kinds = words(say, reference.KINDS, definitions.FACT_KINDS)
    bases = words(say, reference.UNITS, units.BASE)
    yield section(say, "types", f"{say.words['types']}\n\n{kinds}\n{say.words['units']}\n\n{bases}")


def section(say: Phrases, heading: str, body: str) -> str:
    return f"## {say.headings[heading]}\n\n{body}"


def words(say: Phrases, described: Mapping[str, Word], declared: Collection[str]) -> str:
    """The declared words with what they mean; a word without a description is an error, and so is one too many."""
    if set(described) != set(declared):
        raise KeyError(set(described) ^ set(declared))
    rows = [(described[name].written, say.of(described[name].en, described[name].zh)) for name in declared]
    return grid((say.words["written"], say.words["meaning"]), rows)


def chapter(say: Phrases, each: Chapter) -> str:
    text = dedent(say.of(each.text_en, each.text_zh)).strip()
    parts = (PARTS[type(part)](say, part) for part in each.parts)
    return "\n".join([f"### {say.of(each.en, each.zh)}\n\n{text}\n", *parts])


def case(say: Phrases, part: Case) -> str:
    ids = part.population.ids
    told = [
        *setting(say, part.population),
        *(
            [(say.words["year"], f"{part.accounting_year.month:02}-{part.accounting_year.day:02}")]
            if part.accounting_year != YEAR
            else []
        ),
        *([("--period", part.period)] if part.period else []),
        *([(say.words["type"], f"`{part.type}`")] if part.type else []),
        *((say.words["fact"], f"`{name}` = `{text}`") for name, (_, text) in part.facts.items()),
        *(
            (f"`parameter.{name}`", value)
            for name, value in PARAMETERS.items()
            if uses(part, name) and part.parameters is not None and part.parameters.get(name) == value
        ),
    ]
    rows = ((f"`{text}`", *(cell.strip() for cell in drawn.split("|"))) for text, drawn in part.asked)
    return paragraph(say, part, told) + grid((say.words["expression"], *ids), rows)


def uses(part: Case, parameter: str) -> bool:
    return any(f"parameter.{parameter}" in text for text, _ in part.asked)


def findings(say: Phrases, part: Findings) -> str:
    told = [
        *setting(say, part.population),
        *((f"`{name}`", f"`{text}`") for name, text in part.rules.items()),
    ]
    if any(condition for _, condition in part.tiers):
        tiers = (
            f"`{tier}`: {f'`{condition}`' if condition else say.words['otherwise']}"
            for tier, condition in part.tiers
        )
        told += [(say.words["tiers"], "; ".join(tiers))]
    head, *rows = (
        [cell.strip() for cell in line.split("|")] for line in dedent(part.found).strip().splitlines()
    )
    return paragraph(say, part, told) + grid((say.words["household"], *head[1:]), rows)


def refusals(say: Phrases, part: Refusals) -> str:
    rows = []
    for text, code in part.written:
        [wrong] = mistakes(text)
        rows += [(f"`{text}`", code, errors.CATALOGUE[code][0].format(**wrong.details))]
    heading = (say.words["expression"], say.words["code"], say.words["mistake"])
    return paragraph(say, part, []) + grid(heading, rows)


PARTS = {Case: case, Findings: findings, Refusals: refusals}


def setting(say: Phrases, population: Population) -> list[tuple[str, str]]:
    """What there is besides drawn tables; the day only where it is not the usual one."""
    told = [(say.words["on"], population.on.isoformat())] if population.on != Population().on else []
    return told + [(say.words["assume"], f"`{text}`") for text in population.assume]


def paragraph(say: Phrases, part: Case | Findings | Refusals, told: list[tuple[str, str]]) -> str:
    drawn = "" if isinstance(part, Refusals) else tables(say, part.population)
    settings = "".join(f"- {name}: {text}\n" for name, text in told)
    return f"**{say.of(part.en, part.zh)}**\n\n{drawn}" + (f"{settings}\n" if settings else "")


def tables(say: Phrases, population: Population) -> str:
    blocks = []
    for name, text in population.drawn.items():
        if text == "empty":
            blocks += [f"{name}: {say.words['empty']}"]
        elif "household_id" not in text:
            blocks += [f"{name}: {', '.join(text.split())}"]
        else:
            head, *rows = text.splitlines()
            blocks += [
                "\n".join([f"{name}", head, "".join("|" if each == "|" else "-" for each in head), *rows])
            ]
    return "```text\n" + "\n\n".join(blocks) + "\n```\n\n"


def catalogue(say: Phrases) -> str:
    rows = ((f"`{code}`", why, remedy) for code, (why, remedy) in errors.CATALOGUE.items())
    table = grid((say.words["code"], say.words["why"], say.words["remedy"]), rows)
    return section(say, "mistakes", f"{say.words['catalogue']}\n\n{table}")


def grid(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(names)]
    lines += [["---"] * len(lines[0]), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


PAGES = {"rule-language.md": ENGLISH, "rule-language.zh-CN.md": CHINESE}
