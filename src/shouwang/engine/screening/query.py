"""A run as one query: tables → facts → rules → tier → findings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.policy import nodes
from shouwang.engine.policy.model import FactDefinition, Rule, Tier
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening import columns
from shouwang.engine.screening.aggregates import WORD, Aggregates, Grouped
from shouwang.engine.screening.columns import Sql, identifier, quoted
from shouwang.engine.screening.compile import Bits, Compiler
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import HOUSEHOLDS, TABLES, Column, Type

TYPES = {
    Type.TEXT: "VARCHAR",
    Type.ENUM: "VARCHAR",
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "INTEGER",
    Type.MONEY: "DECIMAL(14,2)",
    Type.DATE: "DATE",
}


@dataclass(frozen=True)
class Source:
    """Where a table is read from: SQL after FROM, and the columns that are there."""

    sql: str
    columns: frozenset[str]


def build(run: Run, sources: Mapping[str, Source]) -> str:
    """The SELECT that gives one row of findings per household.  Raises Refused where a pack asks too much."""
    try:
        return Query(run, sources).text()
    except columns.TooWide as error:
        raise Refused(
            sentence(
                "政策包“{pack}”里有连乘得到 {digits} 位的数，无法精确计算（RULE-121）",
                pack=run.pack.id,
                digits=error.digits,
            ),
            "请减少连乘的次数",
        ) from None


class Query:
    def __init__(self, run: Run, sources: Mapping[str, Source]) -> None:
        self.run, self.pack, self.sources = run, run.pack, sources
        self.bits = Bits()
        self.aggregates = Aggregates(run, self.bits, frozenset(sources))
        self.compiler = Compiler(run, self.bits, self.aggregates.column)

    def text(self) -> str:
        levels = [lines for facts in self.fact_levels() if (lines := self.level(facts))]
        rules = self.rules()
        tiers = self.tiers()
        # Everything that asks something of a child table comes before the tables are grouped.
        output = self.output()
        steps = dict(self.source_steps())
        last = "joined"
        for number, select in enumerate([*levels, rules, *tiers], start=1):
            steps[f"step_{number}"] = f"SELECT *,\n{select}\nFROM {last}"
            last = f"step_{number}"
        # Masks of columns and of rules are 64-bit words; checked last, when everything has asked for its bit.
        if len(self.bits.names) > WORD or len(self.pack.rules) > WORD:
            raise Refused(
                sentence(
                    "政策包“{pack}”用到的列或规则超过 {most} 个（RULE-124）", pack=self.pack.id, most=WORD
                ),
                "请删去不用的事实，或分成两个政策包",
            )
        # Every step hands on all columns of the one before: materialised, each would hold the whole
        # population.
        with_ = ",\n".join(f"{name} AS NOT MATERIALIZED (\n{sql}\n)" for name, sql in steps.items())
        return f"WITH {with_}\nSELECT\n{output}\nFROM {last}"

    # Facts

    def fact_levels(self) -> list[list[FactDefinition]]:
        """Facts that need only earlier levels, together."""
        depth: dict[str, int] = {}
        levels: list[list[FactDefinition]] = []
        for name, fact in self.pack.facts.items():
            needs = [depth[each.name] for each in nodes.find(fact.node, nodes.Fact)]
            depth[name] = max(needs, default=-1) + 1
            levels += [[] for _ in range(depth[name] + 1 - len(levels))]
            levels[depth[name]].append(fact)
        return levels

    def level(self, facts: list[FactDefinition]) -> str:
        made = {fact.name: narrowed(fact, self.compiler.sql(fact.node)) for fact in facts}
        self.compiler.facts = {
            **self.compiler.facts,
            **{name: self.named(name, sql) for name, sql in made.items()},
        }
        return ",\n".join(line for name, sql in made.items() for line in self.lines(name, sql))

    def named(self, name: str, sql: Sql) -> Sql:
        """A fact as a column that later expressions refer to."""
        # The divisor becomes a column of its own; only what is shown is ever divided.
        over = None
        if sql.over is not None:
            over = Sql(f"_over_{name}", nullable=True, digits=sql.over.digits, scale=sql.over.scale)
        missing = "0" if sql.missing == "0" else f"_missing_{name}"
        return Sql(f"_fact_{name}", missing, sql.nullable, sql.digits, sql.scale, over)

    def lines(self, name: str, sql: Sql) -> Iterator[str]:
        yield f"  {sql.text} AS _fact_{name}"
        if sql.over is not None:
            yield f"  {sql.over.text} AS _over_{name}"
        if sql.missing != "0":
            yield f"  {sql.missing} AS _missing_{name}"

    # Rules and tiers

    def rules(self) -> str:
        lines = []
        for number, rule in enumerate(self.pack.rules.values()):
            made = self.rule(rule)
            lines += [f"  {made.text} AS _rule_{number}"]
            missing = "0" if made.missing == "0" else f"_missing_rule_{number}"
            lines += [f"  {made.missing} AS {missing}"] if missing != "0" else []
            self.compiler.rules = {
                **self.compiler.rules,
                rule.id: Sql(f"_rule_{number}", missing, made.nullable),
            }
        return ",\n".join(lines) or "  true AS _no_rule"

    def rule(self, rule: Rule) -> Sql:
        return self.compiler.sql(rule.node)

    def tiers(self) -> list[str]:
        """First whether each tier's condition holds, then which tier that makes."""
        # Every condition is written twice: as it is, and with the unknown rules taken as not holding.
        settled = self.compiler.rules
        held = {name: Sql(f"coalesce({sql.text}, false)") for name, sql in settled.items()}
        asked = [self.compiler.sql(tier.node) for tier in self.tried]
        self.compiler.rules = held
        at_least = [
            f"WHEN {self.compiler.sql(tier.node).text} THEN {quoted(tier.tier)}" for tier in self.tried
        ]
        self.compiler.rules = settled
        last = quoted(self.pack.tiers[-1].tier)
        lines = [f"  {sql.text} AS _tier_{number}" for number, sql in enumerate(asked)]
        lines += [f"  {self.masks('IS NULL')} AS _unknown", f"  {self.masks('')} AS _fired"]
        lines += [f"  {case(at_least, last)} AS tier_at_least"]
        decided = [f"WHEN _tier_{number} THEN {quoted(tier.tier)}" for number, tier in enumerate(self.tried)]
        return [
            ",\n".join(lines),
            f"  {case(decided, last)} AS _decided,\n  {self.missing(asked)} AS _missing",
        ]

    @property
    def tried(self) -> list["Conditional"]:
        """The tiers that have a condition."""
        return [Conditional(tier, tier.node) for tier in self.pack.tiers if tier.node is not None]

    def masks(self, test: str) -> str:
        """The rules for which `test` holds, as bits in pack order."""
        parts = [
            f"CASE WHEN _rule_{number} {test} THEN {1 << number} ELSE 0 END"
            for number, rule in enumerate(self.pack.rules.values())
            if not test or self.compiler.rules[rule.id].nullable
        ]
        return " | ".join(parts) or "0"

    def missing(self, asked: list[Sql]) -> str:
        """What would settle the unknown rules and the unknown conditions met before a tier was found."""
        # From the last tier backwards: once a tier is found, what those after it ask settles nothing.
        later = "0"
        for number, sql in reversed(list(enumerate(asked))):
            here = sql.missing if later == "0" else f"({sql.missing}) | {later}"
            later = later if here == "0" else f"CASE WHEN _tier_{number} THEN 0 ELSE {here} END"
        rules = [sql.missing for sql in self.compiler.rules.values() if sql.missing != "0"]
        return " | ".join([*rules, *([f"({later})"] if later != "0" else [])]) or "0"

    # What comes out

    def output(self) -> str:
        return ",\n".join(f"  {sql} AS {identifier(name)}" for name, sql in self.findings().items())

    def findings(self) -> dict[str, str]:
        """Columns in their order: name → SQL."""
        pack, run = self.pack, self.run
        given = {
            "pack": quoted(pack.id),
            "pack_hash": quoted(pack.hash),
            "on": f"DATE '{run.on.isoformat()}'",
            "period": quoted(run.period),
        }
        rules = {rule: 1 << number for number, rule in enumerate(pack.rules)}
        risks = {
            risk: sum(rules[rule.id] for rule in pack.rules.values() if risk in rule.risks)
            for risk in pack.risks
        }
        # Sorted by name as in the reference: the order of bits is that of compiling, which means nothing to a
        # reader.
        missing = {name: 1 << place for name, place in sorted(self.bits.names.items())}
        return {
            "household_id": "household_id",
            "area_code": "area_code",
            "tier": self.tier(),
            "tier_at_least": "tier_at_least",
            "rules": names("_fired", rules),
            "unknown_rules": names("_unknown", rules),
            "risks": names("_fired", risks),
            "missing": names("_missing", missing),
            **given,
            **{name: self.shown(fact) for name, fact in pack.facts.items()},
            **{name: identifier(name) for name in self.reasons()},
            **{name: self.compiler.sql(node).text for name, node in pack.inline.items()},
            "assumed": f"[{', '.join(map(quoted, run.assumptions.texts))}]::VARCHAR[]",
            "as_if": str(run.as_if).lower(),
        }

    def tier(self) -> str:
        """Unknown when a condition before the tier found may hold and names another tier."""
        # The order of the two matters: a tier that is true ends the search before any later doubt.
        whens = []
        for number, tier in enumerate(self.tried):
            whens += [f"WHEN _tier_{number} THEN _decided"]
            whens += [f"WHEN _tier_{number} IS NULL AND _decided <> {quoted(tier.tier)} THEN 'unknown'"]
        return case(whens, "_decided")

    def shown(self, fact: FactDefinition) -> str:
        made = self.compiler.facts[fact.name]
        if fact.type == "money":
            return columns.rounded(made, 14, 2)
        if fact.type == "number":
            return columns.rounded(made, 18, 6)
        return f"CAST({made.text} AS INTEGER)" if fact.type == "integer" else made.text

    def reasons(self) -> list[str]:
        """The household's own columns that the pack looks at: with the facts, enough to explain a finding later."""
        # These two stand in every finding already.
        asked = self.pack.asked - {"household_id", "area_code"}
        return [column.name for column in HOUSEHOLDS if column.name in asked]

    # Where it is read from

    def source_steps(self) -> Iterator[tuple[str, str]]:
        wanted = ["household_id", "area_code", *self.reasons()]
        yield (
            "household",
            f"SELECT {self.selected('households', wanted)}\nFROM {self.sources['households'].sql}",
        )
        grouped = [each for each in self.aggregates.grouped.values() if each.selected]
        for each in grouped:
            yield f"grouped_{each.table}", self.grouped(each)
        names = [name for each in grouped for name in each.selected]
        joins = "".join(f"\nLEFT JOIN grouped_{each.table} USING (household_id)" for each in grouped)
        yield "joined", f"SELECT {', '.join(['household.*', *names])}\nFROM household{joins}"

    def grouped(self, each: Grouped) -> str:
        selected = ",\n".join(f"  {sql} AS {name}" for name, sql in each.selected.items())
        inner = f"SELECT {self.selected(each.table, ['household_id', *each.needs])} FROM {self.sources[each.table].sql}"
        # A register keeps the incomes of many years; those that nobody asks for need no grouping.
        if each.periods:
            inner += f" WHERE period IN ({', '.join(sorted(each.periods))})"
        # Only where a generator looks at its household: a join for every row of the table.
        held = "\nJOIN household h ON h.household_id = r.household_id" if each.household else ""
        return f"SELECT r.household_id,\n{selected}\nFROM ({inner}) r{held}\nGROUP BY r.household_id"

    def selected(self, table: str, names: list[str]) -> str:
        """Columns as the engine knows them: unknown where the file has none, filled where the run assumes so."""
        return ", ".join(self.one(TABLES[table][name], table) for name in dict.fromkeys(names))

    def one(self, column: Column, table: str) -> str:
        name = identifier(column.name)
        there = column.name in self.sources[table].columns
        value = name if there else f"CAST(NULL AS {TYPES[column.type]})"
        if (table, column.name) in self.run.assumptions.cells:
            value = (
                f"coalesce({value}, {columns.literal(self.run.assumptions.cells[table, column.name]).text})"
            )
        return name if value == name else f"{value} AS {name}"


