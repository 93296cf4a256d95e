"""The office's own settings, in a home that vanishes with the tests, and with a quick password hash."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME_OF_TESTS = Path(tempfile.mkdtemp(prefix="shouwang-tests-"))
atexit.register(shutil.rmtree, HOME_OF_TESTS, ignore_errors=True)
(HOME_OF_TESTS / "static").mkdir()  # WhiteNoise warns where there is none, and a warning is an error
os.environ["SHOUWANG_HOME"] = str(HOME_OF_TESTS)
os.environ.setdefault("SHOUWANG_SECOND_FACTOR", "none")
os.environ.setdefault("SHOUWANG_HOOKS_TO", "receiver.example.cn")

from shouwang.web.settings import *  # noqa: E402, F403

QUICK_COUNT = float("inf")  # the machine may be busy, and what a test saved it wants to see
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
