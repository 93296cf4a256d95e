"""Writes the generated pages, or says which are out of date: `python -m tests.house.generate [--check]`."""

import importlib
import os
import sys
from pathlib import Path

import django
from tests.house import words
from tests.office.api import recording
from tests.spec import page

from shouwang.engine.documents import dictionary

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def pages() -> dict[Path, str]:
    """Every generated page and what it should hold."""
    return {
        DOCS / "data-dictionary.md": dictionary.dictionary(),
        DOCS / "checks.md": dictionary.checks(),
        ROOT / "src" / "shouwang" / "office" / "registry" / "words.py": words.module(),
        **{DOCS / name: page.page(say) for name, say in page.PAGES.items()},
        **{DOCS / name: text for name, text in of_the_api().items()},
    }


def of_the_api() -> dict[str, str]:
    """What is declared there needs an office."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.office.settings")
    django.setup()
    found: dict[str, str] = importlib.import_module("tests.house.api_pages").pages()
    return found


def stale() -> list[str]:
    return [
        path.name
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        for name in stale():
            sys.stderr.write(f"{name} is not current: make docs\n")
        return 1 if stale() else 0
    recording.write()
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
