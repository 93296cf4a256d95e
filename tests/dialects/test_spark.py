"""Spark finds with the translated query what DuckDB finds with ours: every row, every column.

Runs where PySpark is installed, which nobody needs for anything else here: DEVELOPERS.md says how.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from tests.dialects import samples
from tests.dialects.samples import Rows, Sample

sql = pytest.importorskip("pyspark.sql", reason="no PySpark in this environment: see DEVELOPERS.md")

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.session.timeZone": "Asia/Shanghai",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def findings(spark: Any, sample: Sample, folder: Path) -> Rows:
    for name, table in sample.tables.items():
        path = str(folder / f"{name}.parquet")
        pq.write_table(table, path)
        spark.read.parquet(path).createOrReplaceTempView(name)
    found = [row.asDict() for row in spark.sql(sample.sql("spark")).collect()]
    spark.catalog.clearCache()
    return samples.by_household(found)


@pytest.mark.parametrize("pack", samples.PACKS)
def test_spark_finds_the_same_in_a_county(pack: str, spark: Any, tmp_path: Path) -> None:
    sample = samples.of_county(pack, tmp_path / "county")

    found = findings(spark, sample, tmp_path)

    assert len({row["tier"] for row in found.values()}) > 2
    assert found == sample.by_duckdb()


def test_spark_counts_months_and_rounds_halves_alike(spark: Any, tmp_path: Path) -> None:
    sample = samples.of_ends_of_months()

    found = findings(spark, sample, tmp_path)

    assert found == sample.by_duckdb()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=samples.generated())
def test_spark_finds_the_same_by_generated_rules(
    sample: Sample, spark: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = findings(spark, sample, tmp_path_factory.mktemp("tables"))

    assert found == sample.by_duckdb()
