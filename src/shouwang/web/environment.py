"""The environment, read by a few small functions: a wrong value ends the start with its name, never a guess."""

import os
import re

from shouwang.engine.errors import Refused, sentence

HOST = re.compile(r"(\*\.)?[a-z0-9_.-]+(:[0-9]{1,5})?|\[[0-9a-f:.]+\](:[0-9]{1,5})?", re.IGNORECASE)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    said = text(name).lower()
    if not said:
        return default
    if said in ("1", "true", "yes", "on", "是"):
        return True
    if said in ("0", "false", "no", "off", "否"):
        return False
    raise Refused(
        sentence("环境变量 {name} 的值“{said}”不是是非值。", name=name, said=said), sentence("请写 1 或 0。")
    )


def number(name: str, default: int, *, low: int = 0, high: int = 1_000_000) -> int:
    said = text(name)
    if not said:
        return default
    if said.isascii() and said.isdigit() and low <= int(said) <= high:
        return int(said)
    raise Refused(
        sentence("环境变量 {name} 的值“{said}”不对。", name=name, said=said),
        sentence("请写 {low} 到 {high} 之间的整数。", low=low, high=high),
    )


def hosts(name: str) -> tuple[str, ...]:
    """Names of hosts between commas, with a port or without, `*.example.cn` for all below one."""
    found = tuple(part for one in text(name).split(",") if (part := one.strip().lower()))
    if wrong := next((one for one in found if not HOST.fullmatch(one)), ""):
        raise Refused(
            sentence("环境变量 {name} 里的“{wrong}”不是主机名。", name=name, wrong=wrong),
            sentence("请写 主机 或 主机:端口，用逗号隔开，不带 https://。"),
        )
    return found
