"""Which kinds of events a pack's clauses look at."""

from collections.abc import Iterator

from shouwang.engine.policy.model import Pack
from shouwang.engine.policy.nodes import (
    Aggregate,
    And,
    Compare,
    Fact,
    Literal,
    Membership,
    Node,
    Not,
    Or,
    RowColumn,
    find,
)
from shouwang.engine.tables import EVENTS

KIND = RowColumn(EVENTS.name, "kind")


def looks_at(pack: Pack, kind: str) -> bool:
    """Whether an event of that kind can make a difference to any rule or tier; in doubt, yes."""
    return any(_counts(each, kind) for node in clauses(pack) for each in find(node, Aggregate))


def clauses(pack: Pack) -> Iterator[Node]:
    """Of rules and tiers, and of the facts that they rest on; a fact that none of them reads decides nothing."""
    waiting: list[Node] = [rule.node for rule in pack.rules.values()]
    waiting += [tier.node for tier in pack.tiers if tier.node]
    met: set[str] = set()
    while waiting:
        node = waiting.pop()
        yield node
        names = {fact.name for fact in find(node, Fact)} - met
        met |= names
        waiting += [pack.facts[name].node for name in names]


def _counts(of: Aggregate, kind: str) -> bool:
    asked = [of.condition, of.element if of.kind == "any" else None]
    return of.table == EVENTS.name and not any(one and _holds(one, kind) is False for one in asked)


def _holds(node: Node, kind: str) -> bool | None:
    """Of any row of that kind; None where more than its kind decides."""
    match node:
        case And(parts):
            return _both([_holds(each, kind) for each in parts])
        case Or(parts):
            none = _both([_not(_holds(each, kind)) for each in parts])
            return _not(none)
        case Not(of):
            return _not(_holds(of, kind))
        case Membership(of, values) if of == KIND:
            return kind in [each.value for each in values]
        case Compare("==" | "!=" as sign, left, Literal(value=value)) if left == KIND:
            return (kind == value) == (sign == "==")
    return None


def _both(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _not(found: bool | None) -> bool | None:
    return None if found is None else not found
