"""A finding explained: why each rule fired, what undecided ones lack, what would change it, where the tier comes from.

Everything is made from the nodes of the pack and one row of findings, so it can be done again years later without the
registry.  An `Explainer` is prepared once per pack; after that a household costs some tens of microseconds.
"""

import decimal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shouwang.engine.policy import nodes
from shouwang.engine.policy.explain import Say, Translate, Wording
from shouwang.engine.policy.model import Pack, Rule
from shouwang.engine.screening.counterfactual import Counterfactuals, Way
from shouwang.engine.screening.lacking import Lacking
from shouwang.engine.screening.reasons import Reasons, Why
from shouwang.engine.screening.reference import EXACT, Evaluate, State
from shouwang.engine.screening.run import Run
from shouwang.engine.screening.stored import Row, Stored
from shouwang.engine.tables import HOUSEHOLDS

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fired:
    rule: str
    label: str
    reason: str
    citation: str
    ways_out: tuple[str, ...]
    """Each by itself makes the rule not fire; empty where help cannot change what it rests on."""


@dataclass(frozen=True)
class Undecided:
    rule: str
    label: str
    lacking: str
    met: str
    """The conditions that hold already; may be empty."""


@dataclass(frozen=True)
class Explanation:
    lang: str
    household_id: str
    tier: str
    """Id of the pack's tier, or `unknown`."""
    tier_label: str
    colour: str
    """Of the tier; of an unknown one empty."""
    tier_line: str
    """Which condition gave the tier; of an unknown one, what it may be and what it is at least."""
    leaving: str
    """Said when several rules fired: none of them may fire any more."""
    fired: tuple[Fired, ...]
    undecided: tuple[Undecided, ...]
    facts: tuple[tuple[str, str], ...]
    """Label and value of every fact, then of the household's columns that the pack looks at."""
    notes: tuple[str, ...]
    """What a reader must know first: the pack applied outside its time, assumptions."""


@dataclass(frozen=True)
class Level:
    """A tier made ready."""

    tier: str
    label: str
    colour: str
    holds: Evaluate | None
    """None for the last, which takes whoever is left."""
    why: Why | None


