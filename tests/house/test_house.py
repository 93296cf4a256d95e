"""The code base about itself."""

import re
import subprocess
from pathlib import Path

import pytest

from shouwang.cli import main

ROOT = Path(__file__).parents[2]
LARGEST = 400_000
"""Bytes: everything larger can be made again by a command."""
LARGE = {
    "echarts.js": "the smallest build that draws bars and lines; whoever opens no chart does not load it"
}
"""What is larger all the same, and why."""


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    # A download without git has no list; then every file outside the ignored folders counts.
    names = (
        listed.split("\0")
        if listed
        else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if ".venv" not in p.parts]
    )
    return [path for name in names if name and (path := ROOT / name).is_file()]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_nothing_large_is_tracked() -> None:
    large = {path.name for path in tracked() if path.stat().st_size > LARGEST}
    assert large == set(LARGE)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_only_commands_that_exist(name: str) -> None:
    used = set(re.findall(r"^(?:\$ )?(?:\.venv/bin/)?shouwang ([a-z]+)", text(name), flags=re.MULTILINE))

    assert used
    assert used <= set(main.COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "DEVELOPERS.md"])
def test_make_targets_that_are_written_about_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):.*##", text("Makefile"), flags=re.MULTILINE))

    assert set(re.findall(r"`?make ([a-z0-9-]+)", text(name))) <= targets


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "DEVELOPERS.md", "docs/findings.md"])
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", text(name))

    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_both_readmes_have_the_same_sections_and_commands() -> None:
    english, chinese = text("README.md"), text("README.zh-CN.md")

    assert english.count("\n## ") == chinese.count("\n## ")
    commands = re.compile(r"^(?:\$ )?(?:make|shouwang) .*?(?=\s{2,}#|$)", flags=re.MULTILINE)
    assert commands.findall(english) == commands.findall(chinese)


def test_no_index_address_stands_in_a_lock_file() -> None:
    assert not re.search(r"https?://", text("requirements/dev.txt"))
    assert "--hash=sha256:" in text("requirements/dev.txt")


def test_the_version_is_in_the_changelog() -> None:
    from_code = re.search(r'__version__ = "([^"]+)"', text("src/shouwang/__init__.py"))

    assert from_code and f"## {from_code.group(1)}" in text("CHANGELOG.md")


def test_every_dependency_has_its_reason() -> None:
    block = text("pyproject.toml").split("dependencies = [", 1)[1].split("[project.scripts]")[0]

    assert [
        line for line in re.findall(r'^ +"[^"]+",.*$', block, flags=re.MULTILINE) if "#" not in line
    ] == []
