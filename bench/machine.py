"""What it was measured on."""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

LIBRARIES = ("duckdb", "pyarrow", "python-calamine")


def describe() -> str:
    """One paragraph, with the load before we began: other work on the machine makes figures worth little."""
    libraries = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    day = datetime.now(UTC).date().isoformat()
    return (
        f"Measured on {day}: {os.cpu_count()} × {processor()}, {memory_gib():.0f} GiB, {system()}; "
        f"Python {platform.python_version()}, {libraries}; load before the start {os.getloadavg()[0]:.1f}."
    )


def processor() -> str:
    return said(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()


def memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def system() -> str:
    name = said(Path("/etc/os-release"), "PRETTY_NAME", "=").strip('"')
    return name or platform.system()


def said(file: Path, name: str, mark: str = ":") -> str:
    """The value beside a name in a file of such lines; empty where there is none."""
    if not file.is_file():
        return ""
    for line in file.read_text("utf-8").splitlines():
        left, _, right = line.partition(mark)
        if left.strip() == name:
            return right.strip()
    return ""
