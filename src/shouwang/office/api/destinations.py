"""Where hooks may send: closed until the installation names hosts (SHOUWANG_HOOKS_TO).

`receiver.example.cn` (the port that belongs to http or https), `10.0.0.8:8443`, `*.example.cn`, `[::1]:8080`.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.office.journal import marks

PORTS = {"http": 80, "https": 443}
PLAIN = re.compile(r"[!-~]{1,500}")
HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")


@dataclass(frozen=True)
class Destination:
    scheme: str
    host: str
    port: int
    path: str
    """With the query."""

    @property
    def is_usual(self) -> bool:
        return self.port == PORTS[self.scheme]

    @property
    def name(self) -> str:
        """As the header `Host` and the list of allowed ones have it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.is_usual else f"{host}:{self.port}"


def of(address: str) -> Destination:
    """Refused for what is no address, holds a password, or is not among those that the installation allows."""
    found = _read(address)
    if found is None:
        raise Refused(
            _("接收地址写得不对。"),
            _("请写 https:// 或 http:// 开头的完整地址，不带用户名、密码、空格和 # 部分。"),
        )
    if not allowed(found):
        raise Refused(
            _("“%(host)s”不在允许推送的名单里。") % {"host": found.name},
            _("请管理员在环境变量 SHOUWANG_HOOKS_TO 里加上它，再重启服务。"),
        )
    return found


def told(address: str) -> str:
    """As the journal may hold it: which host, and a digest of the rest – receivers hide keys in paths and queries."""
    found = _read(address)
    if found is None:
        return marks.hidden(address)
    plain = f"{found.scheme}://{found.name}/"
    return plain if found.path == "/" else f"{plain} {marks.hidden(found.path)}"


def _read(address: str) -> Destination | None:
    if not PLAIN.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if (
        parts.scheme not in PORTS
        or not HOST.fullmatch(host)
        or "@" in parts.netloc
        or "#" in address
        or port == 0
    ):
        return None
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Destination(parts.scheme, host, port or PORTS[parts.scheme], path)


def allowed(there: Destination) -> bool:
    return any(_matches(there, pattern.lower()) for pattern in settings.HOOKS_TO)


def _matches(there: Destination, pattern: str) -> bool:
    named = (there.name, f"{there.name}:{there.port}") if there.is_usual else (there.name,)
    if not pattern.startswith("*."):
        return pattern in named
    # One or more names before the common end.
    return any(name.endswith(pattern[1:]) and len(name) > len(pattern) - 1 for name in named)
