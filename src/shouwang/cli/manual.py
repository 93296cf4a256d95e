"""Help pages: click's own few words in the language of the command line; the rest is ours already."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from shouwang.cli import language

LANGUAGE = "The language of commands; also SHOUWANG_LANGUAGE."
"""In click's language, as the other texts that stand before a language is known."""
CHINESE = {
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示本说明",
    "Show the version and exit.": "显示版本",
    LANGUAGE: "命令用的语言（language）；也可设 SHOUWANG_LANGUAGE",
}
USAGE = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 …"}


class Words(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        if language.lang() == "zh":
            prefix = "用法："
            for english, chinese in USAGE.items():
                args = args.replace(english, chinese)
        super().write_usage(prog, args, prefix)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_own(name)):
            yield

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _own(text)) for name, text in rows], col_max, col_spacing)


def _own(text: str) -> str:
    if language.lang() == "en":
        return text
    return CHINESE.get(text, text).replace("[required]", "[必填]")


click.Context.formatter_class = Words
