"""Prints the cases into the documentation: `python -m tests.spec.print`."""

from pathlib import Path

from tests.spec import page

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    for name, say in page.PAGES.items():
        (DOCS / name).write_text(page.page(say), encoding="utf-8")


if __name__ == "__main__":
    main()
