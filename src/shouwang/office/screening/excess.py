"""Amounts so large that nothing can be reckoned with them – a number of an account in the wrong cell –, by household."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.tables import TABLES, Type

LARGE = 100_000_000
"""Yuan: more than forms take."""
NAMED = 5


@contextmanager
def named(tables: Mapping[str, pa.Table]) -> Iterator[None]:
    """Where the engine gives up reckoning, the refusal says which households to put right."""
    try:
        yield
    except Refused as refused:
        found = households(tables) if isinstance(refused.__cause__, duckdb.Error) else []
        if not found:
            raise
        raise Refused(
            _("有 %(count)d 户的金额大到无法计算，没有筛查：%(which)s。")
            % {"count": len(found), "which": _("、").join(found[:NAMED])},
            _("请在这些农户的档案里更正一亿元以上的金额（可能是填错了格），再重新筛查。"),
        ) from refused


def households(tables: Mapping[str, pa.Table]) -> list[str]:
    """Codes of those with an amount from LARGE on, in any table."""
    found: set[str] = set()
    for name, rows in tables.items():
        for column in (column.name for column in TABLES[name] if column.type is Type.MONEY):
            found.update(rows.filter(pc.greater_equal(rows[column], LARGE))["household_id"].to_pylist())
    return sorted(found)
