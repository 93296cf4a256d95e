"""Which kinds of events a pack looks at: read from its clauses, in doubt yes."""

from pathlib import Path

import pytest
from tests.engine.policy import small_pack

from shouwang.engine.policy import eventful, pack
from shouwang.engine.tables import EVENTS

PACKS = Path(__file__).parents[3] / "packs"


def looks(tmp_path, condition, *, when=None):
    facts = small_pack.FILES["facts.yaml"] + (
        f"hit:\n  label: 受灾\n  type: boolean\n  expression: >-\n    {condition}\n"
    )
    rules = small_pack.FILES["rules.yaml"].replace("when: ", f"when: {when or 'hit'} or ")
    folder = tmp_path / "county-2022"
    for name, text in {**small_pack.FILES, "facts.yaml": facts, "rules.yaml": rules}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    made = pack.load(folder)
    return {kind for kind in EVENTS["kind"].codes if eventful.looks_at(made, kind)}


EVERY = set(EVENTS["kind"].codes)


@pytest.mark.parametrize(
    ("condition", "kinds"),
    [
        ('any(e.kind == "flood" for e in events)', {"flood"}),
        ('any(e.kind in ("flood", "fire") and e.amount > 100 for e in events)', {"flood", "fire"}),
        ('any(e.kind == "flood" or e.kind == "fire" for e in events)', {"flood", "fire"}),
        ('any(e.kind == "flood" or e.amount > 100 for e in events)', EVERY),
        ('any(e.kind not in ("petition", "other") for e in events)', EVERY - {"petition", "other"}),
        ('any(e.kind != "other" for e in events)', EVERY - {"other"}),
        ('count(e for e in events if e.kind == "debt") > 1', {"debt"}),
        ('sum(e.amount for e in events if e.kind == "debt") > 1', {"debt"}),
        ("any(e.amount > 100 for e in events)", EVERY),
        ("any(i.amount > 100 for i in incomes if i.period == period and not i.forecast)", set()),
    ],
)
def test_the_kinds_that_a_clause_names(tmp_path, condition, kinds):
    assert looks(tmp_path, condition) == kinds


def test_a_fact_that_no_clause_reads_decides_nothing(tmp_path):
    assert looks(tmp_path, 'any(e.kind == "flood" for e in events)', when="members > 99") == set()


def test_the_packs_of_the_project():
    seven = pack.load(PACKS / "seven-step-2020")
    town = pack.load(PACKS / "hunan-qingshuzui-2022")

    assert all(eventful.looks_at(seven, kind) for kind in ("flood", "typhoon", "epidemic", "serious_illness"))
    assert not eventful.looks_at(seven, "petition")
    assert not any(eventful.looks_at(town, kind) for kind in EVERY)
