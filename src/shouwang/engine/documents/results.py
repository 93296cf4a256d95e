"""Findings as people read them: a ledger per township and one page."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from shouwang.engine.documents import ledger, page
from shouwang.engine.documents.ledger import Entry
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import counting, screen
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.explain import Explainer
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.run import Run
from shouwang.engine.screening.summary import Summary

LEDGERS = "台账"
PAGE = "图表.html"
BATCH = 5_000
"""Rows fetched at a time."""

Row = dict[str, Any]

# Nobody is looked after in a pack's last tier: a ledger lists everybody else.
LISTED = """
SELECT f.*, {names}, {persons} AS _persons FROM read_parquet({findings}) f
LEFT JOIN (SELECT household_id, {columns} FROM {households}) h USING (household_id){join}
WHERE f.tier <> {last} ORDER BY f.area_code, f.household_id
"""
NAMES = ("group_name", "head_name")


def write(
    connection: Any,
    sources: Mapping[str, Source],
    made: Run,
    found: Summary,
    folder: Path,
    *,
    by_village: bool = False,
    lang: str = "zh",
) -> None:
    """Writes ledgers and page beside the findings in `folder`."""
    page.write(folder / PAGE, found, lang=lang)
    (folder / LEDGERS).mkdir()
    names = counting.names(connection, sources)
    explainer = Explainer(made.pack, made, lang)
    rows = listed(connection, sources, made.pack, folder / screen.FINDINGS)
    for township, group in groupby(rows, key=lambda row: str(row["area_code"])[:9]):
        entries = [entry(row, made.pack, explainer, names) for row in group]
        place = counting.named(township, names)
        # The code keeps two townships of one name apart.
        name = f"{township} {safe(names[township])}" if township in names else township
        path = folder / LEDGERS / f"{name}.xlsx"
        ledger.write(path, entries, place=place, found=found, by_village=by_village, area=township)


def safe(name: str) -> str:
    """A name of a place as part of a file's name."""
    return "".join(each for each in name if each not in '\\/:*?"<>|' and each.isprintable())


def listed(connection: Any, sources: Mapping[str, Source], pack: Pack, findings: Path) -> Iterator[Row]:
    """The households that a ledger lists, by village."""
    there = sources["households"].columns
    columns = ", ".join(name if name in there else f"CAST(NULL AS VARCHAR) AS {name}" for name in NAMES)
    persons, join = counting.persons(pack, sources)
    cursor = connection.execute(
        LISTED.format(
            persons=persons,
            join=join,
            names=", ".join(f"h.{name} AS _{name}" for name in NAMES),
            findings=quoted(str(findings)),
            columns=columns,
            households=sources["households"].sql,
            last=quoted(pack.tiers[-1].tier),
        )
    )
    names = [each[0] for each in cursor.description]
    while rows := cursor.fetchmany(BATCH):
        for row in rows:
            yield dict(zip(names, row, strict=True))


def entry(row: Row, pack: Pack, explainer: Explainer, names: Mapping[str, str]) -> Entry:
    per_head = counting.income_fact(pack)
    return Entry(
        area_code=row["area_code"],
        village=counting.named(row["area_code"], names),
        group=row["_group_name"],
        household_id=row["household_id"],
        head=row["_head_name"],
        persons=row["_persons"],
        tier=row["tier"],
        at_least=row["tier_at_least"],
        income=row[per_head.name] if per_head else None,
        rules="\n".join(pack.rules[rule].label for rule in row["rules"]),
        reasons="\n".join(explainer.reasons(row)),
        missing="\n".join(explainer.lacking(row)),
        ways_out="\n".join(explainer.ways_out(row)),
    )
