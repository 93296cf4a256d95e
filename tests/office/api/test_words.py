"""What clients send is told at the door when no data base could hold it."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from shouwang.office.api import words


@pytest.mark.parametrize("value", [0, 1.5, True, "0", "1769817600", "2026-01-31T00:00:00", "2026-02-30", ""])
def test_a_day_is_written_as_one(value):
    with pytest.raises(ValidationError):
        TypeAdapter(words.Day).validate_python(value)


def test_a_day_may_be_a_day_already():
    assert TypeAdapter(words.Day).validate_python("2026-01-31") == date(2026, 1, 31)
    assert TypeAdapter(words.Day).validate_python(date(2026, 1, 31)) == date(2026, 1, 31)
