"""`shouwang tables`: the data dictionary."""

import json

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shouwang.cli import output
from shouwang.engine import tables as declared
from shouwang.engine.documents import dictionary
from shouwang.engine.screening import dialects
from shouwang.engine.tables import Column

TYPES = {
    declared.Type.TEXT: "文本",
    declared.Type.BOOLEAN: "是/否",
    declared.Type.INTEGER: "整数",
    declared.Type.MONEY: "金额（元）",
    declared.Type.DATE: "日期",
    declared.Type.ENUM: "选项",
}


@click.command("tables")
@click.argument("names", metavar="[表名]...", nargs=-1, type=click.Choice(list(declared.TABLES)))
@click.option("--json", "form", flag_value="json", help="供程序读取。")
@click.option("--markdown", "form", flag_value="markdown", help="数据字典页面（docs/data-dictionary.md）。")
@click.option("--checks", "form", flag_value="checks", help="入库校验目录页面（docs/checks.md）。")
@click.option("--sql", "dialect", type=click.Choice(list(dialects.CHANGES)), help="别的数据库的建表语句。")
def command(names: tuple[str, ...], form: str | None, dialect: str | None) -> None:
    """数据字典：规范表的列、类型、取值和别名。"""
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
        grid = Table(title=f"{name}　{table.label}", title_justify="left", caption=table.about)
        for heading in ("列", "中文", "类型", "取值或范围", "必有"):
            grid.add_column(heading, overflow="fold")
        for column in table:
            grid.add_row(*(Text(cell) for cell in _cells(column)))
        console.print(grid)


def _cells(column: Column) -> tuple[str, ...]:
    values = "\n".join(f"{value.code} {value.label}" for value in column.values)
    return (
        column.name,
        column.label,
        TYPES[column.type],
        values or dictionary.limits(column),
        "是" if column.known else "",
    )
