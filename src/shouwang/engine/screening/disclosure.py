"""Small counts are not published – nor what they could be computed from.

A table is published with its totals, so hiding the small numbers is not enough: in 306 = 291 + ▢ the ▢ is no secret.
Further numbers are hidden until every hidden one could be at least one more or one less with all published numbers as
they are.  Whether it could is a question of circuits in the network of rows and columns: one more here, one less there
in the same column, one more in that row, and so on back to the beginning (Gusfield 1988, A graph theoretic approach to
statistical data security).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

SMALL = 5
"""Counts from one to below this are not published.  Nothing is no secret: zero tells of nobody."""
ROUND = 5
"""What is published is rounded to multiples of this: two tables of different days then differ by it or not at all, not
by the one household that changed.  Rounding comes last: made of what could be published anyway, it tells no more."""
Cell = tuple[int, int]
"""Row and column; the one behind the last is the total."""
NEVER = float("inf")
EMPTY, TOTAL = 10**6, 10**9
"""What it costs to hide a zero, which looks odd, or a total, which people need; a number costs what it says."""


@dataclass(frozen=True)
class Grid:
    """Counts with their totals."""

    values: tuple[tuple[int, ...], ...]

    @property
    def corner(self) -> Cell:
        return len(self.values) - 1, len(self.values[0]) - 1

    @property
    def cells(self) -> Iterator[Cell]:
        return ((row, column) for row, line in enumerate(self.values) for column in range(len(line)))

    def of(self, cell: Cell) -> int:
        return self.values[cell[0]][cell[1]]

    def is_total(self, cell: Cell) -> bool:
        return cell[0] == self.corner[0] or cell[1] == self.corner[1]

    def may(self, cell: Cell, *, more: bool) -> bool:
        """Whether a step along the circuit is possible.  A total grows when the numbers in its line shrink."""
        grows = more != (self.is_total(cell) and cell != self.corner)
        return grows or self.of(cell) > 0


def rounded(count: int) -> int:
    """To the nearest multiple; nothing stays nothing, and what is no longer small does not become it."""
    return (count + ROUND // 2) // ROUND * ROUND


def totalled(counts: Sequence[Sequence[int]]) -> Grid:
    lines = [(*line, sum(line)) for line in counts]
    return Grid((*lines, tuple(sum(column) for column in zip(*lines, strict=True))))


def withheld(
    counts: Sequence[Sequence[int]],
    *,
    also: Iterable[Cell] = (),
    published: Collection[Cell] = (),
    small: int = SMALL,
) -> frozenset[Cell] | None:
    """The cells of a table, totals included, that are not to be published.

    `also`: hidden elsewhere, so here as well; `published`: shown elsewhere, so nothing is gained by hiding them.  None
    where some cell would be computable whatever is hidden: such a table cannot be published.
    """
    grid = totalled(counts)
    hidden = {cell for cell in grid.cells if 0 < grid.of(cell) < small} | set(also)
    if grid.corner in hidden:
        # Too few altogether.
        return frozenset(grid.cells)
    known = {grid.corner, *published} - hidden
    for cell in sorted(hidden, key=lambda one: (-grid.of(one), one)):
        circuit = protecting(grid, hidden, known, cell)
        if circuit is None:
            return None
        hidden |= circuit
    return frozenset(hidden)


def protecting(grid: Grid, hidden: set[Cell], known: set[Cell], cell: Cell) -> set[Cell] | None:
    """The cheapest circuit through a cell: hiding all of it, each of its cells could be another number."""
    found = []
    for more in (True, False):
        if grid.may(cell, more=more):
            found.append(_way_back(grid, hidden, known, cell, more=more))
    cost, circuit = min(found, default=(NEVER, set()), key=lambda one: one[0])
    return circuit if cost < NEVER else None


def _way_back(
    grid: Grid, hidden: set[Cell], known: set[Cell], cell: Cell, *, more: bool
) -> tuple[float, set[Cell]]:
    """From the far end of a cell to its near end, by other cells (Dijkstra).  `more`: the cell goes up, row to column."""
    row, column = ("row", cell[0]), ("column", cell[1])
    start, goal = (column, row) if more else (row, column)
    queue: list[tuple[float, tuple[str, int], tuple[Cell, ...]]] = [(0, start, ())]
    done = set()
    while queue:
        cost, node, way = heappop(queue)
        if node == goal:
            return cost, {cell, *way}
        if node in done:
            continue
        done.add(node)
        for step, end in _steps(grid, node):
            price = _price(grid, hidden, known, step)
            if step != cell and end not in done and price < NEVER:
                heappush(queue, (cost + price, end, (*way, step)))
    return NEVER, set()


def _steps(grid: Grid, node: tuple[str, int]) -> Iterator[tuple[Cell, tuple[str, int]]]:
    kind, place = node
    rows, columns = len(grid.values), len(grid.values[0])
    if kind == "row":
        ways = (((place, column), ("column", column)) for column in range(columns))
    else:
        ways = (((row, place), ("row", row)) for row in range(rows))
    return ((cell, end) for cell, end in ways if grid.may(cell, more=kind == "row"))


def _price(grid: Grid, hidden: set[Cell], known: set[Cell], cell: Cell) -> float:
    if cell in hidden:
        return 0
    if cell in known:
        return NEVER
    return grid.of(cell) + 1 + (TOTAL if grid.is_total(cell) else 0) + (EMPTY if not grid.of(cell) else 0)