class Explainer:
    """Reasons for rows of findings of `run`; `lang` is zh or en; `translate`: as in Wording."""

    def __init__(self, pack: Pack, run: Run, lang: str = "zh", translate: Translate | None = None) -> None:
        self.pack, self.run, self.lang = pack, run, lang
        self.stored, self.wording = Stored(pack, run), Wording(pack, lang, translate)
        with decimal.localcontext(EXACT):
            self.counterfactuals = Counterfactuals(self.stored, self.wording)
            self.gaps = Lacking(self.stored, self.wording)
            self.prepare(Reasons(self.stored, self.wording))

    def prepare(self, reasons: Reasons) -> None:
        rules, wording = self.pack.rules.values(), self.wording
        self.labels = {rule.id: wording.label(rule) for rule in rules}
        self.why = {rule.id: reasons.condition(rule.node) for rule in rules}
        self.met = {rule.id: reasons.holding(rule.node) for rule in rules}
        self.cited = {rule.id: self.citation(rule) for rule in rules}
        self.basis = {rule: wording.word("basis", cited) for rule, cited in self.cited.items()}
        self.levels = [
            Level(
                tier.tier,
                wording.label(tier),
                tier.colour,
                self.stored.evaluate(tier.node) if tier.node else None,
                reasons.condition(tier.node) if tier.node else None,
            )
            for tier in self.pack.tiers
        ]
        self.shown = list(self.showing())

    def citation(self, rule: Rule) -> str:
        """Where the rule is written – and where its line is, when another document sets it for this place."""
        texts = [self.wording.citation(rule.source)]
        for name in dict.fromkeys(each.name for each in nodes.find(rule.node, nodes.Parameter)):
            parameter = self.pack.parameters[name]
            source = parameter.nearest(self.run.on).source
            if source.source.title != rule.source.source.title:
                texts.append(f"{self.wording.label(parameter)} {self.wording.citation(source)}")
        return ("; " if self.lang == "en" else "；").join(texts)

    # Sentences, as ledgers need them

    def reasons(self, row: Row, *, cite: bool = True) -> list[str]:
        """One sentence for each fired rule, in pack order; `cite` adds where it is written."""
        with decimal.localcontext(EXACT):
            state = self.stored.state(row)
            return [self.reason(rule, state, cite=cite) for rule in row["rules"]]

    def lacking(self, row: Row) -> list[str]:
        """One sentence for each undecided rule, and the tier: what it lacks, and what cannot be decided for that."""
        with decimal.localcontext(EXACT):
            state = self.stored.state(row)
            said = [self.of_rule(rule, self.gaps.of(rule, state)) for rule in row["unknown_rules"]]
            return [*said, *self.tier_lacks(row, state)]

    def tier_lacks(self, row: Row, state: State) -> list[str]:
        """分级：缺农户类型 – of a tier that is unknown although every rule may be decided."""
        lacks = self.gaps.of_tier(state) if row["tier"] == UNKNOWN else ""
        return [self.wording.word("of rule", self.wording.words["tiering"], lacks)] if lacks else []

    def ways_out(self, row: Row) -> list[str]:
        """One sentence for each fired rule: what would make it not fire.  To leave the tier, all of them must go."""
        with decimal.localcontext(EXACT):
            state = self.stored.state(row)
            said = {rule: self.either(self.ways(rule, state)) for rule in row["rules"]}
        return [self.of_rule(*each) for each in said.items()] if len(said) > 1 else list(said.values())

    def explain(self, row: Row) -> Explanation:
        with decimal.localcontext(EXACT):
            state = self.stored.state(row)
            level = next((each for each in self.levels if each.tier == row["tier"]), None)
            label = level.label if level else self.wording.words["tier not settled"]
            return Explanation(
                lang=self.lang,
                household_id=str(row["household_id"]),
                tier=row["tier"],
                tier_label=label,
                colour=level.colour if level else "",
                tier_line=self.tier_line(row, state),
                leaving=self.leaving(row, label),
                fired=tuple(self.fired(rule, state) for rule in row["rules"]),
                undecided=tuple(self.undecided(rule, state) for rule in row["unknown_rules"]),
                facts=tuple((name, show(row.get(column))) for name, column, show in self.shown),
                notes=tuple(self.notes(row)),
            )

    def leaving(self, row: Row, label: str) -> str:
        """Which of the fired rules hold the household in its tier; only they matter for leaving it."""
        # A tier may be named by several conditions.
        conditions = [each.node for each in self.pack.tiers if each.tier == row["tier"] and each.node]
        holds = {each.name for node in conditions for each in nodes.find(node, nodes.RuleHolds)}
        needed = [self.wording.named(self.labels[rule]) for rule in row["rules"] if rule in holds]
        return (
            self.wording.word("leaving", self.wording.named(label), self.wording.words["names"].join(needed))
            if len(needed) > 1
            else ""
        )

    # One rule

    def reason(self, rule: str, state: State, *, cite: bool) -> str:
        text = self.sentence(self.why[rule](state))
        return text + self.basis[rule] if cite else text

    def sentence(self, phrases: Iterable[str]) -> str:
        return self.wording.words["then"].join(dict.fromkeys(phrases))

    def of_rule(self, rule: str, text: str) -> str:
        return self.wording.word("of rule", self.labels[rule], text)

    def ways(self, rule: str, state: State) -> list[str]:
        return [self.together(way) for way in self.counterfactuals.of(rule, state)]

    def together(self, way: Way) -> str:
        return self.wording.words["together"].join(change.text for change in way)

    def either(self, ways: list[str]) -> str:
        return self.wording.words["either"].join(ways) or self.wording.words["no way"]

    def fired(self, rule: str, state: State) -> Fired:
        reason, ways = self.reason(rule, state, cite=False), tuple(self.ways(rule, state))
        return Fired(rule, self.labels[rule], reason, self.cited[rule], ways)

    def undecided(self, rule: str, state: State) -> Undecided:
        met = self.sentence(self.met[rule](state))
        return Undecided(rule, self.labels[rule], self.gaps.of(rule, state), met)

    # The tier

    def tier_line(self, row: Row, state: State) -> str:
        if row["tier"] != UNKNOWN:
            return self.given(row["tier"], state)
        decided = next(
            (each for each in self.levels if each.holds is None or each.holds(state)), self.levels[-1]
        )
        before = self.levels[: self.levels.index(decided)]
        possible = dict.fromkeys(
            each.label
            for each in before
            if each.holds and each.holds(state) is None and each.tier != decided.tier
        )
        named = self.wording.words["or"].join(map(self.wording.named, possible))
        lacks = self.tier_lacks(row, state)
        # At least: everything unknown, of rules and of tiers, taken as not holding.
        state.rules = {rule: bool(fired) for rule, fired in state.rules.items()}
        line = self.wording.word("tier unknown", named, self.given(row["tier_at_least"], state))
        return self.wording.words["then"].join([line, *lacks])

    def given(self, tier: str, state: State) -> str:
        """The first condition of `tier` that holds, said with the household's values."""
        for level in self.levels:
            if level.tier == tier and level.why and level.holds and level.holds(state):
                return self.wording.word(
                    "tier", self.wording.named(level.label), self.sentence(level.why(state))
                )
        label = self.wording.named(self.levels[-1].label)
        # Of a tier that is not settled, “none applies” would say too much.
        settled = state.household["tier"] != UNKNOWN
        return self.wording.word("tier", label, self.wording.words["last tier"]) if settled else label

    # The household

    def showing(self) -> Iterator[tuple[str, str, Say]]:
        """Label, column of the row, and how to write the value."""
        for name in self.pack.facts:
            fact = nodes.Fact(name)
            yield self.wording.name(fact), name, self.wording.shown(fact)
        for column in HOUSEHOLDS:
            if column.name in self.pack.asked:
                node = nodes.HouseholdColumn(column.name)
                yield self.wording.name(node), column.name, self.wording.shown(node)

    def notes(self, row: Row) -> Iterator[str]:
        if row.get("as_if"):
            yield self.wording.words["as if"]
        if row.get("assumed"):
            yield self.wording.word("assumed", self.wording.listed(row["assumed"]))
