"""`python -m bench`: how fast the house is, beside the floor.  See DEVELOPERS.md.

Every run is a process of its own; the files are in the cache; the two contestants of a row take turns.
"""

import argparse

from bench.measure import say

from bench import machine, page, rows

SIZES = (10_000, 100_000, 1_000_000)
BLOCKS = {SIZES: "make bench", (10_000_000,): "make bench-10m"}
"""Which sizes belong on which part of docs/performance.md; other sizes are only printed."""


def main() -> None:
    asked = arguments()
    sizes = tuple(asked.sizes)
    described = machine.describe()
    measured = [row for size in sizes for row in rows.screening(size, asked.runs)]
    if sizes == SIZES:
        measured += rows.everything_else(asked.runs)
    table = page.table(measured)
    say("")
    print(f"{described}\nMedian of {asked.runs} (least–most).\n\n{table}")
    if sizes in BLOCKS and not asked.print_only:
        page.replace(BLOCKS[sizes], f"{described}  Median of {asked.runs} (least–most).\n\n{table}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="HOUSEHOLDS")
    parser.add_argument("--runs", type=int, default=3, help="measured runs of each contestant (default 3)")
    parser.add_argument("--print-only", action="store_true", help="leave docs/performance.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()
