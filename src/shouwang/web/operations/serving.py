"""One process that serves pages, and beside it one that works through the jobs.

The worker ends when its standard input does: it needs no signal, which Windows does not have, and outlives nobody.
"""

import errno
import gc
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from django.conf import settings
from waitress.server import create_server

from shouwang.engine.errors import Refused
from shouwang.web.operations import presence
from shouwang.web.wsgi import application

LOG = logging.getLogger("shouwang.serve")
PATIENCE = 30.0
"""Seconds that the worker has to finish or hand back its job."""
HURRY = 10.0
"""Seconds that requests in hand have to be answered once somebody stops it."""
LONGEST_PAUSE = 60.0
CONNECTIONS = 400
"""Open ones, most of them idle: a browser keeps six.  When there are more nobody is answered; Windows watches 512."""
TAKEN = (errno.EADDRINUSE, errno.EACCES, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))


def listen(host: str, port: int) -> socket.socket:
    """Refused when the port is somebody else's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    # Elsewhere this lets a restart take the port at once; on Windows it would let two programs have it.
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
    try:
        listening.bind((host, port))
    except socket.gaierror as error:
        listening.close()
        raise Refused(f"不认识主机名“{host}”。", "请写这台机器的 IP 地址，例如 --host 127.0.0.1。") from error
    except OSError as error:
        listening.close()
        raise _unbound(error, host, port) from error
    return listening


def _unbound(error: OSError, host: str, port: int) -> Refused:
    if error.errno in TAKEN:
        return Refused(f"端口 {port} 已被占用，或不许使用。", f"请换一个端口，例如 --port {port + 1}。")
    return Refused(
        f"不能在地址“{host}”上提供服务：{error.strerror}。", "请写这台机器自己的地址，例如 --host 127.0.0.1。"
    )


def first_free(host: str, port: int, tries: int = 100) -> socket.socket:
    for candidate in range(port, port + tries):
        with suppress(Refused):
            return listen(host, candidate)
    raise Refused(f"从 {port} 起的 {tries} 个端口都被占用。", "请用 --port 指定另一个端口。")


def serve(listening: socket.socket, *, threads: int, worker: bool = True) -> None:
    """Until somebody stops it by Ctrl-C or SIGTERM."""
    server = server_on(listening, application, threads=threads)
    # What was loaded so far stays for good: looked through again and again, it would hold up a page now and then.
    gc.collect()
    gc.freeze()
    with (
        presence.announced(settings.HOME, "serve"),
        supervised() if worker else nullcontext(threading.Event()) as over,
    ):
        answer(server, over)


def server_on(listening: socket.socket, what: Any, *, threads: int) -> Any:
    return create_server(
        what,
        sockets=[listening],
        threads=threads,
        ident=None,
        # Django keeps the exact limit and says it in a sentence; this one only bounds the disk.
        max_request_body_size=settings.UPLOAD_MEGABYTES * 1_100_000 + 10_000_000,
        # Without a proxy of ours, what a client says of proxies is removed.
        clear_untrusted_proxy_headers=not settings.BEHIND_PROXY,
        channel_timeout=300,
        connection_limit=CONNECTIONS,
    )


def answer(server: Any, over: threading.Event) -> None:
    """Until it is stopped; then `over` is set, nobody gets in any more, and whoever is in has HURRY seconds.

    Waitress' own way keeps the port until the last thread and the worker have ended, and sends nothing meanwhile.
    """
    try:
        server.asyncore.loop(timeout=server.adj.asyncore_loop_timeout, map=server._map)
    except (KeyboardInterrupt, SystemExit):
        over.set()
        # The socket alone: threads that finish an answer still have to wake the loop.
        server.asyncore.dispatcher.close(server)
        until = time.monotonic() + HURRY
        while any(map(_in_hand, list(server.active_channels.values()))) and time.monotonic() < until:
            server.asyncore.loop(timeout=0.1, map=server._map, count=1)
        server.task_dispatcher.shutdown(timeout=0.5)


def _in_hand(channel: Any) -> bool:
    """A request that is being sent, worked on or answered."""
    return bool(channel.request or channel.requests or channel.total_outbufs_len)


@contextmanager
def supervised() -> Iterator[threading.Event]:
    """A worker runs as long as the block does, or until the event is set; one that dies is followed by another."""
    over = threading.Event()
    watching = threading.Thread(target=_supervise, args=(over,), name="supervisor")
    watching.start()
    try:
        yield over
    finally:
        over.set()
        watching.join()


def _supervise(over: threading.Event) -> None:
    pause = 1.0
    while not over.is_set():
        started, worker = time.monotonic(), start_worker()
        while worker.poll() is None and not over.wait(0.5):
            pass
        if over.is_set():
            stop_worker(worker)
            return
        lived = time.monotonic() - started
        # One that dies at once is not started a hundred times a minute.
        pause = 1.0 if lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        LOG.warning(
            "the worker ended with code %s after %.0f s; another one starts", worker.returncode, lived
        )
        over.wait(pause)


def start_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "shouwang.cli.main", "worker", "--with-parent"]
    # A group of its own: Ctrl-C in the terminal reaches the parent only, which ends it in order.
    own: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, **own)


def stop_worker(worker: "subprocess.Popen[bytes]") -> None:
    assert worker.stdin
    with suppress(OSError):
        worker.stdin.close()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        # Its job is taken up again once the lease has passed.
        worker.kill()
        worker.wait()


def stop_with_parent(stop: threading.Event) -> None:
    """`stop` is set when whoever started this process is gone."""

    def watch() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
