"""Because of what a household's finding is another: the facts that its changed rules look at, as far as they differ.

Where no fact differs it was a parameter; where a household is in one run only, the register.  Two packs – or two
states of one – differ in clauses: each rule and each line of a tier that one of them has, or writes otherwise, and that
applied to the household on one side only, is a cause of its own.
"""

from collections.abc import Iterator
from dataclasses import replace

from shouwang.engine.policy import nodes
from shouwang.engine.policy.explain import Wording
from shouwang.engine.policy.model import Pack, Tier
from shouwang.engine.policy.nodes import Node
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.run import Run
from shouwang.engine.tables import HOUSEHOLDS

REGISTERED, STRUCK, PARAMETER = "registered", "struck", "parameter."
"""Causes that are no column of findings; a parameter's name follows its prefix."""
COMES, GOES = "comes.", "goes."
"""Prefixes of what another pack brought and took away: `comes.rule.below-line`, `goes.tier.assess`."""
RULE, TIER, UNKNOWN = "rule.", "tier.", "unknown"
# A rule that cannot be decided concerns a household, too: it makes its tier unknown.
STANDING = (
    "CASE WHEN list_contains({side}.rules, {rule}) THEN 2 WHEN list_contains({side}.unknown_rules, {rule}) THEN 1"
    " ELSE 0 END"
)


def because(before: Run, after: Run, *, same_tables: bool = False) -> str:
    """SQL over findings `b` and `a` of one household: a list of causes, in the order of the packs.

    `same_tables`: both were made from the same register.
    """
    # What no changed parameter reaches is then the same on both sides, and need not be computed or read.
    fixed = same_tables and differ_in_parameters(before, after)
    parts = ["[]::VARCHAR[]", *_by_rules(before, after, fixed), *_by_tier(before, after, fixed)]
    found = f"list_distinct(list_filter(flatten([{', '.join(parts)}]), lambda cause: cause IS NOT NULL))"
    return (
        f"CASE WHEN b.household_id IS NULL THEN ['{REGISTERED}'] WHEN a.household_id IS NULL THEN ['{STRUCK}']"
        f" ELSE {found} END"
    )


def fitting(joined: str, before: Run, after: Run) -> str:
    """Of households that enter or leave without the clauses that speak against it, where other causes are left.

    `joined`: SQL of what is compared, with `enters`, `leaves` and `because`.
    """
    gone, come = (_texts(_against(before.pack, after.pack, way)) for way in (GOES, COMES))
    if gone == come:
        return joined
    against = f"CASE WHEN enters THEN {gone} WHEN leaves THEN {come} ELSE {_texts([])} END"
    kept = f"list_filter(because, lambda cause: NOT list_contains({against}, cause))"
    return (
        "SELECT * EXCLUDE (_fitting) REPLACE (if(len(_fitting) > 0, _fitting, because) AS because)"
        f" FROM (SELECT *, {kept} AS _fitting FROM ({joined}))"
    )


def _texts(those: list[str]) -> str:
    return f"[{', '.join(map(quoted, those))}]::VARCHAR[]"


def _against(before: Pack, after: Pack, way: str) -> list[str]:
    """Clauses that, having come, keep nobody out; having gone, let nobody in.  Not those whose absence a tier asks."""
    kept_out = _denied(before) | _denied(after)
    return [
        f"{way}{RULE}{name}"
        for name in dict.fromkeys([*before.rules, *after.rules])
        if name not in kept_out and written(before, name) != written(after, name)
    ]


def _denied(pack: Pack) -> frozenset[str]:
    """Rules that a tier asks otherwise than by “and” and “or”."""
    asked = [node for tier in pack.tiers if tier.node for node in nodes.walk(tier.node)]
    turned = [node for node in asked if not isinstance(node, nodes.And | nodes.Or | nodes.RuleHolds)]
    inside = [node for each in turned for node in nodes.walk(each)]
    return frozenset(node.name for node in inside if isinstance(node, nodes.RuleHolds))


def differ_in_parameters(before: Run, after: Run) -> bool:
    """Only in them, if at all."""
    return replace(after, parameters=before.parameters) == before


def _by_rules(before: Run, after: Run, fixed: bool) -> Iterator[str]:
    for name in dict.fromkeys([*before.pack.rules, *after.pack.rules]):
        rule = quoted(name)
        changed = " OR ".join(
            f"list_contains(b.{column}, {rule}) <> list_contains(a.{column}, {rule})"
            for column in ("rules", "unknown_rules")
        )
        asked = [pack.rules[name].node for pack in (before.pack, after.pack) if name in pack.rules]
        facts = _causes(before, after, asked, fixed) if len(asked) > 1 else []
        yield from _when(changed, [*_clauses(before.pack, after.pack, name), *facts])


def _by_tier(before: Run, after: Run, fixed: bool) -> Iterator[str]:
    """What tiers ask beside rules, such as who was once lifted out of poverty."""
    asked = [tier.node for pack in (before.pack, after.pack) for tier in pack.tiers if tier.node]
    causes = [*_causes(before, after, asked, fixed), *_lines(before.pack, after.pack)]
    yield from _when("b.tier::VARCHAR <> a.tier::VARCHAR", causes)


