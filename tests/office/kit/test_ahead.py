"""Files sealed before the transaction in which they are recorded."""

import io

import pytest

from shouwang.engine.errors import Refused
from shouwang.office.kit import ahead, files


def upload(name="a.txt", text=b"abc"):
    stream = io.BytesIO(text)
    stream.name = name
    return stream


def kept():
    return set(files.names("tests"))


@pytest.fixture(autouse=True)
def empty_room():
    for name in kept():
        files.remove(name)


def test_what_is_taken_stays_and_is_sealed_once():
    with ahead.sealed([upload()], "tests") as (stream,):
        before = kept()
        made = files.keep(stream, "tests")

    assert kept() == before == {made.name}
    assert (stream.name, made.size, files.opened(made.name).read()) == ("a.txt", 3, b"abc")


def test_what_nobody_took_is_removed():
    with ahead.sealed([upload(), upload("b.txt")], "tests") as (first, _second):
        made = files.keep(first, "tests")

    assert kept() == {made.name}


def test_what_was_taken_in_vain_is_removed():
    with pytest.raises(ZeroDivisionError), ahead.sealed([upload()], "tests") as (stream,):
        files.keep(stream, "tests")
        raise ZeroDivisionError

    assert kept() == set()


def test_where_one_is_too_large_none_stays():
    with pytest.raises(Refused), ahead.sealed([upload(), upload(text=b"abcdef")], "tests", limit=4):
        pass

    assert kept() == set()
