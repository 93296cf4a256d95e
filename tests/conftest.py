"""For all tests."""

from hypothesis import settings

# A deadline would fail on a machine that is busy, not on code that is wrong; speed has its bench.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
