"""What can be proposed to households that do not reach the line: what the pack says would change it, and what the
register says of each – allowance, who works, posts, measures that run.

Source: 003-2 (INC-06): 低保扩面提标、务工、公益岗位.  Nothing is recommended: who decides sees what there is.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.screening.columns import quoted
from shouwang.engine.screening.query import Source
from shouwang.engine.tables import MEASURES
from shouwang.office.kit import sayings
from shouwang.office.screening import divisions
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import explaining

KINDS = ("short",)
"""Tallies whose lists carry proposals."""
FINDINGS, STATE = "findings.parquet", "state.parquet"
LINE_RULES = "below_line"
ABLE = "('ordinary', 'skilled', 'weak')"


def keep(connection: Any, keyed: str, given: Mapping[str, Source], folder: Path) -> None:
    """Beside a list: the findings of its households, and what the register had of each.  `counted`: tallies.prepare."""
    listed = f"(SELECT household_id FROM ({keyed}) WHERE key IS NOT NULL AND key <> 'reached')"
    made = {
        FINDINGS: f"SELECT f.* EXCLUDE ({', '.join(_own(connection))}) FROM counted f JOIN {listed} USING (household_id)",
        STATE: _state(listed, given),
    }
    for name, sql in made.items():
        target = quoted(str(folder / name))
        connection.execute(
            f"COPY ({sql} ORDER BY household_id) TO {target} (FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )


def _own(connection: Any) -> list[str]:
    """Columns that tallies put beside the findings."""
    names = [row[0] for row in connection.execute("DESCRIBE counted").fetchall()]
    return [f'"{name}"' for name in names if name.startswith("_")]


def _state(listed: str, given: Mapping[str, Source]) -> str:
    measures = given.get("measures")
    helped = (
        "SELECT household_id, list_sort(list(DISTINCT kind)) AS helped"
        f' FROM {measures.sql} WHERE ends_on IS NULL OR ends_on >= (SELECT any_value("on") FROM counted)'
        " GROUP BY household_id"
        if measures and "ends_on" in measures.columns
        else f"SELECT household_id, NULL::VARCHAR[] AS helped FROM {listed} WHERE false"
    )
    people = (
        f"SELECT household_id, count(*) FILTER (labour IN {ABLE}) AS able,"
        f" count(*) FILTER (labour IN {ABLE} AND works) AS working,"
        f" count(*) FILTER (labour IN {ABLE} AND welfare_post) AS posts,"
        f" count(*) FILTER (labour IS NULL OR (labour IN {ABLE} AND works IS NULL)) AS unsure"
        f" FROM {given['persons'].sql} GROUP BY household_id"
    )
    return (
        "SELECT l.household_id, h.subsistence_allowance AS allowance, c._low * c._persons - c.net_income AS gap,"
        " p.able, p.working, p.posts, p.unsure, m.helped"
        f" FROM {listed} l JOIN {given['households'].sql} h USING (household_id) JOIN counted c USING (household_id)"
        f" LEFT JOIN ({people}) p USING (household_id) LEFT JOIN ({helped}) m USING (household_id)"
    )


def of(run: Run, folder: Path, households: Collection[str]) -> dict[str, str]:
    """Household → sentences."""
    if not households:
        return {}
    asked = [("household_id", "in", list(households))]
    states = {row["household_id"]: row for row in pq.read_table(folder / STATE, filters=asked).to_pylist()}
    ways = _ways(run, pq.read_table(folder / FINDINGS, filters=asked).to_pylist())
    return {
        one: _("；").join([*(ways.get(one) or _gap(row)), *_register(row)]) for one, row in states.items()
    }


def _ways(run: Run, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What would make the pack's rules about its lines not fire any more."""
    try:
        ready = explaining.of(run)
    except Refused:
        # Another pack by now: what the register says is told all the same.
        return {}
    explainer = ready.explainer(sayings.lang())
    found = {}
    for row in rows:
        fired = explainer.explain(row).fired
        about = (one for one in fired if ready.pack.rules[one.rule].kind == LINE_RULES)
        found[row["household_id"]] = list(dict.fromkeys(way for one in about for way in one.ways_out))
    return found


def _gap(row: Mapping[str, Any]) -> Iterator[str]:
    if row["gap"] is not None and row["gap"] > 0:
        yield _("全户还差 %(gap)s 元") % {"gap": f"{row['gap']:,.2f}"}


def _register(row: Mapping[str, Any]) -> Iterator[str]:
    allowance = divisions.words_of("subsistence_allowance")[row["allowance"] or divisions.UNKNOWN]
    yield _("低保：%(state)s") % {"state": allowance}
    if row["able"] is not None:
        yield _("劳动力 %(able)s 人，务工 %(working)s 人，公益性岗位 %(posts)s 人") % row
    if row["unsure"]:
        yield _("%(unsure)s 人的劳动能力或务工情况未填") % row
    helped = [sayings.label(MEASURES["kind"].label_of(kind)) for kind in row["helped"] or ()]
    yield _("正在实施的措施：%(measures)s") % {"measures": _("、").join(helped) or _("登记簿里没有")}
