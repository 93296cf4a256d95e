"""Which answers a household waits for, told by its pack and by the columns that it lacks, without a look at its rows.

A block is a set of columns that leaves a value unknown as long as all of them are lacking: one column by itself, or –
below a `default` – one of each side.  An `and` or an `or` that an answer happens to decide is not counted on: what is
said to settle a household settles it whatever the answer is – unless a table that is lacking as a whole, or a default,
hid something else that nobody knows.
"""

from collections.abc import Collection, Iterable
from functools import cached_property, reduce

from shouwang.engine.policy import nodes
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.tables import TABLES

Columns = frozenset[str]
"""As findings name what is missing: `households.water_safe`, `persons.health`, `incomes.*`."""
Blocks = frozenset[Columns]
"""None of them holds another."""
Choice = tuple[Columns, ...]
"""Either all columns of the first, or all of the second, …"""
NOTHING: Blocks = frozenset()


class Answers:
    """A pack's blocks; each set of columns is looked at once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._facts: dict[str, Blocks] = {}
        self._settling: dict[Columns, Columns] = {}
        self._choices: dict[Columns, tuple[Choice, ...]] = {}

    def settling(self, missing: Iterable[str]) -> Columns:
        """Of the columns that a household with an unknown tier lacks, those of which each alone settles it."""
        lacks = frozenset(missing)
        if len(lacks) < 2:
            return lacks
        if lacks not in self._settling:
            found = within(self.of_tiers, lacks)
            self._settling[lacks] = frozenset.intersection(*found) if found else frozenset()
        return self._settling[lacks]

    def choices(self, missing: Iterable[str]) -> tuple[Choice, ...]:
        """Where not all of them need an answer: for each question, the ways to answer it, the shortest first."""
        lacks = frozenset(missing)
        if lacks not in self._choices:
            found = within(self.of_all, lacks)
            needed = frozenset(name for block in found if len(block) == 1 for name in block)
            open_ = groups(block for block in found if not block & needed)
            self._choices[lacks] = tuple(map(ways, open_))
        return self._choices[lacks]

    @cached_property
    def alternatives(self) -> tuple[Choice, ...]:
        """The choices of whoever lacks all that has an alternative."""
        return self.choices(name for block in self.of_all if len(block) > 1 for name in block)

    @cached_property
    def of_tiers(self) -> Blocks:
        """What leaves the tier unknown."""
        tiers = [each for each in self.pack.tiers if each.node]
        # Whether a last condition holds is all the same where it names the tier that everybody else gets.
        while tiers and tiers[-1].tier == self.pack.tiers[-1].tier:
            tiers.pop()
        return joined(self.of(each.node) for each in tiers if each.node)

    @cached_property
    def of_all(self) -> Blocks:
        """What leaves a rule or the tier unknown."""
        return joined([self.of_tiers, *(self.of(rule.node) for rule in self.pack.rules.values())])

    def of(self, node: Node) -> Blocks:
        """What leaves its value unknown."""
        match node:
            case nodes.HouseholdColumn():
                return lacking("households", node.name)
            case nodes.RowColumn():
                return lacking(node.table, node.name)
            case nodes.Fact():
                return self._fact(node.name)
            case nodes.RuleHolds():
                return self.of(self.pack.rules[node.name].node)
            case nodes.Known():
                return NOTHING
            case nodes.Default():
                return both(self.of(node.of), self.of(node.otherwise))
        below = joined(map(self.of, nodes.children(node)))
        return joined([below, lacking(node.table, "*")]) if isinstance(node, nodes.Aggregate) else below

    def _fact(self, name: str) -> Blocks:
        if name not in self._facts:
            self._facts[name] = self.of(self.pack.facts[name].node)
        return self._facts[name]


def lacking(table: str, column: str) -> Blocks:
    """Nothing for a column that is always known."""
    known = column in TABLES[table] and TABLES[table][column].known
    return NOTHING if known else frozenset([frozenset([f"{table}.{column}"])])


def joined(parts: Iterable[Blocks]) -> Blocks:
    return least(block for part in parts for block in part)


def both(left: Blocks, right: Blocks) -> Blocks:
    return least(one | other for one in left for other in right)


def least(blocks: Iterable[Columns]) -> Blocks:
    """Without those that hold another."""
    kept: list[Columns] = []
    for block in sorted(set(blocks), key=len):
        if not any(one <= block for one in kept):
            kept.append(block)
    return frozenset(kept)


def within(blocks: Blocks, lacks: Columns) -> list[Columns]:
    return [block for block in blocks if block <= lacks]


def groups(blocks: Iterable[Columns]) -> list[list[Columns]]:
    """Blocks that have a column in common, directly or through others; in the order of their columns."""
    found: list[list[Columns]] = []
    for block in sorted(blocks, key=sorted):
        near = [group for group in found if any(block & one for one in group)]
        found = [group for group in found if group not in near]
        found.append([*(one for group in near for one in group), block])
    return found


def ways(blocks: Collection[Columns]) -> Choice:
    """The smallest sets of columns that have one of every block."""
    single: list[Blocks] = [frozenset(frozenset([name]) for name in block) for block in blocks]
    found: Blocks = reduce(both, single)
    return tuple(sorted(found, key=lambda way: (len(way), sorted(way))))
