"""Parts of a story, each in a process of its own, in a real office: prepare it, work, look at what is there.

    python -m tests.faults.parts MODULE FUNCTION

The settings read the environment when they are loaded: none of this can run in the process of the tests.
"""

import subprocess
import sys
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


def killed(office: Office, module: str, name: str, moment: float) -> bool:
    """Whether it was still running after `moment` seconds."""
    running = subprocess.Popen(_command(module, name), env=_environment(office), start_new_session=True)
    return killing.strike(running, moment)


def _command(module: str, name: str) -> list[str]:
    return [sys.executable, "-m", "tests.faults.parts", module, name]


def _environment(office: Office) -> dict[str, str]:
    return {**office.environment, "DJANGO_SETTINGS_MODULE": "shouwang.web.settings", "PYTHONUTF8": "1"}


if __name__ == "__main__":
    django.setup()
    getattr(import_module(f"tests.faults.{sys.argv[1]}"), sys.argv[2])()
