"""`shouwang`: one command a module, imported only when it is asked for, so that each starts at once."""

import importlib
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from shouwang import __version__
from shouwang.cli import language, manual
from shouwang.cli.language import gettext as _
from shouwang.engine.errors import Refused

COMMANDS = {
    # command     where it lives
    "read": "shouwang.cli.reading:read",
    "map": "shouwang.cli.reading:map_",
    "screen": "shouwang.cli.screening:screen",
    "explain": "shouwang.cli.screening:explain",
    "compare": "shouwang.cli.comparing:compare",
    "whatif": "shouwang.cli.comparing:whatif",
    "pack": "shouwang.cli.packs:pack",
    "tables": "shouwang.cli.tables:command",
    "county": "shouwang.cli.county:county",
    "demo": "shouwang.cli.demo:demo",
    "init": "shouwang.cli.office.running:init",
    "serve": "shouwang.cli.office.running:serve",
    "worker": "shouwang.cli.office.running:worker",
    "areas": "shouwang.cli.office.areas:areas",
    "users": "shouwang.cli.office.users:users",
    "journal": "shouwang.cli.office.journal:journal",
    "screening": "shouwang.cli.office.screening:screening",
    "keys": "shouwang.cli.office.keys:keys",
    "backup": "shouwang.cli.office.backup:backup",
    "restore": "shouwang.cli.restoring:restore",
    "check-deploy": "shouwang.cli.office.deploy:check_deploy",
}
INNER = {"pages": "shouwang.cli.office.running:pages"}
"""What our processes start; nobody types it."""
REFUSED = 2


