"""Runs a pack over tables and keeps what was found: findings, their summary, and the pack as it was."""

import dataclasses
import json
import shutil
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.policy import pack as packs
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import counting, query, run
from shouwang.engine.screening.columns import identifier, quoted
from shouwang.engine.screening.query import Source
from shouwang.engine.screening.run import Run
from shouwang.engine.screening.summary import Summary
from shouwang.engine.tables import HOUSEHOLDS

FINDINGS = "findings.parquet"
SUMMARY = "summary.json"
PACKS = "packs"


def screen(connection: Any, sources: Mapping[str, Source], made: Run, folder: Path) -> Summary:
    """Writes findings, summary and pack into an empty directory.  Raises Refused for values no amount can have."""
    path = folder / FINDINGS
    write(connection, in_few_words(made, query.build(made, sources)), path)
    found = counting.summarise(connection, path, made, sources)
    (folder / SUMMARY).write_text(as_json(found, made), encoding="utf-8")
    keep(made.pack, folder / PACKS)
    return found


def keep(pack: Pack, folder: Path) -> None:
    """Copies a pack with those it extends, as far as it is read from files."""
    for source in pack.folders:
        # Not the whole directory: there may stand anything, also the very results that are being written.
        for path in (*source.glob("*.yaml"), *source.glob("examples/*.yaml")):
            there = folder / source.resolve().name / path.relative_to(source)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there)


def in_few_words(made: Run, select: str) -> str:
    """Columns of few values as enumerations: Parquet holds the same text, and DuckDB need not look for what repeats."""
    tiers = [each.tier for each in made.pack.tiers]
    few = {
        "tier": [*tiers, "unknown"],
        "tier_at_least": tiers,
        "pack": [made.pack.id],
        "pack_hash": [made.pack.hash],
        "period": [made.period],
        **{each.name: each.codes for each in HOUSEHOLDS if each.name in made.pack.asked and each.codes},
    }
    casts = (
        f"CAST({identifier(name)} AS ENUM({', '.join(map(quoted, dict.fromkeys(values)))})) AS {identifier(name)}"
        for name, values in few.items()
    )
    return f"SELECT * REPLACE ({', '.join(casts)}) FROM ({select})"


def write(connection: Any, select: str, path: Path) -> None:
    with computed():
        connection.execute(f"COPY ({select}) TO {quoted(str(path))} (FORMAT parquet)")


@contextmanager
def computed() -> Iterator[None]:
    """DuckDB's errors about values become a refusal."""
    try:
        yield
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise Refused(
            sentence("表里有大到无法计算的数，或取值以外的词：{error}", error=str(error).splitlines()[0]),
            "请用 shouwang read 读入原表，它会标出不能用的单元格",
        ) from error


def as_json(found: Summary, made: Run) -> str:
    """The summary for programs; with the parameters that a later explanation needs."""
    content = dataclasses.asdict(found) | {"parameters": dict(made.parameters)}
    return json.dumps(content, ensure_ascii=False, indent=1, default=plain) + "\n"


def plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


@dataclasses.dataclass(frozen=True)
class Kept:
    """A directory of results, opened again."""

    folder: Path
    pack: Pack
    run: Run

    @property
    def findings(self) -> Path:
        return self.folder / FINDINGS


NOTED = ("pack", "pack_hash", "on", "period", "assumptions", "parameters")
"""What a summary says of its run."""


def noted(folder: Path) -> dict[str, Any]:
    """What a directory of results was made with.  Raises Refused for any other directory."""
    try:
        said = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        return {name: said[name] for name in NOTED}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            sentence("“{folder}”不是筛查结果的目录", folder=folder), "请给出 shouwang screen 的 --out 目录"
        ) from error


_read: OrderedDict[str, Pack] = OrderedDict()
"""By their hash: the runs of a year have one pack, and reading it takes longer than asking most of them."""
READ = 8


def _pack(folder: Path, noted: str) -> Pack:
    known = _read.get(noted)
    pack = (known and packs.again(known, folder)) or packs.load(folder)
    _read[pack.hash] = pack
    while len(_read) > READ:
        _read.popitem(last=False)
    return pack


def reopen(folder: Path) -> Kept:
    """The pack and the run that a directory of results was made with.  Raises Refused."""
    said = noted(folder)
    pack = _pack(folder / PACKS / said["pack"], said["pack_hash"])
    if pack.hash != said["pack_hash"]:
        raise Refused(
            sentence("“{folder}”里的政策包与当时不一致", folder=folder),
            "结果目录被改动过，请重新运行 shouwang screen",
        )
    # The parameters are noted, not looked up again: a run may have been given others than its pack has.
    made = run.prepare(
        pack,
        date.fromisoformat(said["on"]),
        period=said["period"],
        assume=tuple(said["assumptions"]),
        # Whoever could run it may read it: whether it was outside the pack's time follows again from the day.
        as_if=True,
        change={name: Decimal(value) for name, value in said["parameters"].items()},
    )
    return Kept(folder, pack, made)


def household(connection: Any, findings: Path, household_id: str) -> dict[str, Any]:
    """One household's row of findings.  Raises Refused with a near miss."""
    found = connection.execute(
        f"SELECT * FROM read_parquet({quoted(str(findings))}) WHERE household_id = ?", [household_id]
    )
    names = [each[0] for each in found.description]
    row = found.fetchone()
    if row is None:
        near = connection.execute(
            f"SELECT household_id FROM read_parquet({quoted(str(findings))}) ORDER BY levenshtein(household_id, ?), household_id LIMIT 1",
            [household_id],
        ).fetchone()
        raise Refused(
            sentence("结果里没有户“{household}”", household=household_id),
            sentence("请核对户编码；最接近的是 {near}", near=near[0])
            if near
            else sentence("结果里没有任何农户"),
        )
    return dict(zip(names, row, strict=True))
