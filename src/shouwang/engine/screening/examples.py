"""Runs the worked examples of a pack on the reference evaluator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from shouwang.engine.errors import sentence
from shouwang.engine.policy import examples
from shouwang.engine.policy.drawing import Row
from shouwang.engine.policy.errors import Mistake
from shouwang.engine.policy.examples import Example
from shouwang.engine.policy.expression import CHILD_TABLES
from shouwang.engine.policy.located import Reader
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import run
from shouwang.engine.screening.reference import Evaluator, Finding


@dataclass(frozen=True)
class Outcome:
    example: Example
    household: str
    mismatches: tuple[str, ...]
    """One Chinese sentence for each thing that came out otherwise."""


def run_all(pack: Pack, folder: Path | None = None) -> list[Outcome]:
    """What came of every example in the pack's own directory (or in `folder`)."""
    evaluator = Evaluator(pack)
    found: list[Outcome] = []
    for example in read(pack, folder or pack.folders[0]):
        found += outcomes(pack, evaluator, example)
    return found


def read(pack: Pack, folder: Path) -> list[Example]:
    return examples.read(folder, Reader(), pack.area)


def mistakes(pack: Pack) -> list[Mistake]:
    """What is wrong in the writing of the pack's own examples."""
    reader = Reader()
    for example in examples.read(pack.folders[0], reader, pack.area):
        for expected in example.expect.values():
            for name in unknown_names(pack, expected):
                reader.say("PACK-023", example.place, name=name)
    return reader.mistakes


def unknown_names(pack: Pack, expected: Mapping[str, Any]) -> Iterator[str]:
    tiers = {tier.tier for tier in pack.tiers} | {"unknown"}
    yield from (
        name
        for name in (*expected.get("rules", ()), *expected.get("unknown_rules", ()))
        if name not in pack.rules
    )
    yield from (name for name in expected.get("facts", {}) if name not in pack.facts)
    yield from (
        expected[key] for key in ("tier", "tier_at_least") if key in expected and expected[key] not in tiers
    )


def outcomes(pack: Pack, evaluator: Evaluator, example: Example) -> Iterator[Outcome]:
    prepared = run.of(pack, example.on)
    drawn = {str(row["household_id"]): row for row in example.tables["households"]}
    for household, expected in example.expect.items():
        if household not in drawn:
            yield Outcome(example, household, (sentence("表里没有户“{household}”", household=household),))
            continue
        finding = evaluator.find(drawn[household], children_of(example, household), prepared)
        yield Outcome(example, household, tuple(differences(finding, expected)))


def children_of(example: Example, household: str) -> dict[str, list[Row] | None]:
    return {
        table: [row for row in rows if row["household_id"] == household]
        if (rows := example.tables.get(table)) is not None
        else None
        for table in CHILD_TABLES
    }


def differences(finding: Finding, expected: Mapping[str, Any]) -> Iterator[str]:
    for name, value in expected.items():
        if name == "facts":
            for fact, wanted in value.items():
                got = finding.facts.get(fact)
                if not same(got, wanted):
                    yield sentence("事实 {name} 应为 {wanted}，得到 {got}", name=fact, wanted=wanted, got=got)
        else:
            got = getattr(finding, name)
            got, wanted = (list(got), list(value)) if isinstance(value, list) else (got, value)
            # Of these the order says nothing; that of rules is the pack's and is compared.
            if name in ("missing", "risks") and isinstance(wanted, list):
                got, wanted = sorted(got), sorted(wanted)
            if got != wanted:
                yield sentence("{name} 应为 {wanted}，得到 {got}", name=name, wanted=wanted, got=got)


def same(got: Any, wanted: Any) -> bool:
    if got is None or wanted is None:
        return got is wanted
    # 6900 and 6900.00 are one amount; but True must not pass for 1.
    if isinstance(wanted, int | Decimal) and not isinstance(wanted, bool):
        return bool(Decimal(got) == Decimal(wanted))
    return bool(got == wanted)
