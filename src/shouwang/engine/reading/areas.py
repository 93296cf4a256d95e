"""Lists of areas: codes of 2, 4, 6, 9 or 12 digits, also when a file pads them with zeros."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from shouwang.engine.reading import children, messages, twins
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.problems import Log
from shouwang.engine.reading.rows import AREA
from shouwang.engine.reading.targets import Target

DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "village": 12}
LEVEL = Target("areas", "level")


def gather(observations: Iterable[Observation], log: Log) -> tuple[pa.Table, list[Layer]] | None:
    coded = [_coded(seen, log) for seen in observations if seen.plan.kind == "areas"]
    return children.gather("areas", coded, None, log)


def _coded(seen: Observation, log: Log) -> Observation:
    levels = seen.columns[LEVEL].to_pylist() if LEVEL in seen.columns else [None] * len(seen.rows)
    codes = seen.keys.to_pylist()
    keep = np.ones(len(codes), bool)
    index = seen.index_of(AREA)
    for place, (code, level) in enumerate(zip(codes, levels, strict=True)):
        row = int(seen.rows[place])
        codes[place] = short = shortened(code, level)
        if not (short.isdigit() and len(short) in DIGITS.values()):
            log.add(messages.BAD_CODE, seen.sheet, row, index, code)
            keep[place] = False
        elif short != code:
            log.add(messages.CODE_SHORTENED, seen.sheet, row, index, code, new=short)
    seen.columns[AREA] = seen.keys = pa.array(codes, pa.string())
    return twins.rows_once(seen.select(keep), AREA, messages.AREA_TWICE, log)


def shortened(code: str, level: str | None) -> str:
    """430921000000 of a county is 430921: the zeros stand for “all of it”."""
    digits = DIGITS.get(level or "", len(code))
    return code[:digits] if code[digits:].strip("0") == "" else code
