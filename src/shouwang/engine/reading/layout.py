"""Run as a program of its own: lays out the sheets of one workbook and writes them, pickled, to its output.

The library that does it claims whatever memory a file asks for, and aborts its process where there is none.  So this
one is given up (apart.py starts it), and imports nothing of ours.
"""

import os
import pickle
import select
import signal
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import python_calamine as calamine

if sys.platform != "win32":
    import fcntl
    import resource

MOST_CELLS = 60_000_000
"""Of one sheet, counted from A1."""
AREA, TIMES = 3 << 30, 40
"""Bytes of memory that so many empty cells take, and as many times as many as the file has inside for those that hold
something: ten times what is usual."""
PIECE = 2_000
GREEDY = 3
"""Ends with it where not even that can be told."""
SHEET, ROWS, END = "sheet", "rows", "end"
PASSWORD, BROKEN, HUGE, DISK = "password", "broken", "huge", "disk"


def main() -> None:
    _end_with_who_began()
    _live_modestly(AREA + TIMES * int(sys.argv[2]))
    try:
        for said in told(Path(sys.argv[1])):
            pickle.dump(said, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()
    except MemoryError:
        sys.exit(GREEDY)


def _end_with_who_began() -> None:
    """Who is killed cannot end this one, which may hold gigabytes for minutes: the pipe that is our input breaks instead,
    and the system's signal of that ends us in the middle of whatever the library does.  Where the system has none, the
    first word that nobody takes does.
    """
    if sys.platform == "linux":
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
        if select.select([0], [], [], 0)[0]:  # it broke before
            sys.exit(GREEDY)


def _live_modestly(most: int) -> None:
    """Whoever stops the service stops who started this, who ends it; nobody wants the dump of an abort."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = min(most, there, *([] if hard == resource.RLIM_INFINITY else [hard]))
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def told(path: Path) -> Iterator[tuple[Any, ...]]:
    """Sheets – name, hidden, merged ranges –, each followed by its rows; last whether that was all, or what is wrong."""
    try:
        yield from _sheets(path)
        yield (END,)
    except GeneratorExit:
        raise
    except MemoryError:
        yield (HUGE,)
    except calamine.PasswordError:
        yield (PASSWORD,)
    except BaseException:  # panics are no Exception
        yield _verdict(path)


def _sheets(path: Path) -> Iterator[tuple[Any, ...]]:
    book = calamine.CalamineWorkbook.from_object(_source(path))
    for about in book.sheets_metadata:
        if about.typ == calamine.SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                raise MemoryError
            merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
            yield SHEET, about.name, about.visible != calamine.SheetVisibleEnum.Visible, merges
            rows = sheet.to_python(skip_empty_area=False)
            yield from ((ROWS, rows[start : start + PIECE]) for start in range(0, len(rows), PIECE))


def _source(path: Path) -> Path | IO[bytes]:
    """By path calamine believes the ending; a workbook under another one it has to look into."""
    return path if _is_archive(path) else BytesIO(path.read_bytes())


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix.lower() in (".xlsx", ".xlsm") and file.read(2) == b"PK"


def _verdict(path: Path) -> tuple[Any, ...]:
    """Libraries report a broken file as if the disk had failed; the disk itself knows."""
    try:
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass
    except OSError as error:
        return DISK, error.errno, error.strerror
    return (BROKEN,)


if __name__ == "__main__":
    main()