@dataclass(frozen=True)
class Conditional:
    """A tier together with the condition that it is known to have."""

    of: Tier
    node: Node

    @property
    def tier(self) -> str:
        return self.of.tier


def narrowed(fact: FactDefinition, sql: Sql) -> Sql:
    """Money as it is shown, where that loses nothing: narrow numbers keep products and quotients in 64 bits."""
    # Rounding here would move a household across a line; a narrower type of the same number does not.
    if fact.type != "money" or sql.over is not None or sql.scale > 2 or sql.digits <= 14:
        return sql
    return replace(sql, text=columns.as_decimal(sql, 14, 2), digits=14, scale=2)


def case(whens: list[str], otherwise: str) -> str:
    return f"CASE {' '.join(whens)} ELSE {otherwise} END" if whens else otherwise


def names(mask: str, bits: Mapping[str, int]) -> str:
    """The names whose bits are set, as a list; most households have none or one, which costs no filtering."""
    empty = "[]::VARCHAR[]"
    if not bits:
        return empty
    alone = [1 << place for place in range(max(bits.values()).bit_length())]
    listed = {bit: ", ".join(quoted(name) for name, of in bits.items() if of & bit) for bit in alone}
    singles = [f"WHEN {bit} THEN [{names}]" for bit, names in listed.items() if names]
    each = ", ".join(f"CASE WHEN {mask} & {bit} <> 0 THEN {quoted(name)} END" for name, bit in bits.items())
    return f"CASE {mask} WHEN 0 THEN {empty} {' '.join(singles)} ELSE list_filter([{each}], lambda x: x IS NOT NULL) END"
