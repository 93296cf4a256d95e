"""Folders that are held for a while."""

from threading import Event, Thread

import pytest

from shouwang.office.kit.held import Held


def filling(path):
    (path / "made").write_text("x")
    return path


def test_who_asks_again_finds_it_made():
    held, made = Held(most=1), []
    for _ in range(3):
        with held.folder("a", lambda path: made.append(path)) as (path, _value):
            assert path.is_dir()
    assert len(made) == 1


def test_the_ones_not_asked_for_longest_go_but_never_while_somebody_reads():
    held = Held(most=1)
    with held.folder("read", filling) as (reading, _value):
        paths = []
        for key in "abc":
            with held.folder(key, filling) as (path, _value):
                paths.append(path)
        assert [path.exists() for path in paths] == [False, False, True]
        assert (reading / "made").exists()


def test_what_could_not_be_made_is_tried_again():
    held = Held(most=2)
    with pytest.raises(ZeroDivisionError), held.folder("a", lambda path: 1 / 0):
        raise AssertionError
    with held.folder("a", filling) as (path, _value):
        assert (path / "made").exists()


def test_two_who_ask_at_once_make_it_once():
    held, began, go_on, made = Held(most=1), Event(), Event(), []

    def slowly(path):
        began.set()
        go_on.wait(5)
        made.append(path)

    def ask():
        with held.folder("a", slowly):
            pass

    threads = [Thread(target=ask) for _ in range(2)]
    threads[0].start()
    assert began.wait(5)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(made) == 1
