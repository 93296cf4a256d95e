"""Which policy packs an office has: those in its own folder first, then the installed ones."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.utils.translation import gettext as _

from shouwang.engine.errors import Refused
from shouwang.engine.policy import pack as reading
from shouwang.engine.policy import shelf
from shouwang.engine.policy.model import Pack
from shouwang.office.kit import codes


@dataclass(frozen=True)
class Stamped:
    """A pack as it was read, and the state of its files then."""

    stamp: tuple[tuple[str, int, int], ...]
    pack: Pack


_read: dict[Path, Stamped] = {}
_reading = Lock()


def folders() -> dict[str, Path]:
    """Every pack by its id; the office's own copy of an id comes before the installed one."""
    own = settings.HOME / "packs"
    found = shelf.packs()
    if own.is_dir():
        found |= {path.name: path for path in sorted(own.iterdir()) if shelf.holds_pack(path)}
    return found


def load(name: str) -> Pack:
    """As its files are now.  Refused for one that is not there or has mistakes."""
    folder = folders().get(name)
    if folder is None:
        raise Refused(
            _("没有政策包“%(name)s”。") % {"name": name},
            _("请从列表里选一个；自己的政策包放在数据目录的 packs 文件夹里。"),
        )
    with _reading:
        known = _read.get(folder)
        # Reading and checking a pack costs a tenth of a second; its files tell whether it is still the same.
        if known is None or known.stamp != _stamp(known.pack.folders):
            made = reading.load(folder)
            known = _read[folder] = Stamped(_stamp(made.folders), made)
    return known.pack


def _stamp(of: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    files = [path for folder in of for path in (*folder.glob("*.yaml"), *folder.glob("examples/*.yaml"))]
    return tuple(
        (str(path), state.st_mtime_ns, state.st_size) for path in sorted(files) for state in (path.stat(),)
    )


def usable(area_code: str) -> list[Pack]:
    """Packs that can screen an area: with tiers, and for a place that holds it; the narrowest place first."""
    found = []
    for name in folders():
        try:
            pack = load(name)
        except Refused:
            # `shouwang pack check` tells what is wrong with it; the others can be used meanwhile.
            continue
        if pack.tiers and applies(pack, area_code):
            found.append(pack)
    return sorted(found, key=lambda pack: (-len(pack.area), pack.id))


def faulty() -> dict[str, Refused]:
    """Those that nobody can use, and why."""
    found = {}
    for name in folders():
        try:
            load(name)
        except Refused as refused:
            found[name] = refused
    return found


def title(name: str) -> str:
    """The name itself where the pack cannot be read."""
    try:
        return load(name).title
    except Refused:
        return name


def applies(pack: Pack, area_code: str) -> bool:
    """Whether the area lies in the pack's place."""
    return codes.prefix(area_code).startswith(pack.area)


def in_force(area_code: str, on: date) -> Pack | None:
    return next((pack for pack in usable(area_code) if pack.in_force(on)), None)


def usual(area_code: str, on: date) -> Pack | None:
    """The pack in force; where none is, the one that was so last."""
    return in_force(area_code, on) or max(usable(area_code), key=lambda pack: pack.end, default=None)


def day_for(pack: Pack, today: date) -> date:
    """Today, as far as the pack is in force by then; otherwise the last day on which it was."""
    return min(today, pack.end)
