"""`check-deploy`: whether an office is ready for people to work with it."""

import json

import click
from django.utils import timezone
from rich.table import Table

from shouwang.cli import output
from shouwang.cli.language import gettext as _
from shouwang.cli.office.inside import Inside
from shouwang.office.kit import clock
from shouwang.web.operations import checks


@click.command(
    "check-deploy", cls=Inside, help=_("上线前自查：逐项说明是否妥当、怎么办。有不行的，退出码为 1。")
)
@output.JSON
def check_deploy(as_json: bool) -> int:
    found = checks.run(timezone.localtime(clock.now()))
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        show(found)
    return output.NEEDS_ATTENTION if any(finding.state == checks.FAIL for finding in found) else 0


def show(found: list[checks.Finding]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in found:
        colour, word = words()[finding.state]
        table.add_row(f"[{colour}]{word}[/]", finding.name, finding.said)
        if finding.remedy:
            table.add_row("", "", f"→ {finding.remedy}")
    output.console().print(table)
    failed = sum(finding.state == checks.FAIL for finding in found)
    click.echo(_("{count} 项不行，须先办妥。").format(count=failed) if failed else _("可以使用。"))


def words() -> dict[str, tuple[str, str]]:
    """Colour and word of a state."""
    return {
        checks.OK: ("green", _("通过")),
        checks.WARN: ("yellow", _("留意")),
        checks.FAIL: ("red", _("不行")),
    }