class Lazy(click.Group):
    """Finds commands by name without importing the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name) or INNER.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_("守望：找出即将返贫致贫的农户，讲明原因。"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("命令")):
            formatter.write_dl(list(helps().items()))


def helps() -> dict[str, str]:
    """One line a command.  They stand here: listing commands imports none of them."""
    return {
        "read": _("把真实的 Excel、CSV 读成登记表，并逐格标出问题"),
        "map": _("看看每一列被理解成什么，写出可改的 map.yaml"),
        "screen": _("按政策包筛查，写出结果、台账和图表"),
        "explain": _("一户为什么是这个分级，怎样才会变"),
        "compare": _("两个政策包放在同一批农户上：谁进谁出"),
        "whatif": _("改一个参数，谁进谁出"),
        "pack": _("政策包：列出、检查、查看、新建、导出 SQL"),
        "tables": _("数据字典：表、列、单位、取值"),
        "county": _("造一个县：可重复的虚构数据"),
        "demo": _("从造县到讲明原因，走一遍；--office 启动办公系统演示"),
        "init": _("办公系统：建库、建第一个管理员"),
        "serve": _("办公系统：启动"),
        "worker": _("办公系统：后台任务（serve 已带一个）"),
        "areas": _("办公系统：行政区划名单"),
        "users": _("办公系统：用户名单"),
        "journal": _("办公系统：日志核验、链头"),
        "screening": _("办公系统：核对留存的筛查"),
        "keys": _("办公系统：个人信息密钥轮换"),
        "backup": _("办公系统：备份成一个文件"),
        "restore": _("办公系统：从备份恢复"),
        "check-deploy": _("办公系统：上线前自查"),
    }


def speak(_context: click.Context, _option: click.Parameter, said: str | None) -> None:
    if said is not None:
        language.choose(said)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shouwang", message="守望 %(prog)s %(version)s")
@click.option(
    "--language",
    type=click.Choice(language.LANGUAGES),
    # Eager: a command's help is read when it is imported.
    is_eager=True,
    expose_value=False,
    callback=speak,
    help=manual.LANGUAGE,
)
def main() -> None:
    pass


def run() -> None:
    """The entry point: refusals become one line why and one line what to do."""
    # Somebody who ends the program politely gets the same cleaning up as with Ctrl-C.
    signal.signal(signal.SIGTERM, terminated)
    sys.exit(status(sys.argv[1:]))


def status(arguments: list[str]) -> int:
    """Runs a command and gives its exit code: 0 done, 1 done but look at it, 2 cannot be done."""
    try:
        refuse_unknown_language()
        # Not click's own handling: its messages are English and end the program with other codes.
        result: Any = main.main(args=arguments, prog_name="shouwang", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Refused as refused:
        return say_refused(refused)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message)
        return 0
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "shouwang"
        return say(usage(error), _("用法见 {command} --help").format(command=where))
    except (KeyboardInterrupt, click.Abort):
        return interrupted()
    except RuntimeError as error:
        # DuckDB turns Ctrl-C into an error of its own.
        if "interrupt" not in str(error).lower():
            raise
        return interrupted()
    except BrokenPipeError:
        # `shouwang … | head` closes the pipe early; that is not a failure.
        sys.stderr.close()
        return 0
    except OSError as error:
        return say(of_disk(error), _("请检查路径、权限和磁盘空间"))


def of_disk(error: OSError) -> str:
    why = error.strerror or error
    if not error.filename:
        return _("读写文件时出错：{why}").format(why=why)
    return _("读写“{name}”时出错：{why}").format(name=str(error.filename)[:60], why=why)


def refuse_unknown_language() -> None:
    if language.asked() not in language.LANGUAGES:
        raise Refused(
            _("{name} 的值“{value}”不是这里的语言。").format(
                name=language.VARIABLE, value=language.asked()[:20]
            ),
            _("请写 zh 或 en（write zh or en）。"),
        )


def say_refused(refused: Refused) -> int:
    return say(language.said(refused.why), language.said(refused.remedy))


def interrupted() -> int:
    return say(_("已中断，没有留下写了一半的文件"), _("需要时重新运行同一条命令"))


def terminated(*_: object) -> None:
    raise KeyboardInterrupt


def usage(error: click.UsageError) -> str:
    """What is wrong with the words of a command."""
    match error:
        case click.MissingParameter():
            return _("缺少 {name}").format(name=missing(error.param))
        case click.NoSuchOption():
            return unknown(_("没有选项 {name}"), error.option_name, error.possibilities)
        case click.NoSuchCommand():
            close = get_close_matches(error.command_name, COMMANDS)
            return unknown(_("没有命令 {name}"), error.command_name, close)
        case click.BadOptionUsage():
            return _("选项 {name} 要带一个值").format(name=error.option_name)
        case click.BadParameter():
            return wrong(error)
    if "extra argument" in error.message:
        words = error.message.partition("(")[2].rstrip(")")
        return _("命令里有多出来的词 {words}").format(words=words)
    if error.message == "Missing command.":
        return _("没有写命令")
    return _("命令写法不对：{why}").format(why=error.message)


def missing(parameter: click.Parameter | None) -> str:
    option = parameter.opts[0] if parameter else ""
    return option if option.startswith("-") else (parameter and parameter.metavar) or option


def unknown(why: str, name: str, possibilities: Sequence[str] | None) -> str:
    close = _("，是否想写 {name}").format(name=possibilities[0]) if possibilities else ""
    return why.format(name=name) + close


def wrong(error: click.BadParameter) -> str:
    """An option that was given a value which it does not take."""
    option = error.param.opts[0] if error.param else ""
    match error.param:
        case click.Parameter(type=click.Choice() as choice):
            values = _("、").join(map(str, choice.choices))
            return _("{option} 的值不对，可用的值：{values}").format(option=option, values=values)
        case click.Parameter(type=click.types.IntParamType()):
            return _("{option} 要写整数").format(option=option)
        case click.Parameter(type=click.Path()):
            return _("“{option}”给的文件或目录不能用：不存在，或没有读取权限").format(option=option)
    return _("{option} 的值不对：{why}").format(option=option, why=error.message)


def say(why: str, remedy: str) -> int:
    sys.stderr.write(_("做不到：{why}\n怎么办：{remedy}\n").format(why=why, remedy=remedy))
    return REFUSED


if __name__ == "__main__":
    run()
