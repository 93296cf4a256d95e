"""`shouwang tables`: the data dictionary."""

import json

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.language import pgettext
from shouwang.engine import tables as declared
from shouwang.engine.documents import dictionary
from shouwang.engine.screening import dialects
from shouwang.engine.tables import Column


@click.command("tables", help=_("数据字典：规范表的列、类型、取值和别名。"))
@click.argument(
    "names", metavar=pgettext("metavar", "[表名]..."), nargs=-1, type=click.Choice(list(declared.TABLES))
)
@click.option("--json", "form", flag_value="json", help=_("供程序读取。"))
@click.option(
    "--markdown", "form", flag_value="markdown", help=_("数据字典页面（docs/data-dictionary.md）。")
)
@click.option("--checks", "form", flag_value="checks", help=_("入库校验目录页面（docs/checks.md）。"))
@click.option("--sql", "dialect", type=click.Choice(list(dialects.CHANGES)), help=_("别的数据库的建表语句。"))
def command(names: tuple[str, ...], form: str | None, dialect: str | None) -> None:
    if dialect:
        chosen = [declared.TABLES[name] for name in names or declared.TABLES]
        click.echo("\n\n".join(f"{dialects.create(table, dialect)};" for table in chosen))
    elif form == "json":
        listed = [table for table in dictionary.as_data() if not names or table["name"] in names]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif form:
        click.echo(dictionary.dictionary() if form == "markdown" else dictionary.checks(), nl=False)
    else:
        _show(names or tuple(declared.TABLES), output.console())


def _show(names: tuple[str, ...], console: Console) -> None:
    for name in names:
        table = declared.TABLES[name]
        grid = Table(title=f"{name}　{_(table.label)}", title_justify="left", caption=_(table.about))
        for heading in (_("列"), _("含义"), _("类型"), _("取值或范围"), _("必有")):
            grid.add_column(heading, overflow="fold")
        for column in table:
            grid.add_row(*(Text(cell) for cell in _cells(column)))
        console.print(grid)


def _cells(column: Column) -> tuple[str, ...]:
    values = "\n".join(f"{value.code} {_(value.label)}" for value in column.values)
    return (
        column.name,
        _(column.label),
        _types()[column.type],
        values or dictionary.limits(column),
        _("是") if column.known else "",
    )


def _types() -> dict[declared.Type, str]:
    return {
        declared.Type.TEXT: _("文本"),
        declared.Type.BOOLEAN: _("是/否"),
        declared.Type.INTEGER: _("整数"),
        declared.Type.MONEY: _("金额（元）"),
        declared.Type.DATE: _("日期"),
        declared.Type.ENUM: _("选项"),
    }
