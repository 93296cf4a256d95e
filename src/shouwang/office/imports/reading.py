"""The job that reads: sealed uploads → canonical tables, problems and the marked workbooks, in the batch's folder."""

import json
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.reading import messages, read, store
from shouwang.engine.reading.files import ENDINGS, open_book
from shouwang.engine.reading.mapping import understand
from shouwang.engine.reading.read import Reading, Understood
from shouwang.engine.reading.targets import HOUSEHOLD_ID
from shouwang.engine.reading.workbook import Progress
from shouwang.office.imports import advice, batches, extent, mappings, origins, own, understanding, work
from shouwang.office.imports.models import Batch
from shouwang.office.jobs.running import Running
from shouwang.office.kit import clock, files, sayings
from shouwang.office.registry import aliases

State = Batch.State
PROBLEMS = "problems"
TABLES = "tables"
BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, EOFError, OverflowError, RecursionError, MemoryError,
    struct.error, zipfile.BadZipFile, zlib.error, pa.ArrowException, NotImplementedError, SyntaxError,
)  # fmt: skip
"""What libraries say of files that are none.  Not: the data base, the disk, an interrupted job."""
SCHEMA = pa.schema(
    [
        (name, pa.string())
        for name in ("code", "severity", "file", "sheet", "column", "cell", "value", "words")
    ]
)
DOUBLED = (
    messages.ROW_TWICE,
    messages.ROW_ALIKE,
    messages.HOUSEHOLD_TWICE,
    messages.ROW_REPEATED,
    messages.ROWS_ALIKE,
)


def run(running: Running, *, batch: int, onward: bool = False) -> dict[str, Any]:
    """Refused with a sentence when nothing can be read; the batch then stands where it stood.

    `onward`: a workbook of ours asks no questions, so that it is compared at once.
    """
    found = Batch.objects.get(pk=batch)
    if found.state != State.READING:
        return result(found)
    with ExitStack() as stack:
        paths, names = _plain(stack, found)
        with plain_words(names), work.renewed(found, work.READ) as draft:
            for path in paths:
                extent.refuse_huge(path)
            try:
                reading, sheets, mapping = _read(found, paths, names, draft, running)
            except Refused:
                # People can say what the columns are only where they see them.
                _note_understood(found, paths, names)
                raise
            summary = _write(found, reading, names, draft, running)
            (draft / "understood.json").write_text(json.dumps(sheets, ensure_ascii=False), encoding="utf-8")
    marked = _keep_marked(found, names, running)
    with transaction.atomic():
        fresh = batches.claimed(batch, State.READING)
        if fresh is None:
            return result(found)
        old = fresh.marked
        fresh.state, fresh.mapping, fresh.marked, fresh.is_corrected = State.READ, mapping, marked, False
        fresh.understood, fresh.problems, fresh.guards = without_samples(sheets), summary, []
        batches.finished(fresh)
        transaction.on_commit(lambda: _remove(old))
        if onward:
            _carry_on(fresh, running.owner)
    return result(found)


def _carry_on(batch: Batch, by: Any) -> None:
    """A workbook of ours that reads well: what its blanks and the households that it does not list mean is known."""
    wrong = any(severity == messages.ERROR for _code, severity, _count in batch.problems["codes"])
    if batch.is_own and not wrong:
        blank, absent = Batch.Blank.KEEP, Batch.Absent.KEEP
        day = clock.today()
        batches.compare(batch, reference_on=batch.reference_on, blank=blank, absent=absent, by=by, on=day)


def _remove(marked: list[dict[str, str]]) -> None:
    for one in marked:
        files.remove(one["file"])


def result(batch: Batch) -> dict[str, Any]:
    return {"address": reverse("imports:batch", args=[batch.pk])}


def _plain(stack: ExitStack, batch: Batch) -> tuple[list[Path], dict[str, str]]:
    """Plain copies under names of our own, and how their sender called them."""
    paths, names = [], {}
    for number, one in enumerate(batch.files.order_by("pk"), 1):
        said = PurePosixPath(one.name).suffix.lower()
        # An unknown ending is left to the reader, which says so in a sentence.
        suffix = said if said in ENDINGS else ".bin"
        path = stack.enter_context(files.plain(one.file, suffix=suffix))
        path = path.rename(path.with_name(f"upload-{number}{suffix}"))
        paths.append(path)
        names[path.name] = one.name
    return paths, names


@contextmanager
def plain_words(names: dict[str, str]) -> Iterator[None]:
    """Refusals name the files as their sender did and point to pages, not to commands."""
    try:
        with _panics():
            yield
    except Refused as refused:
        said = sayings.refusal(refused)
        raise Refused(
            *(advice.here(advice.called(one, names)) for one in (said.why, said.remedy))
        ) from refused
    except BROKEN as error:
        raise Refused(
            _("“%(names)s”读不了：文件损坏，或不是真正的表格。") % {"names": _("、").join(names.values())},
            _("请用表格软件打开，另存为 .xlsx 再上传。"),
        ) from error


