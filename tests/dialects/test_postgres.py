"""PostgreSQL finds with the translated query what DuckDB finds with ours: every row, every column."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.dialects import samples
from tests.dialects.conftest import Postgres
from tests.dialects.samples import Sample


@pytest.mark.parametrize("pack", samples.PACKS)
def test_postgres_finds_the_same_in_a_county(pack: str, postgres: Postgres, tmp_path: Path) -> None:
    sample = samples.of_county(pack, tmp_path)

    found = postgres.findings(sample)

    assert len({row["tier"] for row in found.values()}) > 2
    assert found == sample.by_duckdb()


def test_postgres_counts_months_and_rounds_halves_alike(postgres: Postgres) -> None:
    sample = samples.of_ends_of_months()

    found = postgres.findings(sample)

    assert found == sample.by_duckdb()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=samples.generated())
def test_postgres_finds_the_same_by_generated_rules(sample: Sample, postgres: Postgres) -> None:
    found = postgres.findings(sample)

    assert found == sample.by_duckdb()
