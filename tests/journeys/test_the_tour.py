"""A newcomer types `make tour` and sees what the README says."""

import re
from pathlib import Path

import pytest

from shouwang.cli import main

ROOT = Path(__file__).parents[2]


def lines_of(readme: str) -> list[str]:
    """What the tour shows as output: the lines of its blocks that are not commands and not cut with “…”."""
    tour = (ROOT / readme).read_text(encoding="utf-8").split("\n## ")[3]
    blocks = re.findall(r"```\n(.*?)```", tour, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.strip() not in ("", "…") and not line.startswith("$")]


def squeezed(text: str) -> str:
    """Columns are padded by the widest cell of the whole table; the tour leaves rows out."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch, pytest.MonkeyPatch.context():
        patch.chdir(tmp_path_factory.mktemp("tour"))
        patch.setenv("COLUMNS", "160")
        output = tmp_path_factory.mktemp("output") / "seen.txt"
        with output.open("w", encoding="utf-8") as file:
            patch.setattr("sys.stdout", file)
            assert main.status(["demo"]) == 0
        return squeezed(output.read_text(encoding="utf-8"))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_line_of_the_tour_is_really_printed(readme: str, seen: str) -> None:
    lines = lines_of(readme)

    assert len(lines) >= 15
    assert [line for line in lines if not all(squeezed(part) in seen for part in line.split("…"))] == []
