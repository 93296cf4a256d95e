"""Why a condition holds, in a household's own values.

Each node becomes a function from the household's state to phrases, once per pack; a ledger asks tens of thousands of
households.  Conditions come in with every `not` moved down to single values (`policy.explain.positive`), so there is
one question only: what makes it true.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from shouwang.engine.policy import nodes
from shouwang.engine.policy.check import Kind
from shouwang.engine.policy.explain import ARITHMETIC, SIGNS, Wording, positive, rounded
from shouwang.engine.policy.nodes import Node
from shouwang.engine.policy.units import Unit
from shouwang.engine.screening.reference import COMPARE, State
from shouwang.engine.screening.stored import NOBODY, Stored

Why = Callable[[State], Iterable[str]]
Term = Callable[[State], str]

CENT = Decimal("0.01")
MIRROR = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class PerHead(NamedTuple):
    """`total op line * people`: the household's amount against so much for each of its people."""

    total: Node
    operator: str
    line: Node
    people: Node


class Reasons:
    def __init__(self, stored: Stored, wording: Wording) -> None:
        self.stored, self.wording = stored, wording

    def condition(self, node: Node) -> Why:
        """Phrases that say why `node` holds, for a household of which it does."""
        return self.why(positive(self.stored.opened(node)))

    def why(self, node: Node) -> Why:
        say = WHY.get(type(node))
        return say(self, node) if say else self.always(self.wording.asserted(node))

    def always(self, *texts: str) -> Why:
        return lambda state: texts

    # Logic

    def all_of(self, node: nodes.And) -> Why:
        parts = [self.chain(run) if len(run) > 1 else self.why(run[0]) for run in chained(node.parts)]
        return lambda state: [text for part in parts for text in part(state)]

    def chain(self, run: list[Node]) -> Why:
        """基准日前6个月 2022-03-30 < 识别时间 2022-05-01 ≤ 基准日 2022-09-30."""
        compared = [each for each in run if isinstance(each, nodes.Compare)]
        first = self.term(compared[0].left, compared[0].right)
        rest = [(SIGNS[each.operator], self.term(each.right, each.left)) for each in compared]

        def why(state: State) -> Iterator[str]:
            yield " ".join([first(state), *(f"{sign} {term(state)}" for sign, term in rest)])

        return why

    def whichever_hold(self, node: nodes.Or) -> Why:
        parts = [(self.stored.evaluate(each), self.why(each)) for each in node.parts]
        return lambda state: [text for holds, part in parts if holds(state) for text in part(state)]

    def holding(self, node: Node) -> Why:
        """Of conditions that must hold together, phrases for those that do."""
        parts = nodes.conjuncts(positive(self.stored.opened(node)))
        return self.whichever_hold(nodes.Or(parts))

    def fallback(self, node: nodes.Default) -> Why:
        known, first = self.stored.evaluate(node.of), self.why(node.of)
        if isinstance(node.otherwise, nodes.Literal):
            denied = isinstance(node.of, nodes.Not)
            name = self.wording.name(node.of.of if isinstance(node.of, nodes.Not) else node.of)
            # The condition was turned round with its fallback: what was assumed is the opposite of what holds.
            assumed = self.wording.named(self.wording.words["no" if denied else "yes"])
            second = self.always(self.wording.word("taken", name, assumed))
        else:
            second = self.why(node.otherwise)
        return lambda state: second(state) if known(state) is None else first(state)

    # Single values

    def yes(self, node: Node) -> Why:
        return self.always(self.value_is(self.wording.name(node), "yes"))

    def no(self, node: nodes.Not) -> Why:
        of = node.of
        if isinstance(of, nodes.Membership):
            return self.valued(of.of)
        if isinstance(of, nodes.HouseholdColumn | nodes.Fact):
            return self.always(self.value_is(self.wording.name(of), "no"))
        return self.always(self.wording.denied(node))

    def value_is(self, name: str, word: str) -> str:
        return self.wording.word("is", name, self.wording.words[word])

    def valued(self, node: Node) -> Why:
        """住房鉴定等级：C级 – the value says more than the condition that it meets."""
        value, show = self.stored.evaluate(node), self.wording.shown(node)
        template = self.wording.word("is", self.wording.name(node), "{0}")
        return lambda state: (template.format(show(value(state))),)

    def compared(self, node: nodes.Compare) -> Why:
        kind = self.wording.type_of(node.left).kind
        if kind in (Kind.TEXT, Kind.BOOLEAN):
            if isinstance(node.right, nodes.Literal):
                return self.valued(node.left)
            if isinstance(node.left, nodes.Literal):
                return self.valued(node.right)
        if at_least_one(node):
            return self.valued(node.left)
        head = per_head(node, self.wording)
        return self.against(node) if head is None else self.by_head(head, node)

    def against(self, node: nodes.Compare) -> Why:
        """家庭纯收入 6,520.00 元 < 监测线 6,900 元."""
        left, right = self.term(node.left, node.right), self.term(node.right, node.left)
        sign, blurred = SIGNS[node.operator], self.blurred(node)
        note = self.wording.words["unrounded"]

        def why(state: State) -> Iterator[str]:
            text = f"{left(state)} {sign} {right(state)}"
            yield note.format(text) if blurred(state) else text

        return why

    def blurred(self, node: nodes.Compare) -> Callable[[State], bool]:
        """Whether the amounts as shown would not bear out what is said of them."""
        sides = (node.left, node.right)
        computed = any(
            self.wording.type_of(each).quotient or nodes.find(each, nodes.Arithmetic) for each in sides
        )
        if self.wording.type_of(node.left).kind is not Kind.NUMBER or not computed:
            return lambda state: False
        left, right = map(self.stored.evaluate, sides)
        holds = COMPARE[node.operator]
        return lambda state: not holds(cents(left(state)), cents(right(state)))

    def by_head(self, head: PerHead, node: nodes.Compare) -> Why:
        """人均纯收入 6,520.00 元 < 监测线 6,900 元; with the household's totals where a fen per head hides them."""
        total, people, line = map(self.stored.evaluate, (head.total, head.people, head.line))
        name = self.wording.head_name(head.total, head.people)
        amount, line_term = self.wording.shown(head.total), self.term(head.line, head.total)
        holds, sign = COMPARE[head.operator], SIGNS[head.operator]
        whole, plainly = self.wording.words["whole household"], self.against(node)

        def why(state: State) -> Iterable[str]:
            count, sum_ = people(state), total(state)
            # Per head of nobody cannot be said; the household's totals can.
            if not count or count < 0:
                return plainly(state)
            each = cents(rounded(sum_, 20) / count)
            text = f"{name} {amount(each)} {sign} {line_term(state)}"
            # 6,900.00 < 6,900 would read like a mistake: the totals show the fen that the rounding hides.
            if not holds(each, line(state)):
                text = whole.format(text, amount(sum_), sign, amount(line(state) * count))
            return (text,)

        return why

    # Amounts with their names

    def term(self, node: Node, beside: Node | None = None) -> Term:
        """A value with its name and, where it is calculated, how."""
        if isinstance(node, nodes.Literal):
            return self.fixed(self.wording.beside(node, beside or node))
        if isinstance(node, nodes.Arithmetic):
            formula, value, show = self.formula(node), self.stored.evaluate(node), self.wording.shown(node)
            made: Term = lambda state: f"{formula(state)} = {show(value(state))}"  # noqa: E731
        else:
            made = self.formula(node)
        return self.fixed(made(self.stored.state(NOBODY))) if self.stored.constant(node) else made

    def fixed(self, text: str) -> Term:
        return lambda state: text

    def formula(self, node: Node) -> Term:
        if isinstance(node, nodes.Arithmetic):
            return self.calculated(node)
        if isinstance(node, nodes.Default):
            return self.instead(node)
        value, show, name = self.stored.evaluate(node), self.wording.shown(node), self.wording.name(node)
        if isinstance(node, nodes.Literal):
            return self.fixed(name)
        return lambda state: f"{name} {show(value(state))}"

    def calculated(self, node: nodes.Arithmetic) -> Term:
        left, right = self.operand(node.left, node), self.operand(node.right, node)
        sign = ARITHMETIC[node.operator]
        return lambda state: f"{left(state)} {sign} {right(state)}"

    def operand(self, node: Node, above: nodes.Arithmetic) -> Term:
        inner, around = self.formula(node), self.wording.bracketed("{0}", node, above)
        return lambda state: around.format(inner(state))

    def instead(self, node: nodes.Default) -> Term:
        """The amount that stands in for an unknown one says for which."""
        known, first, second = (
            self.stored.evaluate(node.of),
            self.formula(node.of),
            self.term(node.otherwise, node.of),
        )
        note = self.wording.word("instead", "{0}", self.wording.name(node.of))
        return lambda state: note.format(second(state)) if known(state) is None else first(state)


