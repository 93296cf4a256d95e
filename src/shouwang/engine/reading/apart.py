"""Workbooks laid out by a process of its own (layout.py): what aborts there ends in a sentence here."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import layout
from shouwang.engine.reading.workbook import Cells, Merge


class NotStarted(Exception):
    """The installation is at fault, no file."""


@dataclass
class Laid:
    name: str
    hidden: bool
    merges: list[Merge]
    rows: Cells


class Apart:
    """Begins at once: whoever asked can verify the file meanwhile.  Leaving the block ends it, done or not.

    `inside`: bytes of the file when unpacked; it gets memory by that.
    """

    def __init__(self, path: Path, inside: int) -> None:
        self.path = path
        # A session of its own, so that Ctrl-C reaches only the one who started it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", layout.__file__, path, str(inside)],
            # Nothing is ever said in it: it breaks when this process is killed.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        with self._process:
            pass

    def sheets(self) -> list[Laid]:
        """Refused for a password, a broken file, or sheets no memory holds."""
        found: list[Laid] = []
        for what, *about in self._said():
            if what == layout.SHEET:
                name, hidden, merges = about
                found.append(Laid(name, hidden, merges, []))
            elif what == layout.ROWS:
                found[-1].rows += about[0]
            elif what != layout.END:
                raise _trouble(self.path, what, about)
        return found

    def _said(self) -> Iterator[tuple[Any, ...]]:
        assert self._process.stdout
        said: tuple[Any, ...] = ()
        while said[:1] != (layout.END,):
            try:
                said = pickle.load(self._process.stdout)
            except (EOFError, pickle.UnpicklingError) as error:
                # So Python itself ends where it cannot begin; whatever aborts or is killed ends otherwise.
                if self._process.wait() in (1, 2):
                    raise NotStarted from error
                raise too_large(self.path) from error
            yield said


def _trouble(path: Path, what: str, about: list[Any]) -> Refused | OSError:
    if what == layout.DISK:
        return OSError(*about, path)
    return {layout.PASSWORD: encrypted, layout.HUGE: too_large, layout.BROKEN: broken}[what](path)


def broken(path: Path) -> Refused:
    return Refused(
        sentence("“{name}”已损坏，打不开。", name=path.name),
        "请用表格软件打开、修复后另存为 .xlsx，或重新导出。",
    )


def encrypted(path: Path) -> Refused:
    return Refused(sentence("“{name}”设了打开密码。", name=path.name), "请在表格软件中取消密码、另存后再读。")


def too_large(path: Path) -> Refused:
    return Refused(
        sentence(
            "“{name}”读不了：文件已损坏，或工作表大得不合常理（可能有一格写在了很远的地方）。", name=path.name
        ),
        "请删去表格右边和下面的空白行列，另存为 .xlsx 再读；确有这么多数据的，请分成几个文件。",
    )
