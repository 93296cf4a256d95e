"""The floor of a page: a WSGI server that answers with a page of the same size and does nothing else."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from waitress import serve

PAGE = b"<!doctype html>" + b"x" * 60_000


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]


if __name__ == "__main__":
    serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
