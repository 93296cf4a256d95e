"""Parts of a story, each in a process of its own, in a real office: prepare it, work, look at what is there.

    python -m tests.faults.parts MODULE FUNCTION

The settings read the environment when they are loaded: none of this can run in the process of the tests.
"""

import subprocess
import sys
import time
from importlib import import_module

import django
from tests.faults import killing
from tests.offices import Office


def run(office: Office, module: str, name: str) -> str:
    """What it says."""
    done = subprocess.run(
        _command(module, name),
        env=_environment(office),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def seconds(office: Office, module: str, name: str) -> float:
    """From its beginning to its end, without the start of the process."""
    with begun(office, module, name) as running:
        began = time.monotonic()
        assert running.wait() == 0
    return time.monotonic() - began


def killed(office: Office, module: str, name: str, moment: float) -> bool:
    """Whether it was still running `moment` seconds after its beginning."""
    with begun(office, module, name) as running:
        return killing.strike(running, moment)


def begun(office: Office, module: str, name: str) -> "subprocess.Popen[bytes]":
    """It leads a group of its own."""
    command, environment = _command(module, name), _environment(office)
    running = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.PIPE)
    assert running.stdout
    running.stdout.readline()
    return running


def _command(module: str, name: str) -> list[str]:
    return [sys.executable, "-m", "tests.faults.parts", module, name]


def _environment(office: Office) -> dict[str, str]:
    return {**office.environment, "DJANGO_SETTINGS_MODULE": "shouwang.web.settings", "PYTHONUTF8": "1"}


if __name__ == "__main__":
    django.setup()
    part = getattr(import_module(f"tests.faults.{sys.argv[1]}"), sys.argv[2])
    # An empty line: it begins now.
    sys.stdout.write("\n")
    sys.stdout.flush()
    part()
