"""The job that screens: register → the engine's tables → findings → archive and data base.

Cut off at any moment it can begin anew: what it leaves is one transaction that fills the run, its findings and its
counts together; before that a run shows nothing.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from django.db import connection, transaction
from django.utils.translation import gettext as _

from shouwang import __version__
from shouwang.engine import manifest
from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as reading
from shouwang.engine.policy.model import Pack
from shouwang.engine.screening import screen, settled, sources
from shouwang.office.accounts.permissions import Permission
from shouwang.office.jobs.running import Running
from shouwang.office.journal import following
from shouwang.office.kit import clock, codes, files, workroom
from shouwang.office.registry.framing import frames, slips
from shouwang.office.screening import archive, packs
from shouwang.office.screening.models import Run
from shouwang.office.screening.running import knowledge, runs, storing

KEYS = {
    "households": ["household_id"],
    "persons": ["household_id", "person_id"],
    "areas": ["area_code"],
}
"""Columns that name a row; statements have none and are put in order by all they say."""


def make(running: Running, *, run: int) -> dict[str, Any]:
    found = Run.objects.get(pk=run)
    if found.state == Run.State.DONE:
        return result(found)
    running.owner.require(Permission.SCREENING_RUN, found.area_code)
    with workroom.private() as room:
        pack = unchanged(found, room / "pack")
        running.progress(_("读取登记簿"))
        folder = room / "run"
        found.known_at, tables, beyond = register(found)
        found.data_hash = keep_tables(tables, folder / archive.TABLES)
        running.progress(_("按政策包筛查"), 0, tables["households"].num_rows)
        with storing.compared(found) as before:
            duck = sources.connect(spill=room / "spill")
            given = sources.from_arrow(duck, tables)
            summary = screen.screen(duck, given, runs.prepared(found, pack), folder)
            screen.write(
                duck, f"SELECT * FROM {settled.TABLE} ORDER BY household_id", folder / archive.SETTLING
            )
            running.progress(_("保存结果"), summary.households, summary.households)
            store(running, found, storing.Made(duck, pack, given, folder, summary, before, beyond))
    return result(found)


def unchanged(run: Run, aside: Path) -> Pack:
    """The pack as whoever asked saw it, from a copy: whatever becomes of its files while the run is under way."""
    known = packs.load(run.pack)
    screen.keep(known, aside)
    pack = reading.again(known, aside / run.pack) or reading.load(aside / run.pack)
    if pack.hash != run.pack_hash:
        raise Refused(
            _("政策包“%(pack)s”在排队期间被改动过，没有按新的内容筛查。") % {"pack": run.pack},
            _("请看过改动后重新发起筛查。"),
        )
    return pack


def register(run: Run) -> tuple[datetime, dict[str, pa.Table], list[str]]:
    """The moment, the area's tables as the register had them at that moment for the day of the run, and the households
    of which a number that cannot be was left out."""
    with snapshot():
        # Asked first: what is written from here on is not in the picture.
        moment = knowledge.evening(run.on) if run.known_then else clock.now()
        run.followed = following.ends_at(moment) if run.known_then else following.ends()
        known_at = moment if run.known_then else None
        tables, beyond = slips.left_out_of_all(
            frames.tables(codes.span(run.area_code), run.on, known_at=known_at)
        )
    # Each let go as it is put in order: of a county with a million households two copies of everything are too many.
    return moment, {name: ordered(name, tables.pop(name)) for name in list(tables)}, beyond


@contextmanager
def snapshot() -> Iterator[None]:
    """All tables as of one moment, whoever writes meanwhile.  Within somebody's transaction: as that one sees them."""
    if connection.in_atomic_block:
        yield
        return
    with _reading(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def _reading() -> Iterator[None]:
    """A transaction that keeps nobody from writing: on SQLite the office's others begin by locking."""
    own: Any = connection
    own.ensure_connection()
    with ExitStack() as stack:
        mode = getattr(own, "transaction_mode", None)
        own.transaction_mode = None
        try:
            stack.enter_context(transaction.atomic())
        finally:
            own.transaction_mode = mode
        yield


def ordered(name: str, table: pa.Table) -> pa.Table:
    """Data bases give rows as they like; a run that can be made again needs one order."""
    keys = KEYS.get(name, table.column_names)
    return table.sort_by([(key, "ascending") for key in keys]) if table.num_rows else table


def keep_tables(tables: dict[str, pa.Table], folder: Path) -> str:
    """Writes the tables; returns the SHA-256 over all rows, as text, so that no file format is in it."""
    folder.mkdir(parents=True)
    sink = Hashed()
    for name, table in sorted(tables.items()):
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd", compression_level=1)
        sink.write(f"{name}\n".encode())
        pyarrow.csv.write_csv(table, sink)
    # Values came through the register's own checks; a what-if need not look at every row again.
    manifest.write(folder, {name: table.num_rows for name, table in tables.items()})
    return sink.hash.hexdigest()


class Hashed(io.RawIOBase):
    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        self.hash.update(view)
        return view.nbytes


def store(running: Running, run: Run, made: storing.Made) -> None:
    """The archive first, then everything else in one transaction."""
    run.findings_hash = checksum(made.folder / screen.FINDINGS)
    run.engine = __version__
    run.archive = archive.keep(made.folder)
    try:
        with transaction.atomic():
            if not storing.store(run, made):
                # Somebody else has made it meanwhile, or it was removed.
                files.remove(run.archive)
            running.check()
    except BaseException:
        files.remove(run.archive)
        raise


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def result(run: Run) -> dict[str, Any]:
    return {"run": run.pk}
