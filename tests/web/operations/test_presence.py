"""Who is alive is known by locks, which end with their processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from shouwang.engine.errors import Refused
from shouwang.web.operations import presence

HOLD = """
import sys, time
from pathlib import Path
from shouwang.web.operations import presence
with presence.announced(Path(sys.argv[1]), "serve"):
    print("here", flush=True)
    time.sleep(60)
"""


def test_nobody_lives_in_a_home_that_is_not_there(tmp_path: Path) -> None:
    assert presence.alive(tmp_path / "none", "serve") == []


def test_a_process_is_alive_until_it_is_killed(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()

    assert len(presence.alive(tmp_path, "serve")) == 1
    process.kill()
    process.wait()
    process.stdout.close()

    assert presence.alive(tmp_path, "serve") == []
    assert list((tmp_path / "run").iterdir()) == []


def test_only_one_at_a_time(tmp_path: Path) -> None:
    one, other = (presence.alone(tmp_path, "backup") for _ in range(2))
    with one, pytest.raises(Refused, match="正在进行"), other:
        pass

    with presence.alone(tmp_path, "backup"):
        pass
