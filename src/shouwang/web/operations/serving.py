"""Processes that serve pages – one, or several that listen at one door –, and beside them one that works through the
jobs."""

import errno
import gc
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from waitress.server import create_server

from shouwang.engine.errors import Refused, sentence
from shouwang.web.operations import children, presence
from shouwang.web.wsgi import application

HURRY = 10.0
"""Seconds that requests in hand have to be answered once somebody stops it."""
CONNECTIONS = 400
"""Open ones of a process, most of them idle: a browser keeps six.  When there are more nobody is answered; Windows
watches 512."""
MOST = 4
"""Processes that serve pages if nobody says how many: the data base needs cores, too."""
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
        raise Refused(
            sentence("不认识主机名“{host}”。", host=host),
            sentence("请写这台机器的 IP 地址，例如 --host 127.0.0.1。"),
        ) from error
    except OSError as error:
        listening.close()
        raise _unbound(error, host, port) from error
    return listening


def _unbound(error: OSError, host: str, port: int) -> Refused:
    if error.errno in TAKEN:
        return Refused(
            sentence("端口 {port} 已被占用，或不许使用。", port=port),
            sentence("请换一个端口，例如 --port {other}。", other=port + 1),
        )
    return Refused(
        sentence("不能在地址“{host}”上提供服务：{why}。", host=host, why=error.strerror),
        sentence("请写这台机器自己的地址，例如 --host 127.0.0.1。"),
    )


def first_free(host: str, port: int, tries: int = 100) -> socket.socket:
    for candidate in range(port, port + tries):
        with suppress(Refused):
            return listen(host, candidate)
    raise Refused(
        sentence("从 {port} 起的 {tries} 个端口都被占用。", port=port, tries=tries),
        sentence("请用 --port 指定另一个端口。"),
    )


def usual_processes() -> int:
    """One on an office PC; where people share a data base server, one for each core up to MOST."""
    if settings.SQLITE or os.name != "posix":
        return 1
    return min(os.cpu_count() or 1, MOST)


def serve(listening: socket.socket, *, threads: int, processes: int = 1, worker: bool = True) -> None:
    """Until somebody stops it by Ctrl-C or SIGTERM."""
    beside = [partial(children.start, "worker", "--with-parent")] if worker else []
    if processes == 1:
        server = loaded(listening, threads=threads)
        with presence.announced(settings.HOME, "serve"), children.supervised(*beside) as over:
            answer(server, over)
        return
    # From here on whoever comes waits at the door, until the first of them has loaded.
    listening.listen(socket.SOMAXCONN)
    door = listening.fileno()
    page = partial(children.start, "pages", str(door), "--threads", str(threads), socket=door)
    with (
        presence.announced(settings.HOME, "serve"),
        children.supervised(*beside, *([page] * processes)) as over,
    ):
        with suppress(KeyboardInterrupt, SystemExit):
            over.wait()
        listening.close()


def serve_beside(listening: socket.socket, *, threads: int) -> None:
    """One of several processes: until it is told to stop, or whoever started it is gone."""
    server = loaded(listening, threads=threads)
    children.when_parent_ends(partial(os.kill, os.getpid(), signal.SIGTERM))
    with presence.announced(settings.HOME, "serve"):
        answer(server, threading.Event())


def loaded(listening: socket.socket, *, threads: int) -> Any:
    server = server_on(listening, application, threads=threads)
    # What was loaded so far stays for good: looked through again and again, it would hold up a page now and then.
    gc.collect()
    gc.freeze()
    return server


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
