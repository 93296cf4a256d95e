"""What every command shares: the console, progress, paths that can be typed again."""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

NEEDS_ATTENTION = 1


def console(*, quiet: bool = False) -> Console:
    """Plain lines where the output is no terminal; wide enough there that no table is cut."""
    width = None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "110"))
    return Console(width=width, highlight=False, quiet=quiet)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Says what is being done while it is done: a spinner on a terminal, a line elsewhere.  Always to stderr."""
    errors = Console(stderr=True, highlight=False)
    if errors.is_terminal:
        with errors.status(what):
            yield
    else:
        errors.print(f"{what} …")
        yield


def progress() -> Progress:
    """Counts and time left, on a terminal only."""
    errors = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)


def typed(path: Path | str) -> str:
    """A path as it can be typed on the command line."""
    return shlex.quote(str(path))


LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="输出语言")
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取")