def cents(value: Any) -> Decimal:
    return rounded(value, 2).quantize(CENT, ROUND_HALF_UP)


def chained(parts: tuple[Node, ...]) -> Iterator[list[Node]]:
    """`a < b <= c` is read as one again; the parser made two comparisons of it."""
    run = [parts[0]]
    for before, after in pairwise(parts):
        if not continues(before, after):
            yield run
            run = []
        run.append(after)
    yield run


def continues(before: Node, after: Node) -> bool:
    if not isinstance(before, nodes.Compare) or not isinstance(after, nodes.Compare):
        return False
    same_way = before.operator[0] == after.operator[0] and before.operator[0] in "<>"
    # Two comparisons with one constant are two things said, not a chain.
    return (
        same_way
        and before.right == after.left
        and not isinstance(after.left, nodes.Literal | nodes.Parameter)
    )


def at_least_one(node: nodes.Compare) -> bool:
    """`students > 0`: the number alone says it."""
    return isinstance(node.right, nodes.Literal) and (node.operator, node.right.value) in (
        (">", 0),
        (">=", 1),
    )


def per_head(node: nodes.Compare, wording: Wording) -> PerHead | None:
    for total, operator, product in (
        (node.left, node.operator, node.right),
        (node.right, MIRROR[node.operator], node.left),
    ):
        if isinstance(product, nodes.Arithmetic) and product.operator == "*":
            for line, people in ((product.left, product.right), (product.right, product.left)):
                if amount_per_person(line, wording) and wording.type_of(people).unit == {"person": 1}:
                    return PerHead(total, operator, line, people)
    return None


def amount_per_person(node: Node, wording: Wording) -> bool:
    unit: Unit = wording.type_of(node).unit or {}
    return unit.get("yuan") == 1 and unit.get("person") == -1


WHY: dict[type[Node], Callable[[Reasons, Any], Why]] = {
    nodes.And: Reasons.all_of,
    nodes.Or: Reasons.whichever_hold,
    nodes.Default: Reasons.fallback,
    nodes.Compare: Reasons.compared,
    nodes.Membership: lambda self, node: self.valued(node.of),
    nodes.Not: Reasons.no,
    nodes.Fact: Reasons.yes,
    nodes.HouseholdColumn: Reasons.yes,
    nodes.Literal: lambda self, node: self.always(),
}
