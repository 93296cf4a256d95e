"""Findings → the table `settling`: of every household with an unknown tier the columns of which each alone settles it.

Rows are fetched only of those households that must be looked at one by one (deciding.py), a piece at a time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shouwang.engine.policy.expression import CHILD_TABLES
from shouwang.engine.screening.columns import identifier
from shouwang.engine.screening.deciding import WHOLE, Deciding
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.run import Run
from shouwang.engine.screening.settling import Answers, Columns

TABLE = "settling"
PIECE = 2_000
"""Households whose rows are in memory at a time."""
MOST = 20_000
"""Households looked at one by one in a run, those first that lack most; of the others their pack tells (settling.py)."""
Told = tuple[str, Columns]
Waiting = tuple[str, Sequence[str]]


def write(connection: Any, findings: str, run: Run, sources: Mapping[str, Source]) -> None:
    """`findings`: a relation.  The table is a temporary one of the connection."""
    empty(connection, "OR REPLACE TEMP TABLE")
    found = list(of(connection, findings, run, sources))
    connection.execute(
        f"INSERT INTO {TABLE} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[][])",
        [[household for household, _columns in found], [sorted(columns) for _household, columns in found]],
    )


def empty(connection: Any, how: str = "TEMP TABLE IF NOT EXISTS") -> None:
    """For whoever counts, long after the run, something for which this need not be known."""
    connection.execute(f"CREATE {how} {TABLE} (household_id VARCHAR, settles VARCHAR[])")


def of(connection: Any, findings: str, run: Run, sources: Mapping[str, Source]) -> Iterator[Told]:
    waiting: list[Waiting] = connection.execute(
        f"SELECT household_id, missing FROM {findings} WHERE tier = 'unknown' ORDER BY len(missing) DESC, household_id"
    ).fetchall()
    alike = [one for one in waiting if tells(one[1])]
    others = [one for one in waiting if not tells(one[1])]
    answers = Answers(run.pack)
    yield from ((code, answers.settling(missing)) for code, missing in [*alike, *others[MOST:]])
    deciding = Deciding(run)
    for start in range(0, min(len(others), MOST), PIECE):
        piece = others[start : min(start + PIECE, MOST)]
        yield from _decided(connection, piece, deciding, sources)


def tells(missing: Sequence[str]) -> bool:
    """Whether the pack alone knows: of a whole table that is all that is lacking there is nothing to try."""
    return len(missing) == 1 and missing[0].endswith(f".{WHOLE}")


def _decided(
    connection: Any, piece: Sequence[Waiting], deciding: Deciding, sources: Mapping[str, Source]
) -> Iterator[Told]:
    codes = [code for code, _missing in piece]
    homes = {row["household_id"]: row for row in _rows(connection, sources["households"], codes)}
    given = {name: _by_home(connection, sources[name], codes) for name in CHILD_TABLES if name in sources}
    for code, missing in piece:
        children = {name: given[name][code] if name in given else None for name in CHILD_TABLES}
        yield code, deciding.settling(homes[code], children, missing)


def _by_home(connection: Any, source: Source, codes: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(connection, source, codes):
        found[row["household_id"]].append(row)
    return found


def _rows(connection: Any, source: Source, codes: Sequence[str]) -> list[dict[str, Any]]:
    columns = ", ".join(map(identifier, sorted(source.columns)))
    asked = connection.sql(
        f"SELECT {columns} FROM {source.sql} WHERE household_id IN (SELECT unnest(?::VARCHAR[]))",
        params=[codes],
    )
    rows: list[dict[str, Any]] = asked.to_arrow_table().to_pylist()
    return rows
