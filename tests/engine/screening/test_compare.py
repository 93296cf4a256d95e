"""Who enters and who leaves between two runs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from shouwang.engine.policy import nodes, shelf
from shouwang.engine.policy import pack as packs
from shouwang.engine.screening import causes, compare, names, query, run, screen, sources
from shouwang.engine.screening.compare import Changes
from shouwang.engine.screening.run import Run
from tests.engine.screening import small
from tests.house.chinese import CHINESE

ON = date(2022, 9, 30)


def prepared(pack: str = "hunan-qingshuzui-2022", **change: Decimal) -> Run:
    return run.prepare(packs.load(shelf.find(pack)), ON, as_if=True, change=change)


def changes(tmp_path: Path, before: Run, after: Run) -> Changes:
    with sources.connect() as connection:
        given = sources.from_directory(connection, small.write(tmp_path / "in"))
        return compare.compare(connection, given, before, after, tmp_path)


def test_a_higher_line_lets_in_those_between_the_lines(tmp_path: Path) -> None:
    found = changes(tmp_path, prepared(), prepared(monitoring_line=Decimal(7300)))

    assert (found.enter, found.leave, found.unsettled) == (1, 0, 0)
    assert [(each.label, each.enter) for each in found.areas] == [("青山镇", 1)]
    assert [(each.code, each.enter, each.leave) for each in found.rules] == [("below-line", 1, 0)]
    assert (found.before, found.after) == ("防止返贫监测收入基准线 6,900", "防止返贫监测收入基准线 7,300")


def test_a_lower_line_lets_out_by_the_rule_that_fired_before(tmp_path: Path) -> None:
    found = changes(tmp_path, prepared(), prepared(monitoring_line=Decimal("6899.99")))

    assert (found.enter, found.leave) == (0, 1)
    assert [(each.code, each.enter, each.leave) for each in found.rules] == [("below-line", 0, 1)]


def test_moves_count_everybody_once(tmp_path: Path) -> None:
    found = changes(tmp_path, prepared(), prepared(monitoring_line=Decimal(7300)))

    assert sum(each.households for each in found.moves) == found.households == 4
    assert [(each.before, each.after) for each in found.moves if each.enters] == [("未见风险", "待研判")]


def test_two_packs_are_compared_by_their_names(tmp_path: Path) -> None:
    found = changes(tmp_path, prepared(), prepared("seven-step-2020"))

    assert "hunan-qingshuzui-2022" in found.before
    assert "seven-step-2020" in found.after


def test_the_households_that_change_are_listed(tmp_path: Path) -> None:
    changes(tmp_path, prepared(), prepared(monitoring_line=Decimal(7300)))

    listed = pq.read_table(tmp_path / "changes.parquet").to_pylist()

    assert [(row["household_id"], row["tier_before"], row["tier_after"]) for row in listed] == [
        ("430921104202000001", "none", "assess")
    ]


def test_a_changed_parameter_is_the_cause(tmp_path: Path) -> None:
    found = changes(tmp_path, prepared(), prepared(monitoring_line=Decimal(7300)))

    assert [(each.code, each.label, each.enter) for each in found.causes] == [
        ("parameter.monitoring_line", "防止返贫监测收入基准线", 1)
    ]


def screened_apart(folder: Path, *alter: str) -> Changes:
    """The small register, and the same after SQL statements over its tables, one day later."""
    paths = []
    for day, statements in ((ON, ()), (date(2022, 10, 1), alter)):
        with sources.connect() as connection:
            there = small.write(folder / f"{day}")
            tables = [path.stem for path in there.glob("*.parquet")]
            for table in tables:
                connection.execute(f"CREATE TABLE {table} AS FROM read_parquet('{there}/{table}.parquet')")
            for statement in statements:
                connection.execute(statement)
            for table in tables:
                connection.execute(f"COPY {table} TO '{there}/{table}.parquet' (FORMAT parquet)")
            made = run.prepare(prepared().pack, day, period="2022", as_if=True)
            paths.append(compare.Side(made, folder / f"{day}.parquet"))
            given = sources.from_directory(connection, there)
            screen.write(connection, query.build(made, given), paths[-1].findings)
            if len(paths) == 2:
                return compare.between(connection, given, *paths, folder)
    raise AssertionError


def test_the_fact_that_differs_is_the_cause(tmp_path: Path) -> None:
    found = screened_apart(tmp_path, "UPDATE incomes SET amount = amount / 10 WHERE kind <> 'business_cost'")

    assert found.enter > 0
    assert {each.code for each in found.causes} == {"net_income"}


def test_who_is_in_one_register_only_enters_or_leaves_with_it(tmp_path: Path) -> None:
    found = screened_apart(
        tmp_path, *(f"DELETE FROM {name}" for name in ("households", "persons", "incomes", "expenses"))
    )

    assert found.households == 4
    assert found.enter == 0
    assert found.leave == sum(each.households for each in found.moves if each.leaves) > 0
    assert {each.code for each in found.causes} == {causes.STRUCK}
    assert {each.after for each in found.moves} == {"不在册"}


def test_only_the_places_asked_for_are_compared(tmp_path: Path) -> None:
    with sources.connect() as connection:
        given = sources.from_directory(connection, small.write(tmp_path / "in"))
        path = tmp_path / "found.parquet"
        screen.write(connection, query.build(prepared(), given), path)
        for spans, households in ((None, 4), ((), 0), ((("000000000000", "999999999999"),), 4)):
            side = compare.Side(prepared(), path, spans)
            assert compare.between(connection, given, side, side, tmp_path).households == households


def test_two_states_of_one_pack_are_told_apart_by_their_hash(tmp_path: Path) -> None:
    before = prepared()
    draft = replace(
        before, pack=replace(before.pack, hash="f" * 64), parameters={**before.parameters, "new": ON}
    )

    found = changes(tmp_path, before, draft)

    assert "f" * 12 in found.after
    assert found.before != found.after


def test_who_leaves_leaves_by_the_rule_as_the_first_pack_calls_it(tmp_path: Path) -> None:
    before, after = prepared(monitoring_line=Decimal(7300)), prepared()
    rules = {name: replace(rule, label="另一种意思") for name, rule in after.pack.rules.items()}

    found = changes(tmp_path, before, replace(after, pack=replace(after.pack, rules=rules)))

    assert [(each.label, each.enter, each.leave) for each in found.rules] == [("人均纯收入低于监测线", 0, 1)]


def test_who_enters_without_a_rule_is_counted_too(tmp_path: Path) -> None:
    after = prepared()
    tiers = (replace(after.pack.tiers[0], node=nodes.Literal(True)), *after.pack.tiers[1:])

    found = changes(tmp_path, prepared(), replace(after, pack=replace(after.pack, tiers=tiers)))

    assert [(each.code, each.label, each.enter) for each in found.rules] == [("", names.WORDS["zh"][""], 1)]


def test_persons_are_counted_also_where_the_pack_does_not(tmp_path: Path) -> None:
    made = prepared()
    facts = {name: fact for name, fact in made.pack.facts.items() if name == "shock"}
    pack = replace(made.pack, facts=facts, rules={}, tiers=made.pack.tiers[-1:])

    found = changes(tmp_path, replace(made, pack=pack), replace(made, pack=pack))

    assert [(each.households, each.persons) for each in found.moves] == [(4, 4)]


def because(folder: Path) -> dict[str, list[str]]:
    return {
        row["household_id"]: row["because"] for row in pq.read_table(folder / "changes.parquet").to_pylist()
    }


def test_between_two_packs_every_household_has_a_cause(tmp_path: Path) -> None:
    for before, after in (("hunan-qingshuzui-2022", "seven-step-2020"), ("seven-step-2020", "changde-2020")):
        found = changes(tmp_path, prepared(before), prepared(after))

        told = because(tmp_path)
        assert told and all(told.values())
        assert {each.code for each in found.causes} <= {cause for causes in told.values() for cause in causes}
        assert all(each.label != each.code for each in found.causes)


def test_clauses_that_only_one_of_two_packs_has_are_told_with_the_way_they_went(tmp_path: Path) -> None:
    before = prepared()
    after = replace(before, pack=replace(before.pack, hash="f" * 64, rules=without(before, "below_line")))
    after = replace(after, pack=replace(after.pack, tiers=(before.pack.tiers[0], before.pack.tiers[-1])))

    found = changes(tmp_path, before, after)

    assert [(each.code, each.label, each.leave) for each in found.causes] == [
        ("goes.rule.below-line", "不再适用的条款：人均纯收入低于监测线", 1)
    ]


def without(made: Run, *names: str) -> dict[str, Any]:
    return {name: rule for name, rule in made.pack.rules.items() if name.replace("-", "_") not in names}


def test_a_tier_that_another_pack_gives_by_itself_is_the_cause(tmp_path: Path) -> None:
    before = prepared()
    tiers = (replace(before.pack.tiers[0], node=nodes.Literal(True)), *before.pack.tiers[1:])

    found = changes(tmp_path, before, replace(before, pack=replace(before.pack, tiers=tiers)))

    assert {(each.code, each.label) for each in found.causes if each.enter} == {
        ("comes.tier.must_enter", "新符合的分级条件：应纳入")
    }


def nobody_is_looked_after(before: Run, rule: str = "unsafe-house") -> Run:
    """A pack with its last tier only, in which a rule that its tiers ask as before holds for everybody."""
    rules = {**before.pack.rules, rule: replace(before.pack.rules[rule], node=nodes.Literal(True))}
    pack = replace(before.pack, hash="f" * 64, rules=rules, tiers=before.pack.tiers[-1:])
    return replace(before, pack=pack)


def test_nobody_leaves_because_a_clause_newly_applies_or_enters_because_one_no_longer_does(
    tmp_path: Path,
) -> None:
    before = prepared()
    after = nobody_is_looked_after(before)

    left, entered = (changes(tmp_path / way, *pair).causes for way, pair in each_way(tmp_path, before, after))

    assert {each.code for each in left} == {"goes.tier.must_enter", "goes.tier.assess"}
    assert {each.code for each in entered} == {"comes.tier.must_enter", "comes.tier.assess"}


def each_way(folder: Path, before: Run, after: Run) -> list[tuple[str, tuple[Run, Run]]]:
    ways = [("forth", (before, after)), ("back", (after, before))]
    for name, _pair in ways:
        (folder / name).mkdir()
    return ways


@pytest.mark.parametrize(
    ("way", "because", "left"),
    [
        ("leaves", ["net_income", "comes.rule.unsafe-house"], ["net_income"]),
        ("enters", ["goes.rule.unsafe-house", "comes.tier.assess"], ["comes.tier.assess"]),
        ("leaves", ["comes.rule.unsafe-house"], ["comes.rule.unsafe-house"]),
        ("leaves", ["net_income", "goes.rule.unsafe-house"], ["net_income", "goes.rule.unsafe-house"]),
        ("", ["net_income", "comes.rule.unsafe-house"], ["net_income", "comes.rule.unsafe-house"]),
    ],
)
def test_the_clause_that_speaks_against_it_stays_only_where_nothing_else_is_left(
    way: str, because: list[str], left: list[str]
) -> None:
    before = prepared()

    assert fitting(before, nobody_is_looked_after(before), way, because) == left


def fitting(before: Run, after: Run, way: str, because: list[str]) -> list[str]:
    joined = f"SELECT {way == 'enters'} AS enters, {way == 'leaves'} AS leaves, {because} AS because"
    with sources.connect() as connection:
        ((_enters, _leaves, found),) = connection.execute(causes.fitting(joined, before, after)).fetchall()
    return list(found)


def test_a_clause_whose_absence_a_tier_asks_can_keep_people_out(tmp_path: Path) -> None:
    before = prepared()
    after = nobody_is_looked_after(before)
    spared = replace(before.pack.tiers[0], node=nodes.Not(nodes.RuleHolds("unsafe-house")))
    after = replace(after, pack=replace(after.pack, tiers=(spared, *after.pack.tiers)))
    because = ["net_income", "comes.rule.unsafe-house"]

    assert fitting(before, after, "leaves", because) == because


def test_one_pack_on_two_days_differs_in_facts_not_in_clauses(tmp_path: Path) -> None:
    found = screened_apart(tmp_path, "UPDATE incomes SET amount = amount / 10 WHERE kind <> 'business_cost'")

    assert not [each for each in found.causes if each.code.startswith((causes.COMES, causes.GOES))]


def test_causes_are_told_in_english(tmp_path: Path) -> None:
    with sources.connect() as connection:
        given = sources.from_directory(connection, small.write(tmp_path / "in"))
        found = compare.compare(
            connection, given, prepared(), prepared("seven-step-2020"), tmp_path, lang="en"
        )

    words = names.Names(prepared().pack, prepared("seven-step-2020").pack, "en")
    labels = [*(each.label for each in found.causes), found.before, found.after, *words.causes.values()]
    assert not [label for label in labels if CHINESE.search(label)]
