"""Two runs over the same households: who enters, who leaves, where and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shouwang.engine.screening import anew, causes, counting, query, screen
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.names import ABSENT, Names, describe
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
    code: str
    """`none:must_enter`, by which the list finds them."""


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
DIFFERS = "tier_before <> tier_after OR rules_before <> rules_after"


def compare(
    connection: Any,
    sources: Mapping[str, Source],
    before: Run,
    after: Run,
    folder: Path,
    lang: str = "zh",
) -> Changes:
    """Runs both and compares; `folder` takes the two findings and `changes.parquet`."""
    one, other = folder / "before.parquet", folder / "after.parquet"
    for made, path in ((before, one), (after, other)):
        screen.write(connection, query.build(made, sources), path)
    return between(connection, sources, Side(before, one), Side(after, other), folder, lang, same_tables=True)


@dataclass(frozen=True)
class Side:
    """A run and its findings; with `spans`, only households whose area code lies between two codes, both inside."""

    run: Run
    findings: Path | str
    """A file, or the SELECT that gives them."""
    spans: tuple[tuple[str, str], ...] | None = None

    @property
    def relation(self) -> str:
        if isinstance(self.findings, str):
            return f"({self.findings})"
        return f"read_parquet({quoted(str(self.findings))})"

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
    *,
    same_tables: bool = False,
) -> Changes:
    """Compares findings that are there already; `folder` takes `changes.parquet`.

    The two may be of different days: a household may be in one of them only.  `sources`: for the names of places, and
    for persons where a pack does not count them.  `same_tables`: both were made from the same register.
    """
    joined = JOINED.format(
        absent=ABSENT,
        out_before=quoted(before.run.pack.tiers[-1].tier),
        out_after=quoted(after.run.pack.tiers[-1].tier),
        because=causes.because(before.run, after.run, same_tables=same_tables),
        before=counted(before, sources),
        after=counted(after, sources),
    )
    with screen.computed():
        fitting = causes.fitting(joined, before.run, after.run)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE changes AS {fitting}")
    listed = f"SELECT * FROM changes WHERE {DIFFERS} ORDER BY household_id"
    screen.write(connection, listed, folder / "changes.parquet")
    return gather(connection, sources, before.run, after.run, lang)


def whatif(
    connection: Any,
    sources: Mapping[str, Source],
    before: Side,
    after: Run,
    folder: Path,
    lang: str = "zh",
) -> Changes:
    """Findings that are there, compared with what another run would find in the same tables.

    The other findings are never written, and no more of them is computed than the comparison asks.
    """
    other = Side(after, anew.build(before.run, after, sources, before.relation), before.spans)
    return between(connection, sources, before, other, folder, lang, same_tables=True)


def write_unchanged(connection: Any, path: Path) -> None:
    """The other households of the comparison just made on a connection: as in `changes.parquet`, without rules and
    causes."""
    columns = "household_id, area_code, tier_before, tier_after, persons, enters, leaves, unsettled"
    screen.write(connection, f"SELECT {columns} FROM changes WHERE NOT ({DIFFERS})", path)


def counted(side: Side, sources: Mapping[str, Source]) -> str:
    """A relation of findings with the number of persons."""
    persons, join = counting.persons(side.run.pack, sources)
    return f"(SELECT *, {persons} AS _persons FROM {side.relation}{join}{side.where})"


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


def moves(connection: Any, names: Names) -> tuple[Move, ...]:
    rows = connection.execute(
        "SELECT tier_before, tier_after, count(*), sum(persons), bool_or(enters), bool_or(leaves) FROM changes GROUP BY ALL"
    ).fetchall()
    one, two = names.tiers(names.before), names.tiers(names.after)
    first, second = ({tier: place for place, tier in enumerate(each)} for each in (one, two))
    rows.sort(key=lambda row: (first[row[0]], second[row[1]]))
    return tuple(
        Move(
            one[tier],
            two[then],
            count,
            int(persons),
            enters,
            leaves,
            f"{tier}:{then}",
        )
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
