"""Every answer comes from whole numbers, as often as its table says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.engine.county import draws
from shouwang.engine.county.draws import DRAWS, UNKNOWN, Stream
from shouwang.engine.tables import PERSONS

EVERY_DRAW = np.arange(DRAWS, dtype=np.uint16)
BY_AGE = draws.odds(
    """
    age healthy chronic -
     17       1       0 0
     59       1       1 2
    """,
    PERSONS["health"],
)
CODES = PERSONS["health"].codes


def share(answers, code):
    return float(np.mean(answers == code))


def test_a_row_holds_up_to_its_own_key():
    of_seventeen, of_eighteen = BY_AGE(17, EVERY_DRAW), BY_AGE(18, EVERY_DRAW)

    assert share(of_seventeen, CODES.index("healthy")) == 1
    assert share(of_eighteen, CODES.index("healthy")) == 0.25
    assert share(of_eighteen, UNKNOWN) == 0.5


def test_the_last_row_holds_for_every_larger_key():
    assert (BY_AGE(200, EVERY_DRAW) == BY_AGE(59, EVERY_DRAW)).all()


def test_a_word_that_is_no_code_is_a_mistake():
    with pytest.raises(ValueError):
        draws.odds("age healthy tired\n 99 1 1", PERSONS["health"])


def test_a_curve_passes_through_its_points():
    curve = draws.curve((0, 100), (500, 200), (1000, 1200))

    assert len(curve) == DRAWS
    assert curve[0] == 100
    assert curve[DRAWS // 2] == 200
    assert curve[-1] in range(1190, 1201)
    assert (np.diff(curve) >= 0).all()


@given(st.integers(-500, 500), st.integers(0, 30_000))
def test_a_scaled_draw_reaches_both_ends_and_goes_no_further(low, span):
    scaled = draws.scale(EVERY_DRAW, low, low + span)

    assert (scaled.min(), scaled.max()) == (low, low + span)


@given(st.integers(0, 2**32 - 1), st.integers(0, 999), st.integers(0, 50))
def test_fewer_draws_are_the_beginning_of_more(seed, block, count):
    stream = Stream(seed, block)

    assert (stream("age", 51)[:count] == stream("age", count)).all()


def test_purposes_and_blocks_have_streams_of_their_own():
    streams = [Stream(7, 0)("age", 8), Stream(7, 0)("sex", 8), Stream(7, 1)("age", 8), Stream(8, 0)("age", 8)]

    assert len({tuple(stream.tolist()) for stream in streams}) == 4


def test_the_first_draws_of_a_stream_never_change():
    assert Stream(7, 3)("age", 5).tolist() == PINNED


PINNED = [28563, 13488, 27283, 39452, 40891]
