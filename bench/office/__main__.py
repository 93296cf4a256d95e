"""`python -m bench.office`: pages of the office on PostgreSQL, for one visitor and for twenty, beside the floor."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from bench.measure import say
from bench.office import visitors, world
from bench.office.visitors import Times, Visitor
from bench.office.world import World

from bench import machine, page

CLICKS, SECONDS, TWENTY = 150, 15, 20


@dataclass(frozen=True)
class Kind:
    what: str
    address: str
    values: str
    """Which sample fills the address in."""
    who: str
    alone: float
    """Goals: 95 of 100 within so many milliseconds, one visitor and twenty."""
    together: float


KINDS = (
    Kind("list of households, county", "/households/", "", "county", 60, 200),
    Kind("list of households, village", "/households/", "", "village", 60, 200),
    Kind("list, second page, county", "/households/?after={}", "keys", "county", 60, 200),
    Kind("list by head's name, county", "/households/?o=head_name", "", "county", 60, 200),
    Kind("persons, county", "/persons/", "", "county", 60, 200),
    Kind("household page, journalled", "/households/{}/", "households", "county", 60, 200),
    Kind("desk, village", "/", "", "village", 60, 200),
    Kind("desk, county", "/", "", "county", 60, 200),
    Kind("list of who is at risk, county", "/screening/", "", "county", 60, 200),
    Kind("list of who is at risk, village", "/screening/", "", "village", 60, 200),
    Kind("reasons of a household, journalled", "/households/{}/reasons/", "found", "county", 60, 200),
    Kind("area page, county", "/situation/430921000000/", "", "county", 60, 200),
    Kind("what became of the reasons, county", "/situation/430921000000/outcomes/", "", "county", 60, 200),
    Kind("quarterly watch, county", "/watches/", "", "county", 60, 200),
    Kind("quarterly watch, village", "/watches/", "", "village", 60, 200),
    Kind("quarterly watch by place, county", "/watches/places/", "", "county", 60, 200),
    Kind("what is to be completed, village", "/screening/complete/", "", "village", 60, 200),
)


def main() -> None:
    asked = arguments()
    described = machine.describe()
    found: Screened = []
    lines = [line for households in asked.households for line in measured(households, found)]
    say("SQLite …")
    smallest = min(asked.households)
    found.insert(0, (smallest, "SQLite", world.on_sqlite(smallest)))
    text = "\n".join([HEAD, *lines, "", *screening(found), "", *carried(world.carried(asked.workbook))])
    print(f"{described}\n\n{text}")
    if not asked.print_only:
        page.replace("make bench-office", f"{described}\n\n{text}")


HEAD = (
    "| what | households | one visitor: median, p95 | twenty visitors: median, p95 | goal (p95) |\n"
    "| --- | --- | --- | --- | --- |"
)


Screened = list[tuple[int, str, dict[str, Any]]]
"""Households, data base, and what screen.py said."""


def measured(households: int, found: Screened) -> Iterator[str]:
    with world.opened(households) as opened:
        said = json.loads((opened.home / "bench.json").read_text(encoding="utf-8"))
        size = f"{said['counts']['households']:,} ({said['counts']['persons']:,} persons)"
        found.append((said["counts"]["households"], "PostgreSQL", world.screened(opened)))
        said["found"] = standing_out(opened)
        yield from floor(opened, said, size)
        yield from numbers(opened, said, size)
        yield from searches(opened, said, size)
        yield from checks(opened, said, size)
        said["keys"] = keys(opened)
        medians = {}
        for kind in KINDS:
            say(f"  {kind.what} …")
            one, twenty = timed(opened, said, kind)
            medians[kind.what] = one.median
            yield row(kind.what, size, one, twenty, f"≤ {kind.alone:.0f} / {kind.together:.0f} ms")
        ratio = medians["list of households, village"] / medians["list of households, county"]
        yield f"| the same list, village ÷ county | {size} | {ratio:.2f} | | ≤ 1.5 |"


def screening(found: Screened) -> Iterator[str]:
    yield "Screening from the data base, reasons stored, compared with the run before; what-if with another line:"
    yield ""
    yield "| households | data base | findings stored | whole run | of it: register, screening, storing | most memory | what-if, first and again | goals |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for households, where, said in found:
        steps = ", ".join(f"{seconds:.1f}" for seconds in said["steps"].values())
        goals = "≤ 20 s, ≤ 1.5 GB; ≤ 1 s" if households <= 100_000 else "what-if ≤ 5 s"
        yield (
            f"| {households:,} | {where} | {said['findings']:,} | {said['seconds']:.1f} s | {steps} s"
            f" | {said['memory'] / 1024:,.0f} MiB | {said['first_preview']:.2f}, {said['preview']:.2f} s | {goals} |"
        )


def standing_out(opened: World) -> list[str]:
    """Codes of households that have reasons."""
    with psycopg.connect(opened.address) as connection:
        found = connection.execute(
            "SELECT h.household_id FROM screening_finding f JOIN registry_household h ON h.id = f.household_id"
            " WHERE f.tier <> 'unknown' ORDER BY random() LIMIT 400"
        ).fetchall()
    return [str(code) for (code,) in found]


def carried(said: dict[str, Any]) -> Iterator[str]:
    """A workbook in, again, and out."""
    yield f"A workbook of {said['persons']:,} rows ({said['households']:,} households), on PostgreSQL, in seconds:"
    yield ""
    yield "| | reading | comparing | committing | compare + commit ÷ read | goal |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, what in (("first", "into an empty register"), ("again", "the same again")):
        read, compare, commit = (said[name][f"imports.{step}"] for step in ("read", "compare", "commit"))
        ratio = (compare + commit) / read
        yield f"| {what} | {read:.1f} | {compare:.1f} | {commit:.1f} | {ratio:.2f} | ≤ 5 |"
    rate = said["persons"] / said["export"]
    yield ""
    yield (
        f"Export of the list of {said['persons']:,} persons as XLSX: {said['export']:.1f} s ({rate:,.0f} rows a second); "
        f"the most memory of the process grew by {said['grown'] / 1024:.1f} MiB beyond that of one township's export."
    )


def timed(opened: World, said: dict[str, Any], kind: Kind) -> tuple[Times, Times]:
    def paths() -> Iterator[str]:
        return visitors.endless(kind.address, said[kind.values] if kind.values else [""])

    sessions = said["sessions"][kind.who]
    one = visitors.alone(Visitor(opened.port, sessions[0]), paths(), CLICKS)
    twenty = visitors.together([Visitor(opened.port, each) for each in sessions[:TWENTY]], paths, SECONDS)
    return one, twenty


def numbers(opened: World, said: dict[str, Any], size: str) -> Iterator[str]:
    """A household by somebody's ID number, as the box at the top asks: POST, then on to the household's page."""
    say("  household by ID number …")
    sessions = said["sessions"]["county"]
    seekers = [visitors.Seeker(opened.port, each) for each in sessions[:TWENTY]]
    one = visitors.alone(seekers[0], iter(said["id_numbers"] * 2), CLICKS)
    twenty = visitors.together(seekers, lambda: iter(said["id_numbers"] * 9), SECONDS)
    yield row("household by ID number", size, one, twenty, "≤ 10 / 50 ms")


def searches(opened: World, said: dict[str, Any], size: str) -> Iterator[str]:
    """The same box, by everything that may be in hand."""
    for who, kinds in said["sought"].items():
        seeker = visitors.Seeker(opened.port, said["sessions"][who][0])
        for kind, texts in kinds.items():
            say(f"  search by {kind}, {who} …")
            one = visitors.alone(seeker, visitors.endless("{}", texts), CLICKS)
            yield row(f"search by {kind}, {who}", size, one, None, "≤ 50 ms")


def checks(opened: World, said: dict[str, Any], size: str) -> Iterator[str]:
    say("  live check in a form …")
    checker = visitors.Checker(opened.port, said["sessions"]["county"][0])
    one = visitors.alone(checker, visitors.endless("{}", said["households"]), CLICKS)
    yield row("live check in a form, county", size, one, None, "≤ 50 ms")


def floor(opened: World, said: dict[str, Any], size: str) -> Iterator[str]:
    say("  the floor …")
    port = world.free_port()
    with world.running([sys.executable, "-m", "bench.office.bare", str(port)], port, opened.environment):
        one = visitors.alone(Visitor(port), visitors.endless("/", [""]), CLICKS)
        twenty = visitors.together(
            [Visitor(port) for _ in range(TWENTY)], lambda: visitors.endless("/", [""]), SECONDS
        )
    yield row("floor: a bare WSGI page of 60 kB", "", one, twenty, "")
    yield row("floor: the list's SQL by hand", size, by_hand(opened, said), None, "")


def by_hand(opened: World, said: dict[str, Any]) -> Times:
    """The rows and the capped count of one page, with psycopg and nothing else."""
    county = said["village"][:6]
    span = (county.ljust(12, "0"), county.ljust(12, "9"))
    where = "FROM registry_household WHERE ended_on IS NULL AND area_code BETWEEN %s AND %s"
    times = []
    with psycopg.connect(opened.address) as connection:
        for _ in range(CLICKS):
            start = time.perf_counter()
            connection.execute(f"SELECT * {where} ORDER BY area_code, household_id LIMIT 51", span).fetchall()
            connection.execute(
                f"SELECT count(*) FROM (SELECT 1 {where} LIMIT 10001) counted", span
            ).fetchall()
            times.append(time.perf_counter() - start)
    return Times(tuple(times[10:]))


def keys(opened: World) -> list[str]:
    with psycopg.connect(opened.address) as connection:
        found = connection.execute("SELECT id FROM registry_household ORDER BY random() LIMIT 400").fetchall()
    return [str(key) for (key,) in found]


def row(what: str, size: str, one: Times, twenty: Times | None, goal: str) -> str:
    return f"| {what} | {size} | {shown(one)} | {shown(twenty) if twenty else ''} | {goal} |"


def shown(times: Times) -> str:
    return f"{times.median * 1000:.1f}, {times.p95 * 1000:.1f} ms"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.office", description=__doc__)
    parser.add_argument("--households", type=int, nargs="+", default=(90_000, 1_000_000))
    parser.add_argument("--workbook", type=int, default=30_000, help="households in the workbook")
    parser.add_argument("--print-only", action="store_true", help="leave docs/performance.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()
