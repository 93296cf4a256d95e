"""`demo --office`: names the demonstration's home and what it does without, before the office reads its settings."""

import importlib
import os
import shutil
from pathlib import Path

from shouwang.web.operations import presence

OFFICE = "办公"
"""Directory of the demonstration's office."""
UNFINISHED = "demo-unfinished"
WITHOUT = ("DATABASE_URL", "SHOUWANG_KEYS", "SHOUWANG_HOSTS", "SHOUWANG_HTTPS", "SHOUWANG_PROXY")
"""Settings of a real office that a demonstration must not touch."""


def show(out: Path, households: int, *, serve: bool) -> None:
    """The office reads its settings when it is imported: they have to be said before."""
    for name in WITHOUT:
        os.environ.pop(name, None)
    os.environ |= {
        "SHOUWANG_HOME": str((out / OFFICE).absolute()),
        "SHOUWANG_SECOND_FACTOR": "none",
        "SHOUWANG_DEMO": "1",
    }
    out.mkdir(parents=True, exist_ok=True)
    with presence.exclusive(out / ".demo.lock", "demo"):
        prepare(out / OFFICE)
        building = importlib.import_module("shouwang.cli.office.demo")
        building.make(out, households)
    building.run(out, serve=serve)


def prepare(home: Path) -> None:
    """Marked before anything is in it: only what a demonstration left half-made is ever removed."""
    mark = home / UNFINISHED
    if mark.exists():
        shutil.rmtree(home)
    if home.exists():
        return
    home.mkdir(mode=0o700)
    mark.touch()
