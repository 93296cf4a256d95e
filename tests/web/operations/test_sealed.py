"""A file sealed with a passphrase tells nothing and betrays every change."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.errors import Refused
from shouwang.web.operations import sealed

WORDS = "correct-horse-battery"
SIZES = [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 3 * sealed.PIECE]


def sealed_bytes(content: bytes, passphrase: str = WORDS) -> bytes:
    out = io.BytesIO()
    writer = sealed.Writer(out, passphrase)
    for start in range(0, len(content), 50_000):
        writer.write(content[start : start + 50_000])
    writer.finish()
    return out.getvalue()


def opened(content: bytes, passphrase: str = WORDS) -> bytes:
    return io.BufferedReader(sealed.Reader(io.BytesIO(content), passphrase)).read()


THREE = sealed_bytes(b"abc" * sealed.PIECE)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    assert opened(sealed_bytes(content)) == content


def test_it_is_read_at_any_place() -> None:
    content = bytes(index * 7 % 251 for index in range(200_000))
    reader = io.BufferedReader(sealed.Reader(io.BytesIO(sealed_bytes(content)), WORDS))

    for place in (0, 65_530, 131_072, 199_990):
        reader.seek(place)
        assert reader.read(12) == content[place : place + 12]


def test_a_zip_can_be_written_into_it() -> None:
    out = io.BytesIO()
    writer = sealed.Writer(out, WORDS)
    with zipfile.ZipFile(writer, "w") as packing:  # type: ignore[arg-type]
        packing.writestr("one", b"1" * 100_000)
    writer.finish()
    reader = io.BufferedReader(sealed.Reader(io.BytesIO(out.getvalue()), WORDS))

    assert zipfile.ZipFile(reader).read("one") == b"1" * 100_000


def test_another_passphrase_is_refused() -> None:
    with pytest.raises(Refused):
        opened(THREE, "another-passphrase")


@given(place=st.integers(0, len(THREE) - 1), bit=st.integers(0, 7))
def test_any_altered_bit_is_found(place: int, bit: int) -> None:
    if 32 <= place < 36:
        return  # cost of the key: a passphrase that takes minutes to try is refused elsewhere
    altered = bytearray(THREE)
    altered[place] ^= 1 << bit

    with pytest.raises(Refused):
        opened(bytes(altered))


@pytest.mark.parametrize(
    "kept", [40, sealed.PIECE, sealed.HEAD.size + sealed.PIECE + sealed.TAG, len(THREE) - 1]
)
def test_a_file_that_was_cut_off_is_found_at_once(kept: int) -> None:
    with pytest.raises(Refused):
        sealed.Reader(io.BytesIO(THREE[:kept]), WORDS)


def test_pieces_that_changed_places_are_found() -> None:
    first, step = sealed.HEAD.size, sealed.PIECE + sealed.TAG
    one, two = THREE[first : first + step], THREE[first + step : first + 2 * step]

    with pytest.raises(Refused):
        opened(THREE[:first] + two + one + THREE[first + 2 * step :])


def test_the_same_content_looks_different_every_time() -> None:
    assert sealed_bytes(b"same") != sealed_bytes(b"same")


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(Refused, match="太短"):
        sealed.checked("123456")


def test_the_mark_is_known(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(THREE)
    (tmp_path / "b").write_bytes(b"PK")

    assert sealed.is_sealed(tmp_path / "a")
    assert not sealed.is_sealed(tmp_path / "b")
