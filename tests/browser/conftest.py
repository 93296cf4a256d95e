"""The browser is a fixture of everything here."""

from tests.browsing import chromium

__all__ = ["chromium"]
