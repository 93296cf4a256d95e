"""What generators ask of child tables, as one grouped query per table.

Whether any row holds, whether one is unknown and which columns it lacks are a few bits of one word per row; a single
`bit_or` per household then answers every `any`, `all` and every “is something unknown” of the table at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import conditions, covered
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening import columns
from shouwang.engine.screening.columns import Sql
from shouwang.engine.screening.compile import Bits, Compiler
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import TABLES

WORD = 62
"""Bits that a signed 64-bit word holds with ease."""

Signed = tuple[tuple[int, nodes.Aggregate], ...]


@dataclass
class Grouped:
    """The grouped query of one child table on its way."""

    table: str
    columns: dict[str, str] = field(default_factory=dict)
    """SQL of an aggregate → its name."""
    words: list[list[str]] = field(default_factory=lambda: [[]])
    used: int = 0
    """Bits taken in the last word."""
    periods: set[str] | None = field(default_factory=set)
    """SQL of the periods asked for; None once a generator asks for all rows."""
    needs: dict[str, None] = field(default_factory=dict)
    """Columns of the table that are read."""
    household: dict[str, None] = field(default_factory=dict)
    """Columns of the household that its rows are held against."""

    def column(self, sql: str) -> str:
        return self.columns.setdefault(sql, f"_{self.table}_{len(self.columns) + 1}")

    def reserve(self, bits: int) -> tuple[str, int]:
        """A word with room for so many bits, and the first free one."""
        # A generator's bits stay in one word, so that one `bit_or` settles it; the rest of the last word is
        # left empty.
        if self.used + bits > WORD:
            self.words.append([])
            self.used = 0
        first, self.used = self.used, self.used + bits
        return f"_{self.table}_word_{len(self.words)}", first

    def say(self, word: str, sql: str) -> None:
        self.words[int(word.rpartition("_")[2]) - 1].append(sql)

    @property
    def selected(self) -> dict[str, str]:
        """Name → SQL of every aggregate of the query."""
        # A word that nobody wrote to, as for sums that need no bits, would be `bit_or()` of nothing.
        words = {
            f"_{self.table}_word_{number}": f"bit_or({' | '.join(parts)})"
            for number, parts in enumerate(self.words, start=1)
            if parts
        }
        return {name: sql for sql, name in self.columns.items()} | words


@dataclass
class Aggregates:
    """Turns generators into columns of the household; remembers the grouped queries this takes."""

    run: Run
    bits: Bits
    """Of the household's mask of missing columns."""
    given: frozenset[str]
    """Tables that are there."""
    grouped: dict[str, Grouped] = field(default_factory=dict)
    made: dict[Signed, Sql] = field(default_factory=dict)

    def column(self, sums: Signed) -> Sql:
        """One generator, or several sums over the same rows added with their signs."""
        # The same generator in two facts is asked once: nodes are equal whatever line they stand in.
        if sums not in self.made:
            self.made[sums] = self.make(sums)
        return self.made[sums]

    def make(self, sums: Signed) -> Sql:
        node = sums[0][1]
        if node.table not in self.given:
            return self.absent(sums)
        made = Column(self, self.grouped.setdefault(node.table, Grouped(node.table)), node)
        return made.signed(sums) if len(sums) > 1 or sums[0][0] < 0 else made.sql()

    def absent(self, sums: Signed) -> Sql:
        """A table that was not given: unknown, unless it is assumed that there is nothing in it."""
        node = sums[0][1]
        # The least of nothing is unknown, even where it is certain that there is nothing: min and max are not
        # in the table.
        if node.table in self.run.assumptions.empty and node.kind in NOTHING:
            return columns.literal(NOTHING[node.kind])
        missing = str(self.bits.of(f"{node.table}.*"))
        if node.kind in ("any", "all"):
            return Sql("CAST(NULL AS BOOLEAN)", missing, nullable=True)
        if node.element is None:
            return Sql("CAST(NULL AS INTEGER)", missing, nullable=True, digits=6)
        # Only for its width: these bits lead nowhere, nothing of an absent table is ever read.
        element = self.row_compiler(Bits()).sql(node.element)
        if not element.digits:
            return Sql("CAST(NULL AS DATE)", missing, nullable=True)
        digits = width(element)
        null = f"CAST(NULL AS DECIMAL({digits},{element.scale}))"
        return Sql(null, missing, nullable=True, digits=digits, scale=element.scale)

    def row_compiler(self, bits: Bits) -> Compiler:
        return Compiler(self.run, bits, self.column, household="h.")


NOTHING: Mapping[str, bool | int] = {"any": False, "all": True, "count": 0, "sum": 0}


def width(element: Sql) -> int:
    """Digits of a sum: room for a thousand rows of the largest amount there can be; more is refused, not wrong."""
    return min(columns.WIDEST, element.digits + 3)


