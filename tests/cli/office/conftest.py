"""Fixtures of the office's commands."""

from tests.postgres import server

__all__ = ["server"]
