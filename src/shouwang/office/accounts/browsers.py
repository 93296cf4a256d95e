"""What a browser says of itself, as people name it: `Edge · Windows`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# The first that is said counts: most claim to be Chrome and Safari, too.
BROWSERS: tuple[tuple[str, Any], ...] = (
    ("MicroMessenger", _("微信")),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: tuple[tuple[str, Any], ...] = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def named(agent: str) -> str:
    known = (_first(agent, BROWSERS), _first(agent, SYSTEMS))
    return " · ".join(filter(None, known)) or str(_("不认识的浏览器"))


def _first(agent: str, marks: tuple[tuple[str, Any], ...]) -> str:
    return next((str(name) for mark, name in marks if mark in agent), "")