@contextmanager
def _panics() -> Iterator[None]:
    """A library written in Rust that gives up raises something that is no Exception and would end the worker."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError("panic") from error
        raise


def _read(
    batch: Batch, paths: list[Path], names: dict[str, str], draft: Path, running: Running
) -> tuple[Reading, list[understanding.Sheet], str]:
    """Once as understood or as corrected; and once more when this sender's habits say otherwise."""
    mapping, before, tell = batch.mapping, batch.understood, _told(names, running)
    reading = _reading(batch, paths, mappings.write(mapping, draft), tell)
    sheets = understanding.merged(understanding.of(reading, names), before)
    if not before and mappings.recall(batch, sheets):
        mapping = mappings.text_of(sheets)
        reading = _reading(batch, paths, mappings.write(mapping, draft), tell)
        sheets = understanding.merged(understanding.of(reading, names), sheets)
    return reading, sheets, mapping


def _note_understood(batch: Batch, paths: list[Path], names: dict[str, str]) -> None:
    if batch.understood:
        return
    with suppress(Refused, *BROKEN):
        sheets = [one for path in paths for one in open_book(path).sheets]
        plans = [(one, None if one.is_empty else understand(one, batch.period or None)) for one in sheets]
        found = [Understood(one, plan, len(one.rows), 0) for one, plan in plans]
        batch.understood = without_samples([understanding.sheet(one, names) for one in found])
        batch.save(update_fields=["understood"])


def _reading(batch: Batch, paths: list[Path], mapping: Path | None, progress: Progress) -> Reading:
    return own.without_remarks(
        read.read(paths, mapping=mapping, period=batch.period or None, progress=progress)
    )


def _told(names: dict[str, str], running: Running) -> Progress:
    """Progress that calls the files as their sender did."""

    def tell(step: str, done: int, total: int) -> None:
        running.progress(advice.called(sayings.said(step), names), done, total)

    return tell


def _write(
    batch: Batch, reading: Reading, names: dict[str, str], draft: Path, running: Running
) -> dict[str, Any]:
    running.progress(_("标出问题"))
    _tell_of_numbers(reading)
    _call_files(reading, names)
    # It tells its progress from a thread of its own, which has no part in this job's connection.
    store.write(reading, draft / TABLES)
    origins.write(reading, names, draft)
    counts = Counter(problem.code for problem in reading.problems)
    first = {problem.code: problem for problem in reversed(reading.problems)}
    rows = [
        {
            **{key: getattr(one, key) for key in ("code", "severity", "sheet", "column")},
            "file": names.get(one.file, one.file),
            "cell": one.cell or (str(one.row) if one.row else None),
            "value": one.value,
            "words": json.dumps(advice.called(one.words, names), ensure_ascii=False, default=str),
        }
        for one in reading.problems
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), draft / f"{PROBLEMS}.parquet")
    return {
        "codes": [[code, first[code].severity, count] for code, count in counts.most_common()],
        "rows": sum(one.rows_in for one in reading.understood),
        "tables": {name: table.num_rows for name, table in reading.tables.items()},
        "doubled": sum(counts[code] for code in DOUBLED),
        "own": own.is_own(reading),
    }


def _tell_of_numbers(reading: Reading) -> None:
    """Where households are called by ID numbers the register will call them otherwise: comparing/codes_of_households.py."""
    found: set[str] = set()
    for table in reading.tables.values():
        if "household_id" in table.column_names:
            found.update(aliases.of_column(table["household_id"].combine_chunks()))
    plans = [one.plan for one in reading.understood if one.plan and HOUSEHOLD_ID in one.plan.used]
    if found and plans:
        column = plans[0].used[HOUSEHOLD_ID].index
        reading.log.add(messages.CODES_ARE_NUMBERS, plans[0].sheet, None, column, count=len(found))


def _call_files(reading: Reading, names: dict[str, str]) -> None:
    """As their sender did, also in the workbooks for people."""
    reading.problems[:] = [
        one._replace(file=names.get(one.file, one.file), message=advice.called(one.message, names))
        for one in reading.problems
    ]


def _keep_marked(batch: Batch, names: dict[str, str], running: Running) -> list[dict[str, str]]:
    """Marked copies, sealed: they outlive the batch's folder."""
    kept = []
    for path in sorted((work.found(batch, work.READ) / TABLES).glob("*.xlsx")):
        running.progress(_("保存标记过的表格"))
        title = _marked_title(path, names)
        with path.open("rb") as stream:
            kept.append({"name": f"{title}.xlsx", "file": files.keep(stream, batches.ROOM).name})
        path.unlink()
    return kept


def _marked_title(path: Path, names: dict[str, str]) -> str:
    """One file: its marked copy is the list, too; several: a copy each beside the list."""
    stem = path.stem.removeprefix(store.MARKED)
    own = [said for mine, said in names.items() if len(names) == 1 or Path(mine).stem == stem]
    return _("标记_%(name)s") % {"name": PurePosixPath(own[0]).stem} if own else _("问题清单")


def without_samples(sheets: list[understanding.Sheet]) -> list[understanding.Sheet]:
    """For the data base: what the cells hold is nobody's business there."""
    return [
        {**sheet, "columns": [{**column, "samples": []} for column in sheet["columns"]]} for sheet in sheets
    ]
