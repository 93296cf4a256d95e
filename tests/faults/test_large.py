"""A file as large as one may be, sent to a served office: accepted in little memory, or refused without a trace."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.faults import parts, uploading
from tests.office import cast
from tests.offices import Office

STATUS = Path("/proc/self/status")
pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="the peak of a process's memory is read in /proc")
LIMIT = 100_000_000
"""Bytes: what SHOUWANG_UPLOAD_MB allows unless somebody says otherwise."""
BOUND = 100 * 1_100_000 + 10_000_000
"""Bytes from which on the server does not listen any longer."""
ROOM_TO_GROW = 60 * 1024
"""KiB."""
FORM = "/imports/upload/"
ASKED = {"sender": "青山镇", "reference_on": "2026-06-01", "area_code": cast.TOWNSHIP}
MARKS = (uploading.NAME, uploading.REMARK, uploading.NAME.encode("unicode_escape").decode())


def peak(process: int) -> int:
    """KiB that it has had in memory at most."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


class Place(NamedTuple):
    office: Office
    temporary: Path
    process: int
    browser: uploading.Browser
    at_first: int
    """Peak of memory before anything was uploaded."""

    @property
    def grown(self) -> int:
        return peak(self.process) - self.at_first

    def left(self) -> tuple[str, list[Path]]:
        """Batches and files kept; what lies where the system has its temporary files."""
        return parts.run(self.office, "uploaded", "look"), [*self.temporary.iterdir()]

    def plain(self) -> list[str]:
        """Files in which a row can be read."""
        places = [path for path in self.office.home.rglob("*") if path.is_file()]
        return [str(path.relative_to(self.office.home)) for path in places if is_plain(path)]


def is_plain(path: Path) -> bool:
    content = path.read_bytes()
    return any(mark.encode() in content for mark in MARKS)


@contextmanager
def watched(*folders: Path) -> Iterator[set[str]]:
    """Names of all large files that lie there at some time during the block."""
    seen, over = set[str](), threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            for path in (path for folder in folders for path in folder.rglob("*")):
                with suppress(FileNotFoundError):
                    seen.update({path.name} if path.stat().st_size > LIMIT // 10 else ())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield seen
    finally:
        over.set()
        watching.join()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("office")
    temporary = folder / "temporary"
    temporary.mkdir()
    office = Office(folder / "home", more={"TMPDIR": str(temporary)})
    parts.run(office, "uploaded", "prepare")
    with office.serving() as served:
        browser = uploading.Browser(served.address).sign_in("xiaoman")
        # What a page needs in any case.
        assert browser.get(FORM).status == 200
        process = served.process.pid
        yield Place(office, temporary, process, browser, peak(process))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "register.csv"
    yield path
    # A hundred megabytes that nobody looks at later.
    path.unlink()


def test_one_byte_too_many_is_refused_and_nothing_is_kept(place: Place, file: Path) -> None:
    uploading.register(file, LIMIT + 1)

    said = place.browser.upload(FORM, ASKED, "uploads", file)

    assert said.status == 409
    assert "文件超过 100 MB。" in said.text and "请拆成几个文件" in said.text
    assert place.left() == ("0 0", [])
    assert place.plain() == []


@pytest.mark.parametrize("size", [BOUND, 10 * BOUND])
def test_what_nobody_would_read_to_its_end_is_cut_off(place: Place, file: Path, size: int) -> None:
    with file.open("wb") as hollow:
        hollow.truncate(size)

    waited = place.browser.upload(FORM, ASKED, "uploads", file, waits=True)
    went_on = place.browser.upload(FORM, ASKED, "uploads", file)

    assert waited.status == 413
    # Whoever is in the middle of sending may not hear it any more.
    assert went_on.status in (413, 0)
    assert place.left() == ("0 0", [])
    assert place.browser.get(FORM).status == 200


def test_on_its_way_it_has_no_name_under_which_a_dying_server_would_leave_it(
    place: Place, file: Path
) -> None:
    uploading.register(file, LIMIT + 1)

    with watched(place.temporary, place.office.home / "work") as seen:
        assert place.browser.upload(FORM, ASKED, "uploads", file).status == 409

    assert seen == set()


def test_the_largest_file_is_read_in_little_memory_and_lies_nowhere_plain(place: Place, file: Path) -> None:
    rows = uploading.register(file, LIMIT)
    sent = place.browser.upload(FORM, ASKED, "uploads", file)

    assert sent.status == 302
    assert place.grown < ROOM_TO_GROW
    understood = f"{sent.location}understood/"
    place.browser.until(sent.location, understood)
    assert f"{rows} 行中读入 {rows} 行" in place.browser.get(understood).text
    # Until it is committed or given up, what was read lies in the batch's own folder.
    assert [path for path in place.plain() if not path.startswith("work/imports/")] == []

    place.browser.post(f"{sent.location}discard/", {}, form=sent.location)
    assert place.left() == ("1 0", [])
    assert place.plain() == []
