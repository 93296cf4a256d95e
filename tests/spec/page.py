"""The page about the rule language, in English and in Chinese: the declared language, the cases, the catalogue of mistakes."""

from collections.abc import Collection, Iterable, Mapping
from textwrap import dedent

from shouwang.engine.errors import sentence
from shouwang.engine.policy import definitions, english, errors, expression, units
from shouwang.engine.reading import refusals as refusals_in_english
from shouwang.engine.screening import refusals as screening
from tests.packs_builder import mistakes
from tests.spec import reference
from tests.spec.case import YEAR, Case, Chapter, Findings, Population, Refusals
from tests.spec.chapters import CHAPTERS
from tests.spec.phrases import CHINESE, ENGLISH, Phrases
from tests.spec.reference import Word

MISTAKES = english.ENGLISH | screening.ENGLISH


def page(say: Phrases) -> str:
    parts = [
        f"# {say.title}\n\n{say.introduction}",
        *language(say),
        f"## {say.headings['meaning']}\n\n{say.words['unknown']}\n",
        *(chapter(say, each) for each in CHAPTERS),
        catalogue(say),
    ]
    return "\n".join(parts)


NAMES = ("column", "row", "fact", "parameter", "rule", *expression.GIVEN, "value")
OPERATORS = (
    "and",
    "or",
    "not",
    *expression.COMPARISONS.values(),
    "in",
    "not in",
    *expression.ARITHMETIC.values(),
)


def language(say: Phrases) -> Iterable[str]:
    names = say.of(", ", "、").join(f"`{name}`" for name in expression.CHILD_TABLES)
    quantifiers = words(say, reference.QUANTIFIERS, expression.QUANTIFIERS)
    kinds = words(say, reference.KINDS, definitions.FACT_KINDS)
    bases = words(say, reference.UNITS, units.BASE)
    yield section(say, "names", words(say, reference.NAMES, NAMES))
    yield section(say, "operators", words(say, reference.OPERATORS, OPERATORS))
    yield section(say, "quantifiers", f"{quantifiers}\n{say.words['tables']}: {names}\n")
    yield section(say, "functions", words(say, reference.FUNCTIONS, expression.ARGUMENTS))
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
    rows = ((f"`{text}`", *(cell.strip() for cell in drawn.split("|"))) for text, drawn in part.asked)
    table = grid((say.words["expression"], *part.population.ids), rows)
    return paragraph(say, part, [*setting(say, part.population), *told(say, part)]) + table


def told(say: Phrases, part: Case) -> Iterable[tuple[str, str]]:
    """What the expressions build on, where it is not the usual."""
    if part.accounting_year != YEAR:
        yield say.words["year"], f"{part.accounting_year.month:02}-{part.accounting_year.day:02}"
    if part.period:
        yield "`--period`", part.period
    if part.type:
        yield say.words["type"], f"`{part.type}`"
    for name, (_, text) in part.facts.items():
        yield f"`{name}`", f"`{text}`"
    for name, value in part.parameters.items():
        if any(f"parameter.{name}" in text for text, _ in part.asked):
            yield f"`parameter.{name}`", value if isinstance(value, str) else dated(value)


def dated(values: Mapping[str, str]) -> str:
    return ", ".join(f"{day} → {value}" for day, value in values.items())


def findings(say: Phrases, part: Findings) -> str:
    rules = [(f"`{name}`", f"`{text}`") for name, text in part.rules.items()]
    head, *rows = (
        [cell.strip() for cell in line.split("|")] for line in dedent(part.found).strip().splitlines()
    )
    table = grid((say.words["household"], *head[1:]), rows)
    return paragraph(say, part, [*setting(say, part.population), *rules, *tiers(say, part)]) + table


def tiers(say: Phrases, part: Findings) -> Iterable[tuple[str, str]]:
    """The tiers with their conditions; nothing where there is only the last."""
    if len(part.tiers) > 1:
        each = (
            f"`{tier}`: " + (f"`{text}`" if text else say.words["otherwise"]) for tier, text in part.tiers
        )
        yield say.words["tiers"], "; ".join(each)


def refusals(say: Phrases, part: Refusals) -> str:
    rows = []
    for text, code in part.written:
        [wrong] = mistakes(text)
        rows += [(f"`{text}`", code, said(say, sentence(errors.CATALOGUE[code][0], **wrong.details)))]
    heading = (say.words["expression"], say.words["code"], say.words["mistake"])
    return paragraph(say, part, []) + grid(heading, rows)


PARTS = {Case: case, Findings: findings, Refusals: refusals}


def setting(say: Phrases, population: Population) -> list[tuple[str, str]]:
    """What there is besides drawn tables; the day only where it is not the usual one."""
    told = [(say.words["on"], population.on.isoformat())] if population.on != Population().on else []
    return told + [(say.words["assume"], f"`{text}`") for text in population.assume]


def paragraph(say: Phrases, part: Case | Findings | Refusals, settings_: list[tuple[str, str]]) -> str:
    drawn = "" if isinstance(part, Refusals) else tables(say, part.population)
    settings = "".join(f"- {name}: {text}\n" for name, text in settings_)
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
    rows = ((f"`{code}`", *(said(say, text) for text in both)) for code, both in errors.CATALOGUE.items())
    table = grid((say.words["code"], say.words["why"], say.words["remedy"]), rows)
    return section(say, "mistakes", f"{say.words['catalogue']}\n\n{table}")


def said(say: Phrases, text: str) -> str:
    """A sentence of the engine, in the page's language."""
    return say.of(refusals_in_english.english(text, str, MISTAKES.get), str(text))


def grid(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(names)]
    lines += [["---"] * len(lines[0]), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


PAGES = {"rule-language.md": ENGLISH, "rule-language.zh-CN.md": CHINESE}
