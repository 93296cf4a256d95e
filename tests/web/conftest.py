"""Fixtures of the pages: the office's own."""

from tests.office.conftest import as_, cast, flushable, somebody

__all__ = ["as_", "cast", "flushable", "somebody"]
