"""Observations → canonical tables.  Rows of the same household agree or are listed; nothing vanishes unlisted."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.engine.reading import areas, children, derive, households, messages, persons
from shouwang.engine.reading.observe import Observation
from shouwang.engine.reading.places import Layer
from shouwang.engine.reading.problems import Log


@dataclass
class Built:
    tables: dict[str, pa.Table] = field(default_factory=dict)
    layers: dict[str, list[Layer]] = field(default_factory=dict)
    """Per table, where its rows came from."""

    def put(self, name: str, made: tuple[pa.Table, list[Layer]] | None) -> None:
        if made is not None:
            self.tables[name], self.layers[name] = made


def build(observations: list[Observation], log: Log) -> Built:
    built = Built()
    homes = households.gather(observations, log)
    built.put("persons", persons.gather(observations, homes.ids if homes else None, log))
    if homes and "persons" in built.tables:
        derive.from_members(homes, built.tables["persons"], log)
        _report_empty(homes, built.tables["persons"], log)
    if homes:
        built.tables = {"households": homes.table} | built.tables
        built.layers["households"] = homes.layers
    elif observations and any(seen.plan.kind != "areas" for seen in observations):
        log.general(messages.NO_HOUSEHOLDS, observations[0].sheet.path.name)
    sums = homes or households.gather_sums(observations, log)
    ids = homes.ids if homes else None
    for name in children.NAMES:
        built.put(name, children.gather(name, observations, sums, log, ids=ids))
    built.put("areas", areas.gather(observations, log))
    return built


def _report_empty(homes: households.Gathered, people: pa.Table, log: Log) -> None:
    peopled = pc.is_in(homes.ids, people["household_id"].combine_chunks()).to_numpy(zero_copy_only=False)
    for index in np.flatnonzero(~peopled.astype(bool)).tolist():
        layer = homes.home_of(index)
        key = layer.columns.get("household_id")
        log.add(messages.HOUSEHOLD_EMPTY, layer.sheet, layer.row(index), key, homes.ids[index].as_py())
