"""Fixtures of the pages: the office's own."""

from tests.office.conftest import as_, cast, flushable, somebody
from tests.office.screening.conftest import county_folder, office

__all__ = ["as_", "cast", "county_folder", "flushable", "office", "somebody"]
