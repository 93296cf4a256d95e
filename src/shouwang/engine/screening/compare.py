"""Two runs over the same households: who enters, who leaves, where and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import causes, counting, query, screen
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.run import Run


@dataclass(frozen=True)
class Move:
    """Households with one tier before and another (or the same) after; tiers by label."""

    before: str
    after: str
    households: int
    persons: int
    enters: bool
    leaves: bool


@dataclass(frozen=True)
class Count:
    """Households that enter and leave, by area or by rule."""

    code: str
    label: str
    enter: int
    leave: int


@dataclass(frozen=True)
class Changes:
    before: str
    after: str
    """What is compared, in words."""
    households: int
    enter: int
    leave: int
    unsettled: int
    """Households whose tier is unknown on one side only: neither entering nor leaving."""
    moves: tuple[Move, ...]
    areas: tuple[Count, ...]
    """By township; only those with a change."""
    rules: tuple[Count, ...]
    """Those who enter by the rules that fire after, those who leave by the rules that fired before."""
    causes: tuple[Count, ...] = ()
    """By the facts and parameters because of which; a household may have several."""


ABSENT = "absent"
"""Stands for the tier of a household that is in one of the two runs only."""

# Nobody is looked after in the last tier of a pack; from there one enters, to there one leaves.
JOINED = """
SELECT coalesce(a.household_id, b.household_id) AS household_id, coalesce(a.area_code, b.area_code) AS area_code,
       coalesce(b.tier::VARCHAR, '{absent}') AS tier_before, coalesce(a.tier::VARCHAR, '{absent}') AS tier_after,
       coalesce(b.rules, []) AS rules_before, coalesce(a.rules, []) AS rules_after,
       coalesce(a._persons, b._persons) AS persons,
       tier_before IN ({out_before}, '{absent}') AND tier_after NOT IN ({out_after}, 'unknown', '{absent}') AS enters,
       tier_before NOT IN ({out_before}, 'unknown', '{absent}') AND tier_after IN ({out_after}, '{absent}') AS leaves,
       (tier_before = 'unknown') <> (tier_after = 'unknown') AS unsettled,
       {because} AS because
FROM {before} b FULL JOIN {after} a USING (household_id)
"""
# Also those who stay in their tier for another reason: their file has to be rewritten.
CHANGED = "tier_before <> tier_after OR rules_before <> rules_after"


def compare(
    connection: Any,
    sources: Mapping[str, Source],
    before: Run,
    after: Run,
    folder: Path,
    lang: str = "zh",
) -> Changes:
    """Runs both and compares; `folder` takes the two findings and `changes.parquet`."""
    paths = []
    for name, made in (("before", before), ("after", after)):
        paths.append(folder / f"{name}.parquet")
        screen.write(connection, query.build(made, sources), paths[-1])
    return between(connection, sources, Side(before, paths[0]), Side(after, paths[1]), folder, lang)


@dataclass(frozen=True)
class Side:
    """A run and its findings; with `spans`, only households whose area code lies between two codes, both inside."""

    run: Run
    findings: Path
    spans: tuple[tuple[str, str], ...] | None = None

    @property
    def where(self) -> str:
        if self.spans is None:
            return ""
        inside = [f"area_code BETWEEN {quoted(low)} AND {quoted(high)}" for low, high in self.spans]
        return f" WHERE {' OR '.join(inside) or 'false'}"


def between(
    connection: Any,
    sources: Mapping[str, Source],
    before: Side,
    after: Side,
    folder: Path,
    lang: str = "zh",
) -> Changes:
    """Compares findings that are there already; `folder` takes `changes.parquet`.

    The two may be of different days: a household may be in one of them only.  `sources`: for the names of places, and
    for persons where a pack does not count them.
    """
    joined = JOINED.format(
        absent=ABSENT,
        out_before=quoted(before.run.pack.tiers[-1].tier),
        out_after=quoted(after.run.pack.tiers[-1].tier),
        because=causes.because(before.run, after.run),
        before=counted(before, sources),
        after=counted(after, sources),
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE changes AS {joined}")
    listed = f"SELECT * FROM changes WHERE {CHANGED} ORDER BY household_id"
    screen.write(connection, listed, folder / "changes.parquet")
    return gather(connection, sources, before.run, after.run, lang)


def counted(side: Side, sources: Mapping[str, Source]) -> str:
    """A relation of findings with the number of persons."""
    persons, join = counting.persons(side.run.pack, sources)
    return (
        f"(SELECT *, {persons} AS _persons FROM read_parquet({quoted(str(side.findings))}){join}{side.where})"
    )


def gather(
    connection: Any, sources: Mapping[str, Source], before: Run, after: Run, lang: str = "zh"
) -> Changes:
    households, enter, leave, unsettled = connection.execute(
        # Of nobody, count_if says null.
        "SELECT count(*), count(*) FILTER (enters), count(*) FILTER (leaves), count(*) FILTER (unsettled) FROM changes"
    ).fetchone()
    names = Names(before.pack, after.pack, lang)
    return Changes(
        describe(before, after, lang),
        describe(after, before, lang),
        households,
        enter,
        leave,
        unsettled,
        moves=moves(connection, names),
        areas=areas(connection, counting.names(connection, sources)),
        rules=rules(connection, names),
        causes=by_cause(connection, names),
    )


WORDS = {
    "zh": {
        "unknown": counting.UNKNOWN[1],
        ABSENT: "不在册",
        "": "（没有规则触发，由分级条件直接决定）",
        causes.REGISTER: "登记增减",
        causes.PACK: "政策包不同",
        "hash": "校验码",
    },
    "en": {
        "unknown": "to be completed",
        ABSENT: "not in the register",
        "": "(no rule fired; the tier's own condition decided)",
        causes.REGISTER: "in one register only",
        causes.PACK: "the packs differ",
        "hash": "hash",
    },
}


@dataclass(frozen=True)
class Names:
    """What tiers, rules and causes are called on either side."""

    before: Pack
    after: Pack
    lang: str

    def word(self, name: str) -> str:
        return WORDS[self.lang][name]

    def tiers(self, pack: Pack) -> dict[str, str]:
        """In the pack's order."""
        own = {tier.tier: called(tier, self.lang) for tier in pack.tiers}
        return own | {name: self.word(name) for name in ("unknown", ABSENT)}

    def rule(self, name: str, *, enters: bool) -> str:
        pack = self.after if enters else self.before
        return called(pack.rules[name], self.lang) if name else self.word("")

    @property
    def causes(self) -> dict[str, str]:
        others = {name: self.word(name) for name in (causes.REGISTER, causes.PACK)}
        return causes.labels(self.before, self.lang) | causes.labels(self.after, self.lang) | others


