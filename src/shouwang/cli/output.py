"""What every command shares: the console, progress, paths that can be typed again."""

import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

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

from shouwang.cli import language
from shouwang.cli.language import gettext as _

NEEDS_ATTENTION = 1


def console(*, quiet: bool = False) -> Console:
    """Plain lines where the output is no terminal; wide enough there that no table is cut."""
    # A pipe has no width of its own, and rich would take 80: long names would be cut in a file.
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
    """A path as it can be typed on the command line; Chinese needs no quotation marks."""
    text = str(path)
    return text if re.fullmatch(r"[\w@%+=:,./-]+", text) else shlex.quote(text)


class Day(click.ParamType[date]):
    """A date as people write it: 2022-09-30, 2022/9/30, 2022.9.30, 20220930."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"):
            # Without separators 202211 would be 1 January, though November may be meant.
            if form == "%Y%m%d" and len(value) != 8:
                continue
            with suppress(ValueError):
                return datetime.strptime(value, form).date()  # noqa: DTZ007  a day has no time zone
        why = _("“{value}”不是日期，请写成 2022-09-30 的样子").format(value=value)
        raise click.BadParameter(why, ctx, param)


DAY = Day()
LANG = click.option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    default=language.lang,
    help=_("输出语言；缺省同命令的语言"),
)
JSON = click.option("--json", "as_json", is_flag=True, help=_("输出 JSON，供程序读取"))
