"""Where packs stand: beside each other, in the working directory, and with the program."""

from collections.abc import Callable, Iterator
from pathlib import Path

from shouwang.engine.errors import Refused, sentence
from shouwang.engine.reading import phrases

INSTALLED = Path(__file__).resolve().parents[4] / "packs"


def shelves() -> Iterator[Path]:
    """Directories that may hold packs, nearest first."""
    seen: set[Path] = set()
    for folder in (Path("packs").resolve(), INSTALLED):
        if folder.is_dir() and folder not in seen:
            seen.add(folder)
            yield folder


def packs() -> dict[str, Path]:
    """Every pack that can be called by its id."""
    found: dict[str, Path] = {}
    for shelf in shelves():
        for folder in sorted(shelf.iterdir()):
            if holds_pack(folder):
                # The nearest wins: a county tries its own version of an installed pack under the same name.
                found.setdefault(folder.name, folder)
    return found


def find(name: str) -> Path:
    """The directory of a pack given by id or path.  Raises Refused with the packs there are."""
    if holds_pack(Path(name)):
        return Path(name)
    known = packs()
    if name in known:
        return known[name]
    if is_there(Path(name), Path.is_dir):
        raise Refused(sentence("“{name}”里没有 pack.yaml", name=name), "请指向政策包的目录，或写政策包的编号")
    raise Refused(
        sentence("没有政策包“{name}”", name=name),
        sentence(
            "可用的政策包：{known}；也可以写政策包目录的路径",
            known=phrases.labels(known) if known else "（无）",
        ),
    )


def holds_pack(folder: Path) -> bool:
    return is_there(folder / "pack.yaml", Path.is_file)


def is_there(path: Path, test: Callable[[Path], bool]) -> bool:
    """The answer of `test`; no where the system finds the name too long or will not look."""
    try:
        return test(path)
    except OSError:
        return False


def beside(folder: Path, name: str) -> Path | None:
    """The directory of an extended pack: next to the one that extends it, else on a shelf."""
    neighbour = folder.resolve().parent / name
    # A path is no name: results keep the packs side by side, and find them there on another machine.
    if neighbour.name == name and holds_pack(neighbour):
        return neighbour
    return packs().get(name)