def called(one: Any, lang: str) -> str:
    """A tier, rule or parameter by its label."""
    return str(one.label_en if lang == "en" and one.label_en else one.label)


def describe(made: Run, other: Run, lang: str = "zh") -> str:
    """A run by what sets it apart from the other: its pack, its day, or the parameters that differ."""
    pack = made.pack
    title = pack.title_en if lang == "en" and pack.title_en else pack.title
    if pack.id != other.pack.id:
        return f"{title}（{pack.id}）"
    if made.on != other.on:
        return f"{made.on}"
    if pack.hash != other.pack.hash:
        # Two states of one pack, such as the installed one and a draft of the next.
        return f"{title}（{pack.id}，{WORDS[lang]['hash']} {pack.hash[:12]}）"
    differing = [name for name, value in made.parameters.items() if other.parameters[name] != value]
    said = (f"{called(pack.parameters[name], lang)} {made.parameters[name]:,f}" for name in differing)
    return "，".join(said) or title


def moves(connection: Any, names: Names) -> tuple[Move, ...]:
    rows = connection.execute(
        "SELECT tier_before, tier_after, count(*), sum(persons), bool_or(enters), bool_or(leaves) FROM changes GROUP BY ALL"
    ).fetchall()
    one, two = names.tiers(names.before), names.tiers(names.after)
    first, second = ({tier: place for place, tier in enumerate(each)} for each in (one, two))
    rows.sort(key=lambda row: (first[row[0]], second[row[1]]))
    return tuple(
        Move(one[tier], two[then], count, int(persons), enters, leaves)
        for tier, then, count, persons, enters, leaves in rows
    )


def areas(connection: Any, names: Mapping[str, str]) -> tuple[Count, ...]:
    rows = connection.execute(
        "SELECT left(area_code, 9) AS township, count_if(enters), count_if(leaves) FROM changes"
        " GROUP BY township HAVING count_if(enters OR leaves) > 0 ORDER BY township"
    ).fetchall()
    return tuple(Count(code, counting.named(code, names), enter, leave) for code, enter, leave in rows)


def rules(connection: Any, names: Names) -> tuple[Count, ...]:
    rows = connection.execute(
        "SELECT enters, rule, count(*) FROM ("
        " SELECT unnest(if(len(fired) = 0, [''], fired)) AS rule, enters FROM ("
        " SELECT CASE WHEN enters THEN rules_after ELSE rules_before END AS fired, enters"
        " FROM changes WHERE enters OR leaves)) GROUP BY ALL"
    ).fetchall()
    # Two packs may mean two things by one id: what they call differently is not added up.
    found: dict[tuple[str, str], list[int]] = {}
    for enters, rule, count in rows:
        # A tier may ask for something beside rules, such as who was once lifted out of poverty.
        label = names.rule(rule, enters=enters)
        found.setdefault((rule, label), [0, 0])[0 if enters else 1] += count
    return tuple(Count(*name, *counts) for name, counts in sorted(found.items()))


def by_cause(connection: Any, names: Names) -> tuple[Count, ...]:
    """Most households first."""
    rows = connection.execute(
        "SELECT unnest(because) AS cause, count_if(enters), count_if(leaves) FROM changes"
        " WHERE enters OR leaves GROUP BY cause ORDER BY count(*) DESC, cause"
    ).fetchall()
    named = names.causes
    return tuple(Count(cause, named.get(cause, cause), enter, leave) for cause, enter, leave in rows)
