"""Where a run finds its tables."""

import pytest

from shouwang.engine.errors import Refused
from shouwang.engine.screening import sources


def test_a_directory_is_found_again_parquet_before_csv(tmp_path):
    for name in ("households.parquet", "persons.csv", "persons.parquet", "incomes.csv"):
        (tmp_path / name).touch()

    assert {name: path.name for name, path in sources.find(tmp_path).items()} == {
        "households": "households.parquet", "persons": "persons.parquet", "incomes": "incomes.csv",
    }  # fmt: skip


@pytest.mark.parametrize("present", [[], ["households.parquet"]])
def test_a_directory_without_households_or_persons_is_refused(tmp_path, present):
    for name in present:
        (tmp_path / name).touch()

    with pytest.raises(Refused, match="家庭成员"):
        sources.find(tmp_path)


def test_a_missing_directory_is_refused(tmp_path):
    with pytest.raises(Refused, match="找不到"):
        sources.find(tmp_path / "无")
