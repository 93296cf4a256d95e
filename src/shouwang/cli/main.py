"""`shouwang`: one command a module, imported only when it is asked for, so that each starts at once."""

import importlib
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from shouwang import __version__
from shouwang.cli import output  # noqa: F401  sets the words of help pages
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
HELP = {
    "read": "把真实的 Excel、CSV 读成登记表，并逐格标出问题",
    "map": "看看每一列被理解成什么，写出可改的 map.yaml",
    "screen": "按政策包筛查，写出结果、台账和图表",
    "explain": "一户为什么是这个分级，怎样才会变",
    "compare": "两个政策包放在同一批农户上：谁进谁出",
    "whatif": "改一个参数，谁进谁出",
    "pack": "政策包：列出、检查、查看、新建、导出 SQL",
    "tables": "数据字典：表、列、单位、取值",
    "county": "造一个县：可重复的虚构数据",
    "demo": "从造县到讲明原因，走一遍；--office 启动办公系统演示",
    "init": "办公系统：建库、建第一个管理员",
    "serve": "办公系统：启动",
    "worker": "办公系统：后台任务（serve 已带一个）",
    "areas": "办公系统：行政区划名单",
    "users": "办公系统：用户名单",
    "journal": "办公系统：日志核验、链头",
    "screening": "办公系统：核对留存的筛查",
    "keys": "办公系统：个人信息密钥轮换",
    "backup": "办公系统：备份成一个文件",
    "restore": "办公系统：从备份恢复",
    "check-deploy": "办公系统：上线前自查",
}
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The one-line helps stand here: listing commands imports none of them.
        with formatter.section("命令"):
            formatter.write_dl(list(HELP.items()))


@click.group(
    cls=Lazy,
    help="守望：找出即将返贫致贫的农户，讲明原因。",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="shouwang", message="守望 %(prog)s %(version)s")
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
        # Not click's own handling: its messages are English and end the program with other codes.
        result: Any = main.main(args=arguments, prog_name="shouwang", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Refused as refused:
        return say(refused.why, refused.remedy)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message)
        return 0
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "shouwang"
        return say(usage(error), f"用法见 {where} --help")
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
        where = f"“{str(error.filename)[:60]}”" if error.filename else "文件"
        return say(f"读写{where}时出错：{error.strerror or error}", "请检查路径、权限和磁盘空间")


def interrupted() -> int:
    return say("已中断，没有留下写了一半的文件", "需要时重新运行同一条命令")


def terminated(*_: object) -> None:
    raise KeyboardInterrupt


def usage(error: click.UsageError) -> str:
    """What is wrong with the words of a command, in Chinese."""
    option = error.param.opts[0] if isinstance(error, click.BadParameter) and error.param else ""
    match error:
        case click.MissingParameter():
            return f"缺少 {option if option.startswith('-') else (error.param and error.param.metavar) or option}"
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}{near(error.possibilities)}"
        case click.NoSuchCommand():
            return f"没有命令 {error.command_name}{near(get_close_matches(error.command_name, COMMANDS))}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 要带一个值"
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice)):
            return f"{option} 的值不对，可用的值：{'、'.join(map(str, choice.choices))}"
        case click.BadParameter(param=click.Parameter(type=click.types.IntParamType())):
            return f"{option} 要写整数"
        case click.BadParameter(param=click.Parameter(type=click.Path())):
            return f"“{option}”给的文件或目录不能用：不存在，或没有读取权限"
        case click.BadParameter():
            return f"{option} 的值不对：{error.message}"
    if "extra argument" in error.message:
        return f"命令里有多出来的词 {error.message.partition('(')[2].rstrip(')')}"
    return f"命令写法不对：{error.message}"


def near(possibilities: Sequence[str] | None) -> str:
    return f"，是否想写 {possibilities[0]}" if possibilities else ""


def say(why: str, remedy: str) -> int:
    sys.stderr.write(f"做不到：{why}\n怎么办：{remedy}\n")
    return REFUSED


if __name__ == "__main__":
    run()