def _clauses(before: Pack, after: Pack, name: str) -> Iterator[str]:
    """SQL of the rule as a cause, where the two packs do not mean the same by it."""
    if written(before, name) == written(after, name):
        return
    was, is_now = (STANDING.format(side=side, rule=quoted(name)) for side in "ba")
    yield f"CASE WHEN {is_now} > {was} THEN {quoted(COMES + RULE + name)} END"
    yield f"CASE WHEN {is_now} < {was} THEN {quoted(GOES + RULE + name)} END"


def _lines(before: Pack, after: Pack) -> Iterator[str]:
    """SQL of the tiers' lines, where one pack draws them otherwise."""
    for side, pack, other, way in (("b", before, after, GOES), ("a", after, before, COMES)):
        asked = {tier.tier: _asks_otherwise(tier, pack, other) for tier in pack.tiers}
        for tier, rules in asked.items():
            if rules is not None:
                fired = f" AND list_has_any({side}.rules, [{', '.join(map(quoted, rules))}])" if rules else ""
                yield _line(f"{side}.tier::VARCHAR = {quoted(tier)}{fired}", way, tier)
        if [] in asked.values():
            # Then it is no rule that cannot be decided.
            yield _line(f"{side}.tier::VARCHAR = '{UNKNOWN}' AND len({side}.unknown_rules) = 0", way, UNKNOWN)


def _line(holds: str, way: str, tier: str) -> str:
    return f"CASE WHEN {holds} THEN {quoted(way + TIER + tier)} END"


def _asks_otherwise(tier: Tier, pack: Pack, other: Pack) -> list[str] | None:
    """The rules for which a tier is given by this pack and not by the other; of what it asks beside rules, [].

    None: it is drawn alike, or differs only in what its rules say, which are causes of their own.
    """
    if tier.node is None or any(tier.node == one.node for one in other.tiers if one.tier == tier.tier):
        return None
    asked = [node for node in nodes.walk(tier.node) if not isinstance(node, nodes.And | nodes.Or | nodes.Not)]
    rules = [node.name for node in asked if isinstance(node, nodes.RuleHolds)]
    if len(rules) < len(asked):
        return []
    return [name for name in rules if written(pack, name) == written(other, name)] or None


def written(pack: Pack, rule: str) -> frozenset[Node]:
    """All that a rule says, through the facts it names; of a rule that the pack does not have, nothing."""
    return frozenset(_through(pack, [pack.rules[rule].node])) if rule in pack.rules else frozenset()


def _when(changed: str, causes: list[str]) -> Iterator[str]:
    if causes:
        yield f"CASE WHEN {changed} THEN [{', '.join(causes)}] ELSE []::VARCHAR[] END"


def _causes(before: Run, after: Run, known: list[Node], fixed: bool) -> list[str]:
    """SQL of each possible cause: its name, or null where it is the same on both sides."""
    shared = looked_at(before.pack, known) & looked_at(after.pack, known)
    columns = [name for name in (*before.pack.facts, *each_column(before.pack)) if name in shared]
    differing = [
        f"CASE WHEN b.{identifier(name)} IS DISTINCT FROM a.{identifier(name)} THEN {quoted(name)} END"
        for name in columns
        if _alike(before.pack, after.pack, name) and not (fixed and not _moves(before, after, name))
    ]
    return differing + [quoted(PARAMETER + name) for name in _parameters(before, after, known)]


def _moves(before: Run, after: Run, column: str) -> bool:
    """Whether a parameter that differs enters into a column of findings."""
    pack = before.pack
    node = pack.facts[column].node if column in pack.facts else pack.inline.get(column)
    return node is not None and reached(before, after, node)


def reached(before: Run, after: Run, node: Node) -> bool:
    """Whether a parameter that differs enters into an expression."""
    return bool(_parameters(before, after, [node]))


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
    """What a cause is called: columns, facts and parameters of a pack."""
    wording = Wording(pack, lang)
    named = {each.name: wording.column(each) for each in HOUSEHOLDS}
    named |= {name: wording.name(node) for name, node in pack.inline.items()}
    named |= {name: wording.label(fact) for name, fact in pack.facts.items()}
    return named | {PARAMETER + name: wording.label(one) for name, one in pack.parameters.items()}


def clauses(pack: Pack, way: str, lang: str = "zh") -> dict[str, str]:
    """The rules and tiers of a pack as causes.  `way`: COMES or GOES."""
    said, label = WAYS[lang][way], Wording(pack, lang).label
    rules = {way + RULE + name: said[RULE].format(label(rule)) for name, rule in pack.rules.items()}
    tiers = {way + TIER + tier.tier: said[TIER].format(label(tier)) for tier in pack.tiers}
    return rules | tiers | {way + TIER + UNKNOWN: said[UNKNOWN]}


WAYS = {
    "zh": {
        COMES: {RULE: "新适用的条款：{}", TIER: "新符合的分级条件：{}", UNKNOWN: "新的分级条件还不能判定"},
        GOES: {RULE: "不再适用的条款：{}", TIER: "不再符合的分级条件：{}", UNKNOWN: "原来的分级条件不能判定"},
    },
    "en": {
        COMES: {
            RULE: "clause that now applies: {}",
            TIER: "tier whose condition is now met: {}",
            UNKNOWN: "the tiers' new conditions cannot be decided",
        },
        GOES: {
            RULE: "clause that no longer applies: {}",
            TIER: "tier whose condition is no longer met: {}",
            UNKNOWN: "the tiers' former conditions could not be decided",
        },
    },
}
