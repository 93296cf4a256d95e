"""Processes beside the one that somebody started: they end with it, and one that dies is followed by another.

A child ends when its standard input does: it needs no signal, which Windows does not have, and outlives nobody.
"""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

LOG = logging.getLogger("shouwang.serve")
PATIENCE = 30.0
"""Seconds that a child has to finish what it has in hand, or hand it back."""
LONGEST_PAUSE = 60.0

Child = subprocess.Popen[bytes]


def start(*words: str, socket: int | None = None) -> Child:
    """A command of ours; `socket`: the descriptor that it inherits."""
    command = [sys.executable, "-m", "shouwang.cli.main", *words]
    # A group of its own: Ctrl-C in the terminal reaches the parent only, which ends it in order.
    own: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"start_new_session": True, "pass_fds": () if socket is None else (socket,)}
    )
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, **own)


def stop(child: Child) -> None:
    assert child.stdin
    with suppress(OSError):
        child.stdin.close()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        # A worker's job is taken up again once the lease has passed.
        child.kill()
        child.wait()


@contextmanager
def supervised(*starts: Callable[[], Child]) -> Iterator[threading.Event]:
    """One child for each runs as long as the block does, or until the event is set."""
    over = threading.Event()
    watching = [threading.Thread(target=_supervise, args=(over, one), name="supervisor") for one in starts]
    for each in watching:
        each.start()
    try:
        yield over
    finally:
        over.set()
        for each in watching:
            each.join()


def _supervise(over: threading.Event, begin: Callable[[], Child]) -> None:
    pause = 1.0
    while not over.is_set():
        started, child = time.monotonic(), begin()
        while child.poll() is None and not over.wait(0.5):
            pass
        if over.is_set():
            stop(child)
            return
        lived = time.monotonic() - started
        # One that dies at once is not started a hundred times a minute.
        pause = 1.0 if lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        LOG.warning(
            "“%s” ended with code %s after %.0f s; another one starts", _said(child), child.returncode, lived
        )
        over.wait(pause)


def _said(child: Child) -> str:
    """The words of its command, behind Python and the module."""
    return " ".join(map(str, child.args[3:])) if isinstance(child.args, list) else ""


def when_parent_ends(act: Callable[[], Any]) -> None:
    """Called once whoever started this process is gone."""

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        act()

    threading.Thread(target=watch, daemon=True).start()