@dataclass
class Column:
    """One generator on its way to a column of the household."""

    all: Aggregates
    grouped: Grouped
    node: nodes.Aggregate

    def __post_init__(self) -> None:
        for each in nodes.walk(self.node):
            if isinstance(each, nodes.RowColumn):
                self.grouped.needs[each.name] = None
            elif isinstance(each, nodes.HouseholdColumn):
                self.grouped.household[each.name] = None
        self.bits = Bits()
        self.compiler = self.all.row_compiler(self.bits)
        self.word = ""
        if not self.needs_no_bits():
            self.take_bits()
        self.restrict()

    def needs_no_bits(self) -> bool:
        """Sums of what is always known, and the number of rows."""
        if self.node.kind == "count":
            return self.node.condition is None and self.vouches is None
        return self.node.kind == "sum" and self.is_plain(self.node)

    def take_bits(self) -> None:
        """One bit for each column that may lack, one each for true, unknown and covered."""
        lacking = {
            each
            for each in nodes.walk(self.node)
            if isinstance(each, nodes.RowColumn | nodes.HouseholdColumn)
        }
        self.word, first = self.grouped.reserve(3 + len(lacking))
        # The three come first, the columns after them: `Bits` hands out places from its first one upwards.
        self.true, self.unknown, self.covered = (1 << first + place for place in range(3))
        self.bits = Bits(first + 3)
        self.compiler = self.all.row_compiler(self.bits)

    def restrict(self) -> None:
        """Rows of periods nobody asks for need not be read."""
        asked = [
            self.compiler.sql(other).text
            for each in conditions(self.node)
            if (other := period(each)) is not None
        ]
        # One generator over all rows, and every row has to be read for all.
        if not asked:
            self.grouped.periods = None
        elif self.grouped.periods is not None:
            self.grouped.periods |= set(asked)

    @property
    def vouches(self) -> str | None:
        """What makes a row vouch for its period; None where nothing has to."""
        if not TABLES[self.node.table].covers or self.node.table in self.all.run.assumptions.empty:
            return None
        said = [self.compiler.sql(each).text for each in conditions(self.node) if covered(each) is not None]
        return " AND ".join(said)

    def sql(self) -> Sql:
        if self.node.kind in ("any", "all"):
            return self.holds()
        if self.node.kind == "sum" and self.is_plain(self.node):
            return self.signed(((1, self.node),))
        return self.folded()

    def condition(self) -> Sql:
        return (
            self.compiler.sql(self.node.condition)
            if self.node.condition is not None
            else columns.literal(True)
        )

    def holds(self) -> Sql:
        """any and all: the word's bits say whether a row shows it, or may."""
        wanted = [each for each in (self.node.condition, self.shown()) if each is not None]
        row = self.compiler.sql(nodes.And(tuple(wanted)) if len(wanted) > 1 else wanted[0])
        # An unknown row says in the same word which columns it lacks; a row that is decided lacks nothing.
        unknown = f" WHEN {row.text} IS NULL THEN {self.unknown} | {row.missing}" if row.nullable else ""
        self.grouped.say(self.word, f"CASE WHEN {row.text} THEN {self.true}{unknown} ELSE 0 END")
        settled = self.settled(row.nullable)
        shows = f"({self.read} & {self.true}) <> 0"
        # One row that shows it decides, whatever is unknown in the others; without one, all must be known.
        text = f"CASE WHEN {shows} THEN true WHEN {settled} THEN false END" if settled else f"({shows})"
        if self.node.kind == "all":
            text = f"(NOT {text})"
        return self.result(text, row.nullable)

    def shown(self) -> Node | None:
        """What a row has to show: for `all` a counter-example."""
        if self.node.element is None:
            return None
        return nodes.Not(self.node.element) if self.node.kind == "all" else self.node.element

    @property
    def read(self) -> str:
        """The household's word; null where it has no person, nothing where another table has no row for it."""
        return self.word if self.node.table == "persons" else f"coalesce({self.word}, 0)"

    def settled(self, nullable: bool) -> str:
        """A condition on the word: the rows vouch and none of them is unknown."""
        tests = []
        vouches = self.vouches
        if vouches is not None:
            self.grouped.say(self.word, f"CASE WHEN {vouches} THEN {self.covered} ELSE 0 END")
            tests.append(f"({self.read} & {self.covered}) <> 0")
        if nullable:
            tests.append(f"({self.read} & {self.unknown}) = 0")
        return " AND ".join(tests)

    def folded(self) -> Sql:
        """count, sum, min and max where a row's condition or value may be unknown."""
        row = self.condition()
        element = (
            self.compiler.sql(self.node.element) if self.node.element is not None else columns.literal(1)
        )
        lacking = f" WHEN {row.text} IS NULL THEN {self.unknown} | {row.missing}" if row.nullable else ""
        # The amount of a row that does not count may be unknown.
        if element.unknown != "false":
            lacking += f" WHEN {row.text} AND ({element.unknown}) THEN {self.unknown} | {element.missing}"
        if lacking:
            self.grouped.say(self.word, f"CASE{lacking} ELSE 0 END")
        settled = self.settled(bool(lacking))
        value = self.value(row, element)
        text = f"CASE WHEN {settled} THEN {value.text} END" if settled else value.text
        return replace(self.result(text, bool(lacking)), digits=value.digits, scale=value.scale)

    def value(self, row: Sql, element: Sql) -> Sql:
        kind = self.node.kind
        if kind == "count":
            counted = "count(*)" if row.constant is True else f"count(*) FILTER (WHERE {row.text})"
            return Sql(self.present(self.grouped.column(f"CAST({counted} AS INTEGER)"), "0"), digits=6)
        if kind in ("min", "max"):
            name = self.grouped.column(f"{kind}(CASE WHEN {row.text} THEN {element.text} END)")
            return Sql(name, digits=element.digits, scale=element.scale)
        digits = width(element)
        total = f"CAST(sum(CASE WHEN {row.text} THEN {element.text} ELSE 0 END) AS DECIMAL({digits},{element.scale}))"
        return Sql(self.present(self.grouped.column(total), "0"), digits=digits, scale=element.scale)

    def present(self, name: str, nothing: str) -> str:
        """A household with no person is unknown; one with no row of another table has nothing."""
        return name if self.node.table == "persons" else f"coalesce({name}, {nothing})"

    def is_plain(self, node: nodes.Aggregate) -> bool:
        """A sum over rows that vouch for a period, none of whose columns can be unknown."""
        parts = [self.compiler.sql(each) for each in (node.condition, node.element) if each is not None]
        return self.vouches is not None and all(each.unknown == "false" for each in parts)

    def signed(self, sums: Signed) -> Sql:
        """Sums over the same rows in one: null just where no row vouches."""
        columns_ = [
            Column(self.all, self.grouped, node) if node is not self.node else self for _, node in sums
        ]
        vouches = self.vouches
        if vouches is None or not all(self.is_plain(node) for _, node in sums):
            return self.one_by_one(sums)
        parts = [each.part(sign) for (sign, _), each in zip(sums, columns_, strict=True)]
        # One digit more for the sum of a row's parts before the rows are added.
        digits, scale = max(each.digits for each in parts) + 1, max(each.scale for each in parts)
        row = " + ".join(each.text for each in parts)
        wide = width(Sql("", digits=digits, scale=scale))
        total = f"CAST(sum(CASE WHEN {vouches} THEN {row} END) AS DECIMAL({wide},{scale}))"
        return replace(self.result(self.grouped.column(total), False), digits=wide, scale=scale)

    def part(self, sign: int) -> Sql:
        """What one sum takes from a row that vouches."""
        # Whether the row vouches was asked around the sum already; what is left tells the kinds apart.
        rest = [each for each in nodes.conjuncts(self.node.condition) if covered(each) is None]
        element = (
            self.compiler.sql(self.node.element) if self.node.element is not None else columns.literal(1)
        )
        value = element.text if sign > 0 else f"- {element.text}"
        if not rest:
            return replace(element, text=f"({value})")
        condition = " AND ".join(self.compiler.sql(each).text for each in rest)
        return replace(element, text=f"(CASE WHEN {condition} THEN {value} ELSE 0 END)")

    def one_by_one(self, sums: Signed) -> Sql:
        total: Sql | None = None
        for sign, node in sums:
            each = Column(self.all, self.grouped, node).folded()
            if total is None:
                total = each if sign > 0 else replace(each, text=f"(- {each.text})")
            else:
                total = columns.added(total, each, "+" if sign > 0 else "-")
        if total is None:
            raise ValueError("no sums")
        return total

    def result(self, text: str, row_may_lack: bool) -> Sql:
        """The household's value, with the columns that would settle it where it is null."""
        table = self.all.bits.of(f"{self.node.table}.*")
        lacking = [
            f"CASE WHEN ({self.read} & {1 << place}) <> 0 THEN {self.all.bits.of(name)} ELSE 0 END"
            for name, place in self.bits.names.items()
        ]
        # Of no rows the least is unknown; and whoever has no person row has no count of persons either.
        uncertain = row_may_lack or self.node.kind in ("min", "max")
        nullable = uncertain or self.node.table == "persons" or self.vouches is not None
        if not nullable:
            return Sql(text)
        missing = (
            f"coalesce(nullif({' | '.join(lacking)}, 0), {table})" if row_may_lack and lacking else str(table)
        )
        # Without a row that vouches the whole table is missing, though other rows may lack a column as well.
        if row_may_lack and self.vouches is not None:
            missing = f"CASE WHEN ({self.read} & {self.covered}) = 0 THEN {table} ELSE {missing} END"
        return Sql(text, f"CASE WHEN {text} IS NULL THEN {missing} ELSE 0 END", nullable=True)


def period(condition: Node) -> Node | None:
    """The period that a condition asks for."""
    if covered(condition) != "period" or not isinstance(condition, nodes.Compare):
        return None
    return condition.right if isinstance(condition.left, nodes.RowColumn) else condition.left
