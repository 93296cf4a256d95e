"""Because of what a household's finding is another: the facts that its changed rules look at, as far as they differ.

Where no fact differs it was a parameter; where a household is in one run only, the register.
"""

from collections.abc import Iterator, Sequence

from shouwang.engine.policy import nodes
from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import HOUSEHOLDS

REGISTER, PACK, PARAMETER = "register", "pack", "parameter."
"""Causes that are no column of findings; a parameter's name follows its prefix."""


def because(before: Run, after: Run) -> str:
    """SQL over findings `b` and `a` of one household: a list of causes, in the order of the packs."""
    parts = [*_by_rules(before, after), _by_tier(before, after)]
    found = f"list_distinct(list_filter(flatten([{', '.join(parts)}]), lambda cause: cause IS NOT NULL))"
    return f"CASE WHEN a.household_id IS NULL OR b.household_id IS NULL THEN ['{REGISTER}'] ELSE {found} END"


def _by_rules(before: Run, after: Run) -> Iterator[str]:
    for name in dict.fromkeys([*before.pack.rules, *after.pack.rules]):
        rule = quoted(name)
        changed = " OR ".join(
            f"list_contains(b.{column}, {rule}) <> list_contains(a.{column}, {rule})"
            for column in ("rules", "unknown_rules")
        )
        yield _when(changed, _causes(before, after, [_node(before.pack, name), _node(after.pack, name)]))


def _by_tier(before: Run, after: Run) -> str:
    """What tiers ask beside rules, such as who was once lifted out of poverty."""
    asked = [tier.node for pack in (before.pack, after.pack) for tier in pack.tiers if tier.node]
    return _when("b.tier::VARCHAR <> a.tier::VARCHAR", _causes(before, after, asked))


def _when(changed: str, causes: list[str]) -> str:
    return f"CASE WHEN {changed} THEN [{', '.join(causes) or 'NULL'}] ELSE []::VARCHAR[] END"


def _node(pack: Pack, rule: str) -> Node | None:
    return pack.rules[rule].node if rule in pack.rules else None


def _causes(before: Run, after: Run, written: Sequence[Node | None]) -> list[str]:
    """SQL of each possible cause: its name, or null where it is the same on both sides."""
    if None in written:
        return [quoted(PACK)]
    known = [node for node in written if node]
    shared = looked_at(before.pack, known) & looked_at(after.pack, known)
    columns = [name for name in (*before.pack.facts, *each_column(before.pack)) if name in shared]
    differing = [
        f"CASE WHEN b.{identifier(name)} IS DISTINCT FROM a.{identifier(name)} THEN {quoted(name)} END"
        for name in columns
        if _alike(before.pack, after.pack, name)
    ]
    return differing + [quoted(PARAMETER + name) for name in _parameters(before, after, known)]


def each_column(pack: Pack) -> list[str]:
    """Columns of findings beside facts: the household's own that the pack asks, and generators inside rules."""
    return [*(column.name for column in HOUSEHOLDS if column.name in pack.asked), *pack.inline]


def looked_at(pack: Pack, written: list[Node]) -> frozenset[str]:
    """Columns of findings that expressions rest on, through the facts they name."""
    names = {node: name for name, node in pack.inline.items()}
    found: set[str] = set()
    for node in _through(pack, written):
        match node:
            case nodes.Fact() | nodes.HouseholdColumn():
                found.add(node.name)
            case nodes.Aggregate() if node in names:
                found.add(names[node])
    return frozenset(found)


def _parameters(before: Run, after: Run, written: list[Node]) -> list[str]:
    asked = [
        node.name
        for pack in (before.pack, after.pack)
        for node in _through(pack, written)
        if isinstance(node, nodes.Parameter)
    ]
    return [
        name for name in dict.fromkeys(asked) if before.parameters.get(name) != after.parameters.get(name)
    ]


def _through(pack: Pack, written: list[Node]) -> Iterator[Node]:
    """All nodes, those of the facts and rules named among them."""
    waiting, seen = list(written), set[Node]()
    while waiting:
        for node in nodes.walk(waiting.pop()):
            if node in seen:
                continue
            seen.add(node)
            yield node
            if isinstance(node, nodes.Fact) and node.name in pack.facts:
                waiting.append(pack.facts[node.name].node)


def _alike(one: Pack, other: Pack, name: str) -> bool:
    """Two packs may give one name to amounts and to days; those cannot be compared."""
    if name in one.facts and name in other.facts:
        return one.facts[name].type == other.facts[name].type
    return name not in one.facts and name not in other.facts


def labels(pack: Pack, lang: str = "zh") -> dict[str, str]:
    """What a cause is called."""
    named = {each.name: each.label for each in HOUSEHOLDS}
    for name, fact in pack.facts.items():
        named[name] = fact.label if lang == "zh" else fact.label_en
    for name, parameter in pack.parameters.items():
        named[PARAMETER + name] = parameter.label if lang == "zh" else parameter.label_en
    return named
